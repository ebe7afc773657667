"""The hits of the search in groups, the likeliest first."""

from dataclasses import dataclass, field
from typing import Any

from confman.conferences.search_registries import SearchHit
from confman.web.search import fold, words_of

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
