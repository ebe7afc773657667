"""Registries of what upper floors hold on a person, how the team sees it, and which roles people have."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField

from confman.accounts.models import User
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.conferences.registries import DashboardItem, ListAction
from confman.people.models import Person
from confman.registries import Registry


@dataclass(frozen=True)
class PersonSummary:
    """A short account of a floor's data on people: "approved, Participant", "chair of WG1".

    `summarize(people)` takes ids and returns lines for each, in a fixed number of queries.
    """

    permission: str
    summarize: Callable[[Collection[UUID]], Mapping[UUID, list[str]]]
    position: int = 50


@dataclass(frozen=True)
class PersonPanel:
    """A part of a person's page: their registration, their sessions.

    `context(person, user)` returns the context of `template`, or None to leave the panel out.
    """

    label: Any
    permission: str
    template: str
    context: Callable[[Person, Any], dict[str, Any] | None]
    position: int = 50


@dataclass(frozen=True)
class PersonRecords:
    """A kind of thing held on a person.

    `collect` returns it as plain data for the person's file; `erase(person, *, by)` deletes or blanks it. `merge(kept,
    merged, *, by)` moves rows from `merged` to `kept`; if a row is merged into an existing one, it returns the vanished
    row as plain data for the MergeRecord. Nothing may refer to `merged` afterwards; rows of something that is moved
    itself need no `merge`. `lock(kept, merged)` locks the rows that verbs lock before their person, in the order of
    ids, before the two people are locked. `preview_merge(kept, merged)` lists in sentences what merging will have to
    decide. Data `for_themselves` are hidden from the team: they are only in the file that the person downloads on
    their own page.

    `summary` and `panel` show it to the team. `groups(conference)` returns pairs of a person's id and the key of their
    group (a delegation), in one query: two similar names in a group are probably one person. `expire(conference, *,
    by)` erases data with a shorter retention (answers that only the event needed) in its own transaction; it is called
    once a day, even before the conference's own retention is over.
    """

    key: str
    label: Any
    collect: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[..., None]
    merge: Callable[..., list[dict[str, Any]] | None] = lambda kept, merged, *, by: None
    preview_merge: Callable[[Person, Person], list[str]] = lambda kept, merged: []
    for_themselves: bool = False
    summary: PersonSummary | None = None
    panel: PersonPanel | None = None
    groups: Callable[[Any], Iterable[tuple[UUID, Any]]] | None = None
    expire: Callable[..., int] | None = None
    lock: Callable[[Person, Person], object] = lambda kept, merged: None
    position: int = 50


@dataclass(frozen=True, kw_only=True)
class PersonAction(ListAction):
    """An action on people chosen in the directory, or on institutions or contacts chosen in the address book."""

    in_address_book: bool = False
    position: int = 50


@dataclass(frozen=True, kw_only=True)
class AddressBookKind:
    """A kind of record of a conference that is taken from the address book, and whose corrections come back to it.

    `model` is a AddressBookCopy; `fields` names for each of its fields that of the entry. A new record begins with what
    `made(entry)` returns, a new entry with `entered(record)`; `taken(records)` adds what belongs to new records. `verb`
    is that of the history by which one is added, `page` the url name of its page, `permission` who may see that.
    """

    key: str
    model: type[Any]
    fields: Mapping[str, str]
    verb: str
    page: str
    permission: str
    made: Callable[[Any], dict[str, Any]] = lambda entry: {}
    entered: Callable[[Any], dict[str, Any]] = lambda record: {}
    taken: Callable[[Sequence[Any]], None] = lambda records: None
    position: int = 50


person_records = Registry(PersonRecords, "records of people")
person_actions = Registry(PersonAction, "actions on people, and on entries of the address book")
booked_kinds = Registry(AddressBookKind, "records taken from the address book")


def mail_goes_to(address: str) -> Q:
    """Return the condition for rows whose `person` gets mail at this address; several people may share a mailbox."""
    return Q(person__email__iexact=address, person__contact=None) | Q(person__contact__email__iexact=address)


def account_is(key: Any) -> Q:
    """Return the condition for rows whose `person` has the account with this key."""
    return Q(person__user=key)


def no_link_to_renew(row: Any, *, by: User, asked: bool) -> bool:
    """Return False: nothing is renewed for a kind of role for which no link is sent."""
    return False


@dataclass(frozen=True)
class OwnRoleKind:
    """A kind of role in a conference, and the page that people have for it: participant, focal point, speaker.

    `rows()` returns all of them, each with a `link_version`; `mailbox(address)` and `account(key)` are conditions for
    those of a mailbox and of an account, `conference` is the lookup of their conference. `key` is the kind by which a
    browser's open pages are stored. `name(row)` names the page. `complete(conference, address)` creates rows of a
    mailbox that are only created on demand.

    Access by a link or a code can be ended by the person, and by team members with `permission` from `record(row)`, the
    page in the secretariat. `renewed(row, *, by, asked)` then ends what else the row gave access to and mails a new
    link, unless nobody asked and none was mailed before; it returns whether it did. Kinds without it are opened by an
    account only.

    `new_link` is the name of the page that sends the link again; it takes slug and language. `role` is what someone is
    by it. `steps(conference, rows, user)` yields each row that someone has to do something
    about, with what it is, in a fixed number of queries for all rows.
    """

    key: str
    role: Any
    label: Any
    icon: str  # a name of bootstrap-icons
    rows: Callable[[], QuerySet[Any]]
    page: Callable[[Any], str]
    name: Callable[[Any], Any] = attrgetter("person.name")
    conference: str = "person__conference"
    mailbox: Callable[[str], Q] = mail_goes_to
    account: Callable[[Any], Q] = account_is
    complete: Callable[[Any, str], None] = lambda conference, address: None
    new_link: str = ""
    renewed: Callable[..., bool] | None = None
    permission: str = ""
    record: Callable[[Any], str] = lambda row: ""
    steps: Callable[[Conference, Sequence[Any], Any], Iterable[tuple[Any, DashboardItem]]] = (
        lambda conference, rows, user: ()
    )
    position: int = 50

    def conference_of(self, row: Any) -> Any:
        """Return the conference of the row."""
        return attrgetter(self.conference.replace("__", "."))(row)

    @cached_property
    def of_account(self) -> CompiledQuery[Any]:
        """Return the query, asked for almost every page, for the roles of an account in a conference, by their keys."""
        return CompiledQuery(
            lambda account, conference: self.rows().filter(
                self.account(account), **{self.conference: conference}
            ),
            UUIDField(),
            UUIDField(),
        )


own_role_kinds = Registry(OwnRoleKind, "own roles")
