"""Whether two records are of one human being.

The same person is one of the same e-mail and folded name, or of the same folded name and delegation or
organization (§6 of the design). Names are compared across scripts and whatever the order of their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models

from confman.conferences.models import Conference
from confman.people.models import Person, fold_name
from confman.web.search import fold

Text = str | Mapping[str, str]


@dataclass(frozen=True)
class Identity:
    """What a person is known by."""

    names: frozenset[str]
    organizations: frozenset[str]
    email: str

    @classmethod
    def of(cls, name: Text, organization: Text = "", email: str = "") -> Identity:
        """From texts as they were typed, in one language or several."""
        return cls(
            names=frozenset(filter(None, map(fold_name, _texts(name)))),
            organizations=frozenset(filter(None, map(fold, _texts(organization)))),
            email=email.strip().lower(),
        )

    @classmethod
    def of_person(cls, person: Person) -> Identity:
        return cls.of(person.name, person.organization, person.email)

    def is_same_as(self, other: Identity, *, same_delegation: bool = False) -> bool:
        """The rule. Where neither side says more than a name, the name alone decides."""
        if not self.names & other.names:
            return False
        if self.email and self.email == other.email:
            return True
        if same_delegation or self.organizations & other.organizations:
            return True
        return not (self.organizations or other.organizations or self.email or other.email)


def _texts(text: Text) -> Iterable[str]:
    return text.values() if isinstance(text, Mapping) else [text]


class PersonMatcher:
    """Finds the same person among all of a conference, with one query for any number of questions."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_name: dict[str, list[tuple[Identity, Person]]] = {}
        for person in people:
            self.add(person)

    @classmethod
    def for_conference(cls, conference: Conference) -> PersonMatcher:
        """A matcher that knows everyone of the conference."""
        return cls(Person.objects.of(conference).known())

    def add(self, person: Person) -> None:
        """Let a person who was just made be found too."""
        identity = Identity.of_person(person)
        for name in identity.names:
            self._by_name.setdefault(name, []).append((identity, person))

    def find(
        self,
        name: Text,
        *,
        email: str = "",
        organization: Text = "",
        same_delegation: Callable[[Person], bool] | None = None,
    ) -> Person | None:
        """The same person, or None. `same_delegation` says of a candidate whether the delegation is the same."""
        wanted = Identity.of(name, organization, email)
        for folded in wanted.names:
            for identity, person in self._by_name.get(folded, ()):
                together = same_delegation is not None and same_delegation(person)
                if wanted.is_same_as(identity, same_delegation=together):
                    return person
        return None


def find_same_person(
    conference: Conference,
    name: Text,
    *,
    email: str = "",
    organization: Text = "",
    same_delegation: Callable[[Person], bool] | None = None,
) -> Person | None:
    """The person of the conference who is the same by the rule, or None. For many, use a PersonMatcher."""
    wanted = Identity.of(name, organization, email)
    condition = models.Q(folded_name__in=wanted.names)
    if wanted.email:
        condition |= models.Q(email__iexact=wanted.email)
    candidates = Person.objects.of(conference).known().filter(condition)
    return PersonMatcher(candidates).find(
        name, email=email, organization=organization, same_delegation=same_delegation
    )


def likely_same(person: Person, limit: int = 5) -> list[Person]:
    """Others who may be the same human being: of the same folded name, or the same mailbox and family name."""
    condition = models.Q(folded_name__in=Identity.of_person(person).names)
    if person.email:
        condition |= models.Q(email__iexact=person.email)
    others = Person.objects.of(person.conference).known().exclude(pk=person.pk).filter(condition)
    words = {word for name in Identity.of_person(person).names for word in name.split()}
    found = [
        other
        for other in others[: limit * 4]
        # A shared mailbox alone says nothing: a ministry has one.
        if words & {word for name in Identity.of_person(other).names for word in name.split()}
    ]
    return found[:limit]
