"""Destinations of the search: pages, actions, settings, by their words in any language; and groups of hits."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.utils.http import urlencode
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.registries import NavigationItem, NavigationView, Workspace, navigation_items
from confman.conferences.search_registries import SearchAction, SearchHit, search_actions
from confman.conferences.web.navigation import WORKSPACES, workspace_at
from confman.conferences.web.search.parts import (
    PagePart,
    additions,
    address_of,
    all_pages,
    exports,
    settings,
    views_of_lists,
)
from confman.web.guide import find_pages, guide_url
from confman.web.search import fold, folded_words, is_foreign, words_of

# Hits of a kind that are shown.
SHOWN = 5


@dataclass(frozen=True)
class SearchGroup:
    """The hits of one kind; `more` is the address of all of them, if there are more than shown, `number` of them."""

    key: str
    label: Any
    icon: str
    hits: list[SearchHit]
    rank: int = 0
    number: int = 0
    more: str = ""


@dataclass(frozen=True)
class SearchResults:
    """The result for what was `typed`; `instead` are the corrected words, if nothing was found for these.

    If nothing was found at all, `searched` are the kinds of records that were asked, and `offers` what to do instead.
    """

    typed: str
    groups: list[SearchGroup] = field(default_factory=list)
    instead: str = ""
    searched: list[Any] = field(default_factory=list)
    offers: list[SearchHit] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The words that the hits have."""
        return self.instead or self.typed

    @property
    def number(self) -> int:
        """Count the hits, with those that are not shown."""
        return sum(group.number for group in self.groups)


def group_of(
    key: str, label: Any, icon: str, hits: list[SearchHit], typed: str, limit: int = SHOWN, number: int = 0
) -> SearchGroup:
    """Return the best of the hits as a group; there are at least `number`."""
    best = sorted(hits, key=lambda hit: rank(hit, typed))
    first = rank(best[0], typed) if best else 0
    return SearchGroup(key, label, icon, best[:limit], first, max(number, len(hits)))


def rank(hit: SearchHit, typed: str) -> int:
    """Return 0 if all of what is typed means this hit, 1 if words begin words of the title, 2 if in it; else 3.

    The title is taken in that of its languages in which it is best.
    """
    titles = {fold(title) for title in (hit.title, *hit.titles)}
    words, whole = words_of(typed), fold(typed)
    if whole in titles or whole in map(fold, hit.keys):
        return 0
    if any(all(any(part.startswith(word) for part in title.split()) for word in words) for title in titles):
        return 1
    return 2 if any(all(word in title for word in words) for title in titles) else 3


# Letters left out at the end of a word, which differs by number and case; and those that always remain.
ENDING, STEM = 2, 4
# A known word of so many letters may have any ending: Uzbek says by them what English says by words of their own.
WHOLE = 6
TO_DO, PAGES = _("To do"), _("Pages")

Destination = NavigationItem | NavigationView | SearchAction


def groups_of_destinations(
    conference: Conference, user: Visitor, typed: str, limit: int = SHOWN
) -> list[SearchGroup]:
    """Return the actions, pages and settings that match all the words and that the user may open."""
    words = stems_of(typed)

    def hits(entries: Iterable[tuple[Destination, tuple[str, ...]]]) -> list[SearchHit]:
        return [
            _hit(conference, entry)
            for entry, known_words in entries
            if _begins_all(words, known_words) and user.has_perm(entry.permission, conference)
        ]

    def hits_on_pages(parts: Iterable[PagePart]) -> list[SearchHit]:
        return [
            part.hit(conference)
            for part in parts
            if _begins_all(words, part.known_words)
            and any(_begins_all([word], part.own_words) for word in words)
            if user.has_perm(part.permission, conference)
        ]

    to_do = [*hits(_actions()), *hits_on_pages(_additions())]
    groups = (
        group_of("actions", TO_DO, "lightning", to_do, typed, limit),
        group_of("pages", PAGES, "window", hits(_pages()), typed, limit),
        group_of("lists", _("Lists"), "list-ul", hits_on_pages(views_of_lists()), typed, limit),
        group_of("settings", _("Settings"), "gear", hits_on_pages(settings()), typed, limit),
    )
    return [group for group in groups if words and group.hits]


