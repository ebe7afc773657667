"""Registries of what upper floors hold on a person, how it is shown to the team, and what somebody may be here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from confman.people.models import Person
from confman.registries import Registry


@dataclass(frozen=True)
class PersonSummary:
    """A short account of what a floor has of people: "approved, Participant", "chair of WG1".

    `summarize(people)` takes ids and gives the lines of each, in a number of queries that does not grow with them.
    """

    permission: str
    summarize: Callable[[Collection[UUID]], Mapping[UUID, list[str]]]
    position: int = 50


@dataclass(frozen=True)
class PersonPanel:
    """A part of a person's page: their registration, their sessions.

    `context(person, user)` gives what `template` needs; None leaves the panel out.
    """

    label: Any
    permission: str
    template: str
    context: Callable[[Person, Any], dict[str, Any] | None]
    position: int = 50


@dataclass(frozen=True)
class PersonRecords:
    """A kind of thing held on a person.

    `collect` gives it as plain data for the person's own file; `erase(person, *, by)` removes or blanks it.
    `merge(kept, merged, *, by)` moves what points at `merged` to `kept`. Where a row became one with a row that was
    there already, it returns what the vanished one said, as plain data for the MergeRecord. Nothing may point at
    `merged` afterwards. `foresee(kept, merged)` says beforehand, in sentences, what merging will have to settle.
    A thing `for_themselves` was promised not to be shown to the team: it stands only in the file that the person takes
    on their own page.

    `summary` and `panel` show it to the team. `groups(conference)` gives pairs of a person's id and the key of a group
    with which they came (a delegation), in one query: two of a like name in it are probably one. What is not kept as
    long as people are (answers that the event alone needed), `expire(conference, *, by)` erases once it is over, in its
    own transaction: it is called once a day, whether the months of the conference are over or not.
    """

    key: str
    label: Any
    collect: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[..., None]
    merge: Callable[..., list[dict[str, Any]] | None]
    foresee: Callable[[Person, Person], list[str]] = lambda kept, merged: []
    for_themselves: bool = False
    summary: PersonSummary | None = None
    panel: PersonPanel | None = None
    groups: Callable[[Any], Iterable[tuple[UUID, Any]]] | None = None
    expire: Callable[..., int] | None = None
    position: int = 50


person_records = Registry(PersonRecords, "records of people")


def mail_goes_to(address: str) -> Q:
    """Return the condition for rows whose `person` gets mail at this address: a mailbox may serve several people."""
    own = Q(person__email__iexact=address, person__contact=None)
    return own | Q(person__contact__email__iexact=address)


def account_is(user: Any) -> Q:
    """Return the condition for rows whose `person` has this account."""
    return Q(person__user=user.pk)


@dataclass(frozen=True)
class HatKind:
    """A kind of part in a conference, and the page that somebody has for it: participant, focal point, speaker.

    `rows()` are all there are, each with a `link_version`; `mailbox(address)` and `account(user)` choose those of one
    mailbox and of one account, `conference` is the lookup of their conference. `key` is the kind under
    which it is kept which of them a browser may use. `name(row)` says whose or of what the page is.
    `complete(conference, address)` makes rows of a mailbox that are only made when they are needed.

    What a link or a code opens for good can be ended, by who of the team has `permission`, from `record(row)`, the
    address of the page in the secretariat, and by whom it is about. `renewed(row, *, by, asked)` then ends what else
    the row gave away and mails the new link, unless nobody asked and none was mailed before; it says whether it did.
    Kinds without it open by an account alone.
    """

    key: str
    label: Any
    icon: str  # a name of bootstrap-icons
    rows: Callable[[], QuerySet[Any]]
    page: Callable[[Any], str]
    name: Callable[[Any], Any]
    conference: str = "person__conference"
    mailbox: Callable[[str], Q] = mail_goes_to
    account: Callable[[Any], Q] = account_is
    complete: Callable[[Any, str], None] = lambda conference, address: None
    renewed: Callable[..., bool] | None = None
    permission: str = ""
    record: Callable[[Any], str] = lambda row: ""
    position: int = 50

    def conference_of(self, row: Any) -> Any:
        """Return the conference in which the row is what it is."""
        return attrgetter(self.conference.replace("__", "."))(row)


hat_kinds = Registry(HatKind, "hats")
