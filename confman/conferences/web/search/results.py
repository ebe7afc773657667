"""Search: groups of destinations and of records, or a suggestion if there are none.

What was not found is searched for by the known words that are most similar.
"""

import functools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import combinations, product
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Aggregate, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.access import opened_by
from confman.conferences.models import Conference
from confman.conferences.registries import Workspace
from confman.conferences.search_registries import SearchKind, search_kinds
from confman.conferences.web.navigation import workspace_at
from confman.conferences.web.search.destinations import (
    PAGES,
    SHOWN,
    TO_DO,
    SearchGroup,
    SearchResults,
    actions_now,
    group_of,
    groups_of_destinations,
    offers,
    words_of_destinations,
)
from confman.conferences.web.search.records import (
    LOOKED_AT,
    READ,
    SearchStatement,
    hits_of,
    is_folded,
    numbers_of_rows,
    row_in,
    rows_of,
    rows_with_words,
)
from confman.web.database.reads import not_noted
from confman.web.search import fold_all, is_foreign, words_of

# The least similarity of words: one letter of six may be wrong, two of seven, three of eleven.
ALIKE = 0.71
# Words of no more letters than this may have one error, and not in the first letter: too many others are alike.
SHORT = 5
# Shorter words have no typing errors: anything is similar to them.
SHORTEST = 3


def may_be_misspelt(word: str) -> bool:
    """Tell whether the word may have a typing error: of a number or a code, another one would be someone else's."""
    return len(word) >= SHORTEST and word.isalpha()


def similar_words(word: str, candidates: Collection[str], limit: int = 3) -> list[str]:
    """Return the known words of which this may be a misspelling, the most similar first; all are folded.

    Two letters exchanged are one error (benchmarks/choices/typing_errors.py compares this with other ways).
    """
    # Takes a while to import, and few questions are misspelt.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if not may_be_misspelt(word):
        return []
    if len(word) <= SHORT:
        likely = (
            candidate
            for candidate in candidates
            if candidate[0] == word[0] and abs(len(candidate) - len(word)) <= 1
        )
        return sorted(candidate for candidate in likely if OSA.distance(word, candidate) == 1)[:limit]
    # Of a dictionary it would compare the values.
    matches = process.extract(
        word, list(candidates), scorer=OSA.normalized_similarity, score_cutoff=ALIKE, limit=limit
    )
    return [candidate for candidate, _score, _place in matches]


# For how many seconds the words of a conference are kept.
CACHE_SECONDS = 60
# Of the words typed, those that are compared.
COMPARED = 6

# The different words of each kind of records, by its key, as one text: that is looked through faster than many.
Known = dict[str, str]


def correct_words(conference: Conference, typed: str, kinds: Iterable[SearchKind]) -> tuple[str, set[str]]:
    """Return the words with unknown ones replaced by the most similar, and the keys of the kinds that have all.

    Places have the key "". Return "" if words are not similar enough to any, or are all known.
    """
    words = words_of(typed)
    if len(words) > COMPARED or not any(may_be_misspelt(word) for word in words):
        return "", set()
    known = known_words(conference, kinds)
    # Several kinds may have the same text.
    vocabulary = dict.fromkeys(" ".join(dict.fromkeys(known.values())).split())
    candidates = [_candidates(word, known, vocabulary) for word in words]
    for combination in sorted(
        product(*candidates), key=lambda candidate: sum(position for position, _word, _kinds in candidate)
    ):
        having = set.intersection(*(kinds for _place, _word, kinds in combination))
        corrected = [word for _place, word, _kinds in combination]
        if having and corrected != words:
            return " ".join(corrected), having
    return "", set()


def known_words(conference: Conference, kinds: Iterable[SearchKind]) -> Known:
    """Return the words of these kinds of records and of all destinations."""
    stored = {kind.key: kind.words_of or kind.key for kind in kinds if kind.rows}
    cached = _cached_words(conference, set(stored.values()))
    return {
        "": " ".join(words_of_destinations()),
        **{kind.key: " ".join(kind.words()) for kind in kinds if kind.words},
        **{key: cached[source] for key, source in stored.items()},
    }


def _candidates(word: str, known: Known, vocabulary: Collection[str]) -> list[tuple[int, str, set[str]]]:
    """Return the words that may be meant, each with its place among them and the kinds in which it will be found."""
    if having := _kinds_with(word, known):
        return [(0, word, having)]
    return [
        (position, candidate, _kinds_with(candidate, known))
        for position, candidate in enumerate(similar_words(word, vocabulary))
    ]


def _kinds_with(part: str, known: Known) -> set[str]:
    """Return the kinds that have this within a word."""
    return {kind for kind, text in known.items() if part in text}


