"""Registries of what the secretariat's search finds: the floors enter actions and kinds of records."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True)
class SearchAction:
    """An action that the secretariat's search offers, found by its words in every language of the interface.

    `words` are further words, separated by spaces, in the language of the interface.
    """

    key: str
    label: Any
    url_name: str  # takes the slug
    permission: str
    words: Any = ""
    position: int = 50


@dataclass(frozen=True)
class SearchHit:
    """A record that was found; `detail` is a few words that distinguish it from others of its name."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True)
class SearchKind:
    """A kind of record that the secretariat's search finds; asked only for users with its permission.

    `rows` are all its records in a conference that whoever has the permission may open; `tell` returns the title of one
    and the details that distinguish it. `page` is the name of a record's page, which takes slug and key (`opens` is the
    attribute with that key, where the page is that of another record); who lacks
    `page_permission` is led to the list instead, and rows for which `may_open(user, row)` is false are not found.
    `list_name` is the list that takes the words as `q`.

    Kinds that say which fields `tell` reads (`reads`) are found together, in one query; their rows have no other.
    Others take a query each. Those without a `search_text` are few, and their fields are folded when they are searched,
    unless `narrow(rows, words)` finds them. `person` is the attribute with the key of the person a record is about: a
    person is shown once, by the first of these kinds. Misspelt words are corrected by kinds that it `mends`.
    A kind that is not stored has `find(conference, user, words)` in place of all this. It is asked for words of at
    least `shortest` letters.
    """

    key: str
    label: Any
    icon: str  # a name of bootstrap-icons
    permission: str
    page: str = ""
    rows: Callable[[Conference], QuerySet[Any]] | None = None
    tell: Callable[[Any], tuple[Any, ...]] | None = None
    reads: tuple[str, ...] = ()
    list_name: str = ""
    page_permission: str = ""
    may_open: Callable[[Any, Any], bool] | None = None
    narrow: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    opens: str = "pk"
    person: str = ""
    mends: bool = False
    find: Callable[[Conference, Any, str], list[SearchHit]] | None = None
    shortest: int = 2
    position: int = 50


search_actions = Registry(SearchAction, "actions that are searched for")
search_kinds = Registry(SearchKind, "kinds of records that are searched for")
