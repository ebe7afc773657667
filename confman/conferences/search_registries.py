"""Registries of what the secretariat's search finds: the floors enter actions and kinds of records."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.urls import reverse

from confman.conferences.models import Conference
from confman.registries import Registry


@dataclass(frozen=True)
class SearchAction:
    """An action that the secretariat's search offers, found by its words in every language of the interface.

    `words` are further words, separated by spaces, in the language of the interface. In the `phases` of a conference
    (`Conference.phase`) it is offered before anything is typed. Where nothing was found, `offer` is what is offered
    instead, "Register “%(words)s”", and `parameter` the name under which the page takes the words. A page outside the
    conference takes, instead of its slug, what `outside` says.
    """

    key: str
    label: Any
    url_name: str  # takes the slug
    permission: str
    words: Any = ""
    phases: tuple[str, ...] = ()
    offer: Any = ""
    parameter: str = ""
    position: int = 50
    outside: tuple[str, ...] | None = None

    def address(self, slug: str) -> str:
        """Return the address of its page, for the conference with this slug."""
        return reverse(self.url_name, args=[slug] if self.outside is None else self.outside)


@dataclass(frozen=True)
class SearchHit:
    """A record that was found; `detail` is a few words that distinguish it from others of its name.

    Not shown are its `titles` in other languages, and the `keys`: anyone who types one as a whole means this record.
    """

    title: str
    url: str
    detail: str = ""
    titles: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchKind:
    """A kind of record that the secretariat's search finds; asked only for users with its permission.

    `rows` are all its records in a conference that anyone who has the permission may open (often `all_of`); `in_words`
    returns the title of one and the details that distinguish it (often `attributes`); whoever types one of the `keys`,
    which are attributes, means it alone. `page` is the name of a record's page, which takes slug and key (`opens` is
    the attribute with that key, where the page is that of another record); who lacks `page_permission` is led to the
    list instead, and rows for which `may_open(user, row)` is false are not found. `list_name` is the list, which takes
    the words as `q` unless it `lists_all`.

    Kinds that say which fields `in_words` reads, and the keys (`reads`, the title first; `person__name` is that of a
    related row), are found together, in one query; their rows have no other. Others take a query each. Those without a
    `search_text` are few, and their fields are folded when they are searched, unless `narrow(rows, words)` finds them.
    `person` is the attribute with the key of the person a record is about: a person is shown once, by the first of
    these kinds.

    A kind that is not stored has `find(conference, user, words)` in place of all this. It is asked for words of at
    least `shortest` letters. Misspelt words are corrected by those of all its records or, if it has the same as
    another kind, by those of `words_of`; by `words()` if it is not stored, else not at all.
    """

    key: str
    label: Any
    icon: str  # a name of bootstrap-icons
    permission: str
    page: str = ""
    rows: Callable[[Conference], QuerySet[Any]] | None = None
    in_words: Callable[[Any], tuple[Any, ...]] | None = None
    reads: tuple[str, ...] = ()
    list_name: str = ""
    page_permission: str = ""
    may_open: Callable[[Any, Any], bool] | None = None
    narrow: Callable[[Any, str], QuerySet[Any]] | None = None
    keys: tuple[str, ...] = ()
    opens: str = "pk"
    lists_all: bool = False
    person: str = ""
    find: Callable[[Conference, Any, str], list[SearchHit]] | None = None
    words: Callable[[], Iterable[str]] | None = None
    words_of: str = ""
    shortest: int = 2
    position: int = 50


def all_of(label: str, *order: str) -> Callable[[Conference], QuerySet[Any]]:
    """Return a function that returns all rows of a model in a conference, in this order if not in their own."""

    def rows(conference: Conference) -> QuerySet[Any]:
        model: Any = apps.get_model(label)
        queryset: QuerySet[Any] = model.objects.of(conference)
        return queryset.order_by(*order) if order else queryset

    return rows


@dataclass(frozen=True)
class Attributes:
    """A function that returns attributes of a row: of methods, what they return; of `__str__`, the row."""

    names: tuple[str, ...]

    def __call__(self, row: Any) -> tuple[Any, ...]:
        values = (row if name == "__str__" else attrgetter(name)(row) for name in self.names)
        return tuple(value() if callable(value) else value for value in values)


def attributes(*names: str) -> Attributes:
    """Return a function that returns these attributes of a row."""
    return Attributes(names)


search_actions = Registry(SearchAction, "actions that are searched for")
search_kinds = Registry(SearchKind, "kinds of records that are searched for")
