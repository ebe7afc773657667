"""Search: groups of destinations and of records, or a suggestion if there are none.

It stores nothing: most kinds of records are found by one query together, others by one each; the best rows are shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

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
    TO_DO,
    actions_now,
    groups_of_destinations,
    offers,
)
from confman.conferences.web.search.groups import SHOWN, SearchGroup, SearchResults, group_of
from confman.conferences.web.search.records import (
    LOOKED_AT,
    READ,
    hits_of,
    is_folded,
    numbers_of_rows,
    rows_of,
    rows_with_words,
)
from confman.conferences.web.search.spelling import correct_words
from confman.web.search import is_foreign, words_of

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
    searched = [PAGES, *(kind.label for kind in kinds if kind.rows or kind.words)]
    return SearchResults(typed, searched=searched, offers=offers(conference, user, typed))


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


@cache
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