def actions_now(conference: Conference, user: Visitor, near: Workspace | None) -> list[SearchHit]:
    """Return the actions of the workspace that is open, then those of the conference's phase."""
    of_workspace = [action for action in search_actions if near and _workspace_of(action) is near]
    now = [
        action
        for action in search_actions
        if conference.phase() in action.phases and action not in of_workspace
    ]
    return [
        _hit(conference, action)
        for action in [*of_workspace, *now]
        if user.has_perm(action.permission, conference)
    ]


def offers(conference: Conference, user: Visitor, typed: str) -> list[SearchHit]:
    """Return what the user may do with words that were not found: read about them, or use them as a name."""
    guide = [
        SearchHit(gettext("Read about “%s” in the guide") % typed, f"{guide_url()}?{urlencode({'q': typed})}")
    ]
    explained = guide if find_pages(typed) else []
    if re.search(r"[\d@]", typed) or not words_of_destinations().isdisjoint(words_of(typed)):
        return explained
    named = [
        SearchHit(
            str(action.offer) % {"words": typed},
            f"{action.address(conference.slug)}?{urlencode({action.parameter: typed})}",
        )
        for action in search_actions
        if action.offer and user.has_perm(action.permission, conference)
    ]
    return explained + named


@cache
def words_of_destinations() -> frozenset[str]:
    """Return the folded words of all actions, pages and settings, in all languages of the interface."""
    texts = [
        *(words for _entry, words in (*_actions(), *_pages())),
        *(part.own_words for part in (*settings(), *views_of_lists(), *_additions())),
    ]
    return frozenset(word for words in texts for word in words)


@cache
def _workspace_of(action: SearchAction) -> Workspace | None:
    """Return the workspace of the page where it is done."""
    return workspace_at(action.address("any"))


def stems_of(typed: str) -> list[str]:
    """Return the folded words by which pages and documents are looked for, as in "move a session".

    They have no endings, and single letters are left out.
    """
    words = [] if is_foreign(typed) else words_of(typed)
    return [word[: max(STEM, len(word) - ENDING)] for word in words if len(word) > 1] or words


def _begins_all(words: list[str], vocabulary: tuple[str, ...]) -> bool:
    return all(
        any(
            known_word.startswith(word) or (len(known_word) >= WHOLE and word.startswith(known_word))
            for known_word in vocabulary
        )
        for word in words
    )


@cache
def _actions() -> list[tuple[Destination, tuple[str, ...]]]:
    return [(action, _folded_words(action)) for action in search_actions]


@cache
def _pages() -> list[tuple[Destination, tuple[str, ...]]]:
    of_exports = folded_words(partial(str, pgettext_lazy("search", "export download file table")))
    return [(page, (*_folded_words(page), *(of_exports if exports(page) else ()))) for page in all_pages()]


@cache
def _additions() -> list[PagePart]:
    """Return the forms for another row that no action leads to."""
    known = {action.url_name for action in search_actions}
    return [part for part in additions() if part.url_name not in known]


def _folded_words(entry: Destination) -> tuple[str, ...]:
    """Return the folded words of an entry, in all languages of the interface."""
    texts = (partial(str, text) for text in (entry.label, entry.words, _opens(entry)))
    return tuple(word for text in texts for word in folded_words(text))


def _opens(entry: Destination) -> Any:
    """Return the name of the workspace whose first tab it is, and which leads to it; else ""."""
    if not isinstance(entry, NavigationItem):
        return ""
    first = next(item for item in navigation_items if item.workspace is entry.workspace)
    return WORKSPACES[entry.workspace][0] if entry is first else ""


def _hit(conference: Conference, entry: Destination) -> SearchHit:
    if isinstance(entry, SearchAction):
        return SearchHit(str(entry.label), entry.address(conference.slug))
    address = address_of(entry, conference.slug)
    if isinstance(entry, NavigationView):
        return SearchHit(str(entry.label), address, str(navigation_items.get(entry.tab).label))
    workspace = str(WORKSPACES[entry.workspace][0])
    return SearchHit(str(entry.label), address, workspace, titles=(str(_opens(entry)),))
