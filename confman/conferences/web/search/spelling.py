"""Typing errors: what was not found is searched for by the known words that are most similar.

Asking the database for the words takes longer than comparing them (benchmarks/choices/typing_errors.py), so those of a
conference are kept for a minute: as long as someone types. What is newer is found, but not by a misspelt word.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache, partial
from itertools import product
from typing import Any

from django.core.cache import cache
from django.db.models import Aggregate, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchKind, search_kinds
from confman.conferences.web.search.alike import alike, may_be_misspelt
from confman.conferences.web.search.destinations import words_of_destinations
from confman.conferences.web.search.records import is_folded, row_in
from confman.conferences.web.search.statements import SearchStatement
from confman.web.database.reads import not_noted
from confman.web.search import fold_all, words_of

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
        for position, candidate in enumerate(alike(word, vocabulary))
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
