"""The audiences of mailings: whom a package knows, and what it can say to each of them."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from confman.conferences.models import Conference
from confman.mail.registry import MailKind, Placeholder
from confman.people.models.person import PersonQuerySet
from confman.registries import Registry
from confman.translation.text import TranslatedText


@dataclass(frozen=True)
class OtherAddressee:
    """Somebody who can be written to and is no person of the conference, such as an institution."""

    pk: UUID
    name: TranslatedText
    address: str
    language: str


@dataclass(frozen=True)
class MailingAudience:
    """People who can be written to at once; each package enters those that it knows.

    `form` asks which of them: its values are plain JSON, the options from which `people(conference, options)` returns
    the people. `values(conference, options, people)` returns what `placeholders` stand for, by the id of the person, in
    a fixed number of queries; it leaves out who is none of the audience any more, and they are not written to. Whoever
    writes to them needs `permission`. An audience that is no people has `addressees(conference, options)` instead;
    their `values` may give `name` and `greeting`, too. With `confirmed_only`, people whose address nobody has confirmed
    are left out.
    """

    key: str
    label: Any
    permission: str
    form: Callable[..., Any]
    people: Callable[[Conference, Mapping[str, Any]], PersonQuerySet] | None = None
    addressees: Callable[[Conference, Mapping[str, Any]], Iterable[OtherAddressee]] = (
        lambda conference, options: ()
    )
    placeholders: tuple[Placeholder, ...] = ()
    values: Callable[
        [Conference, Mapping[str, Any], Collection[UUID]], Mapping[UUID, Mapping[str, object]]
    ] = lambda conference, options, people: {}
    is_offered: bool = True
    confirmed_only: bool = False
    position: int = 50

    @property
    def mail_kind(self) -> MailKind:
        """The kind of its mails, by which placeholders are checked and filled in; it has no words of its own."""
        return MailKind(
            key=f"mailings.{self.key}", label=self.label, subject="", body="", placeholders=self.placeholders
        )


audiences = Registry(MailingAudience, "audiences of mailings")