def _cached_words(conference: Conference, keys: set[str]) -> Known:
    """Return the words of all records of each of these kinds."""
    names = {f"search-words-{conference.pk}-{key}": key for key in keys}
    text_by_kind = {names[name]: text for name, text in cache.get_many(names).items()}
    if missing := keys - text_by_kind.keys():
        with not_noted():
            fresh = _read_words(conference, sorted(missing))
        cache.set_many({name: fresh[key] for name, key in names.items() if key in fresh}, CACHE_SECONDS)
        text_by_kind |= fresh
    return text_by_kind


def _read_words(conference: Conference, keys: Sequence[str]) -> Known:
    """Read the words of all records of these kinds in one query."""
    texts: dict[str, list[str]] = {key: [] for key in keys}
    for key, text in _statement(tuple(keys)).columns(conference, ""):
        texts[key].append(text or "")
    for kind in map(search_kinds.get, keys):
        assert kind.rows is not None
        rows = kind.rows(conference)
        if not is_folded(kind, rows):
            read = (row_in(text, rows.model) for text in texts[kind.key])
            texts[kind.key] = [fold_all(getattr(row, name) for name in kind.reads) for row in read]
    return {key: " ".join(dict.fromkeys(" ".join(found).split())) for key, found in texts.items()}


@lru_cache(maxsize=64)
def _statement(keys: tuple[str, ...]) -> SearchStatement:
    """Return the statement that reads the texts of all records of these kinds."""
    return SearchStatement(partial(_texts, [search_kinds.get(key) for key in keys]), 0)


