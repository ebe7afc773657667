"""The secretariat's search: finds pages and acts by their words in any language, records by theirs in any script.

It stores nothing: each kind of record takes one query, and the best rows of each are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.registries import (
    NavigationItem,
    NavigationView,
    SearchAct,
    SearchHit,
    SearchKind,
    navigation_items,
    navigation_views,
    search_acts,
    search_kinds,
)
from confman.conferences.web.navigation import WORKSPACES
from confman.web.search import fold, words_of

# Rows of a kind that are shown, and rows that are examined to find the best.
SHOWN = 5
LOOKED_AT = 30
# The separator of a hit's details.
BETWEEN = " · "
# In per cent: words this similar are taken for one word with a typing error.
ALIKE = 75


@dataclass(frozen=True)
class Group:
    """The hits of one kind; `more` is the address of all of them, if there are more than shown."""

    key: str
    label: Any
    icon: str
    hits: list[SearchHit]
    more: str = ""


@dataclass(frozen=True)
class Found:
    """The result; `instead` are the corrected words, if nothing was found for those typed."""

    groups: list[Group]
    instead: str = ""


def search(conference: Conference, user: User | AnonymousUser, typed: str) -> Found:
    """Return what in the conference matches all the words and this user may open, by kind."""
    kinds = [kind for kind in search_kinds if user.has_perm(kind.permission, conference)]
    places = _groups_of_places(conference, user, typed)
    records = _groups_of_records(conference, user, typed, kinds)
    if not records and not places:
        instead, having = _mended(conference, typed, kinds)
        return Found(_groups_of_records(conference, user, instead, having), instead)
    return Found([*places, *records])


def _groups_of_records(
    conference: Conference, user: User | AnonymousUser, typed: str, kinds: Iterable[SearchKind]
) -> list[Group]:
    groups = []
    length = max((len(word) for word in words_of(typed)), default=0)
    # In an ideographic script one character says as much as two letters.
    length += not typed.isascii()
    for kind in kinds:
        if length < kind.shortest:
            continue
        hits = _best(kind.find(conference, user, typed, LOOKED_AT), typed)
        if hits:
            more = ""
            if len(hits) > SHOWN and kind.list_name:
                address = reverse(kind.list_name, args=[conference.slug])
                more = f"{address}?{urlencode({'q': typed})}"
            groups.append(Group(kind.key, kind.label, kind.icon, hits[:SHOWN], more))
    return sorted(groups, key=lambda group: _rank(group.hits[0], typed))


def _best(hits: list[SearchHit], typed: str) -> list[SearchHit]:
    return sorted(hits, key=lambda hit: _rank(hit, typed))


def _rank(hit: SearchHit, typed: str) -> int:
    """Return 0 for a match of the title or a whole detail; 1 if words begin words of the title; 2 if in it; else 3."""
    told, words = fold(hit.title), words_of(typed)
    wholes = {part.casefold() for part in hit.detail.split(BETWEEN)}
    if told == " ".join(words) or typed.casefold() in wholes:
        return 0
    if all(any(part.startswith(word) for part in told.split()) for word in words):
        return 1
    return 2 if all(word in told for word in words) else 3


# --- Pages and acts ---------------------------------------------------------------------------------------


def _groups_of_places(conference: Conference, user: User | AnonymousUser, typed: str) -> list[Group]:
    """Return the pages and acts that match all the words, in any language of the interface."""
    words = words_of(typed)
    groups = []
    pages: list[NavigationItem | NavigationView] = [*navigation_items, *navigation_views]
    for key, label, icon, entries in (
        ("acts", _("To do"), "lightning", list(search_acts)),
        ("pages", _("Pages"), "window", pages),
    ):
        hits = [
            hit
            for entry in entries
            if words
            and _begins_all(words, _known_words(entry))
            and user.has_perm(entry.permission, conference)
            if (hit := _hit(conference, entry))
        ]
        if hits:
            groups.append(Group(key, label, icon, _best(hits, typed)[:SHOWN]))
    return groups


def _begins_all(words: list[str], known: tuple[str, ...]) -> bool:
    return all(any(each.startswith(word) for each in known) for word in words)


@cache
def _known_words(entry: NavigationItem | NavigationView | SearchAct) -> tuple[str, ...]:
    """Return the folded words of an entry, in all languages of the interface."""
    found: list[str] = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found += fold(f"{entry.label} {entry.words}").split()
    return tuple(dict.fromkeys(found))


def _hit(conference: Conference, entry: NavigationItem | NavigationView | SearchAct) -> SearchHit:
    arguments = entry.arguments if isinstance(entry, NavigationView) else ()
    detail: Any = ""
    if isinstance(entry, NavigationItem):
        detail = WORKSPACES[entry.workspace][0]
    elif isinstance(entry, NavigationView):
        detail = navigation_items.get(entry.tab).label
    address = reverse(entry.url_name, args=[conference.slug, *arguments])
    return SearchHit(str(entry.label), address, str(detail))


# --- Typing errors ----------------------------------------------------------------------------------------


def _mended(conference: Conference, typed: str, kinds: Iterable[SearchKind]) -> tuple[str, list[SearchKind]]:
    """Return the words with unknown ones replaced by the most similar, and the kinds of records that have one.

    Return "" and no kinds if no word is similar enough.
    """
    from rapidfuzz import fuzz, process

    texts = {
        kind.key: kind.texts(conference).values_list(Value(kind.key), "search_text")
        for kind in kinds
        if kind.texts
    }
    if not texts or not any(len(word) > 3 for word in words_of(typed)):
        return "", []
    first, *rest = (rows.order_by() for rows in texts.values())
    having: dict[str, set[str]] = {}
    for key, text in first.union(*rest, all=True):
        for word in text.split():
            having.setdefault(word, set()).add(key)
    mended = []
    for word in words_of(typed):
        best = process.extractOne(word, list(having), scorer=fuzz.ratio, score_cutoff=ALIKE)
        if best is None:
            return "", []
        mended.append(best[0])
    wanted = set.intersection(*(having[word] for word in mended))
    return " ".join(mended), [kind for kind in kinds if kind.key in wanted]