class _Joined(Aggregate):
    """The texts of all rows as one."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def __init__(self, text: str) -> None:
        super().__init__(text, Value(" "))

    def as_postgresql(self, *args: Any, **options: Any) -> Any:
        """Call it as PostgreSQL does."""
        return self.as_sql(*args, function="STRING_AGG", **options)


def _texts(kinds: Iterable[SearchKind], conference: Conference, _typed: str) -> QuerySet[Any, Any]:
    """Return the key of each kind with the folded texts of all its rows; where they have none, with the fields of each.

    One text is read several times as fast as ten thousand.
    """

    def read(kind: SearchKind) -> QuerySet[Any, Any]:
        assert kind.rows is not None
        rows = kind.rows(conference).order_by().annotate(search_kind=Value(kind.key))
        if is_folded(kind, rows):
            return (
                rows.values("search_kind")
                .annotate(texts=_Joined("search_text"))
                .values_list("search_kind", "texts")
            )
        return rows.values_list(
            "search_kind", Cast(JSONObject(**{name: name for name in kind.reads}), TextField())
        )

    first, *others = map(read, kinds)
    return first.union(*others, all=True)


# Of the records that were opened last, those shown before anything is typed.
RECENT = 8


def search(conference: Conference, user: Visitor, typed: str, near: Workspace | None = None) -> SearchResults:
    """Return what in the conference matches all the words and this user may open, by kind, the likeliest first.

    Of those that match alike, kinds of the workspace `near`, which is open, come first.
    """
    kinds = [kind for kind in search_kinds if user.has_perm(kind.permission, conference)]
    if groups := _groups(conference, user, typed, kinds, near):
        return SearchResults(typed, groups)
    instead, having = correct_words(conference, typed, kinds)
    # Words known to one kind only are found there, or not said at all.
    if instead and (
        groups := _groups(conference, user, instead, [k for k in kinds if k.key in having], near)
    ):
        return SearchResults(typed, groups, instead)
    places = [kind for kind in kinds if kind.words]
    for part in _shortened(typed):
        if groups := _groups(conference, user, part, places, near):
            return SearchResults(typed, groups, part)
    searched = [PAGES, *(kind.label for kind in kinds if kind.rows or kind.words)]
    return SearchResults(typed, searched=searched, offers=offers(conference, user, typed))


def _shortened(typed: str) -> list[str]:
    """Return what is typed without its short words and without one or two others, the longest first.

    Whoever looks for a place says more than its name: “print name plates”, “add a colleague to the team”. Of words by
    which no place is called there is nothing.
    """
    words = [word for word in typed.split() if len(word) > SHORTEST][:COMPARED]
    if words_of_destinations().isdisjoint(words_of(typed)):
        return []
    parts = {
        " ".join(part)
        for left_out in range(min(3, len(words)))
        for part in combinations(words, len(words) - left_out)
    }
    return sorted(parts - {typed}, key=lambda part: (-len(part.split()), -len(part), part))


def all_of_kind(conference: Conference, user: Visitor, typed: str, key: str) -> SearchGroup | None:
    """Return the group with all hits of one kind that are read, if the user may search it."""
    kinds = [kind for kind in search_kinds if kind.key == key and user.has_perm(kind.permission, conference)]
    groups = [
        *groups_of_destinations(conference, user, typed, READ),
        *_groups_of_records(conference, user, typed, kinds, READ),
    ]
    return next((group for group in groups if group.key == key), None)


def before_typing(conference: Conference, user: Visitor, near: Workspace | None = None) -> list[SearchGroup]:
    """Return what the user opened last, then the actions of the page that is open and of the phase."""
    actions = actions_now(conference, user, near)
    groups = [*recents(conference, user)]
    if actions:
        groups.append(SearchGroup("actions", TO_DO, "lightning", actions[:SHOWN]))
    return groups


def recents(conference: Conference, user: Visitor) -> list[SearchGroup]:
    """Return the records that the user opened last in the conference, as far as they may still open them."""
    pairs = opened_by(user, conference)
    keys: dict[str, list[str]] = {}
    for kind, key in pairs:
        keys.setdefault(kind, []).append(key)
    kinds = {
        kind.key: kind
        for kind in search_kinds
        if kind.key in keys and kind.rows and user.has_perm(kind.permission, conference)
    }
    rows = rows_of(conference, kinds.values(), lambda kind, rows: rows.filter(pk__in=keys[kind.key]))
    hits = [
        hit
        for kind, key in pairs
        if (row := rows.get(kind, {}).get(UUID(key)))
        for hit in hits_of(conference, user, kinds[kind], [row])
    ]
    return [SearchGroup("recent", _("Opened lately"), "clock-history", hits[:RECENT])] if hits else []


def _groups(
    conference: Conference, user: Visitor, typed: str, kinds: Iterable[SearchKind], near: Workspace | None
) -> list[SearchGroup]:
    groups = [
        *groups_of_destinations(conference, user, typed),
        *_groups_of_records(conference, user, typed, kinds),
    ]
    kinds_of_workspace = {kind.key for kind in kinds if near and _workspace_of(kind) is near}
    with_more = [replace(group, more=_more(conference, group, typed)) for group in groups]
    return sorted(with_more, key=lambda group: (group.rank, group.key not in kinds_of_workspace))


@functools.cache
def _workspace_of(kind: SearchKind) -> Workspace | None:
    """Return the workspace in which the records of a kind are kept."""
    return workspace_at(reverse(kind.list_name, args=["any"])) if kind.list_name else None


def _groups_of_records(
    conference: Conference, user: Visitor, typed: str, kinds: Iterable[SearchKind], limit: int = LOOKED_AT
) -> list[SearchGroup]:
    # Of those that match alike, what the user opened lately stands first.
    lately = {key: position for position, (_kind, key) in enumerate(opened_by(user, conference))}
    length = max((len(word) for word in words_of(typed)), default=0)
    # In an ideographic script one character says as much as two letters.
    length += not typed.isascii()
    searched = [kind for kind in kinds if length >= kind.shortest and not (kind.words and is_foreign(typed))]
    rows = rows_with_words(conference, searched, typed, limit)
    hits = {
        kind.key: kind.find(conference, user, typed)
        if kind.find
        else hits_of(conference, user, kind, _recent_first(rows.get(kind.key, {}), lately), typed)
        for kind in searched
    }
    # Of fewer rows than were asked for the number is known.
    full = [
        kind
        for kind in searched
        if kind.rows and len(rows.get(kind.key, {})) >= LOOKED_AT and is_folded(kind, kind.rows(conference))
    ]
    numbers = numbers_of_rows(conference, full, typed) if limit == LOOKED_AT else {}
    shown_at_once = SHOWN if limit == LOOKED_AT else limit
    groups = (
        group_of(
            kind.key, kind.label, kind.icon, hits[kind.key], typed, shown_at_once, numbers.get(kind.key, 0)
        )
        for kind in searched
    )
    return [group for group in groups if group.hits]


def _more(conference: Conference, group: SearchGroup, typed: str) -> str:
    """Return the address of all hits, if there are more than shown: the list of the kind, or the search page."""
    if group.number <= SHOWN:
        return ""
    kind = search_kinds.find(group.key)
    if kind and kind.list_name and not kind.lists_all:
        return f"{reverse(kind.list_name, args=[conference.slug])}?{urlencode({'q': typed})}"
    page = reverse("conferences_secretariat:search", args=[conference.slug])
    return f"{page}?{urlencode({'q': typed, 'kind': group.key})}"


def _recent_first(rows: Mapping[UUID, Any], lately: Mapping[str, int]) -> list[Any]:
    return sorted(rows.values(), key=lambda row: lately.get(str(row.pk), len(lately)))
