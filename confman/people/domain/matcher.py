"""Tell whether two records are of one human being.

They are if e-mail and folded name agree, or folded name and delegation or organization. Names are compared across
scripts and whatever the order of their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db import models

from confman.conferences.models import Conference
from confman.people.models import Person, fold_name
from confman.web.search import fold, words_of

Text = str | Mapping[str, str]


@dataclass(frozen=True)
class PersonIdentity:
    """The values by which a person is recognized."""

    names: frozenset[str]
    organizations: frozenset[str]
    emails: frozenset[str]

    @classmethod
    def of(cls, name: Text, organization: Text = "", email: str = "") -> PersonIdentity:
        """Return the identity given by texts as they were typed, in one language or several."""
        return cls(
            names=frozenset(filter(None, map(fold_name, _texts(name)))),
            organizations=frozenset(filter(None, map(fold, _texts(organization)))),
            emails=frozenset(filter(None, [email.strip().lower()])),
        )

    @classmethod
    def of_person(cls, person: Person) -> PersonIdentity:
        """Return the identity of a person, including the values of records merged into theirs."""
        current = cls.of(person.name, person.organization, person.email)
        if not person.also_known:
            return current
        all_known = [
            current,
            *(
                cls.of(values.get("name", {}), values.get("organization", {}), values.get("email", ""))
                for values in person.also_known
            ),
        ]
        return cls(
            names=frozenset().union(*(identity.names for identity in all_known)),
            organizations=frozenset().union(*(identity.organizations for identity in all_known)),
            emails=frozenset().union(*(identity.emails for identity in all_known)),
        )

    def is_same_as(self, other: PersonIdentity, *, same_delegation: bool = False) -> bool:
        """Apply the rule. If neither side has more than a name, the name alone decides."""
        if not self.names & other.names:
            return False
        if self.emails & other.emails or same_delegation or self.organizations & other.organizations:
            return True
        return not (self.organizations or other.organizations or self.emails or other.emails)


def _texts(text: Text) -> Iterable[str]:
    return [text] if isinstance(text, str) else text.values()


class PersonMatcher:
    """Finds the same person among all of a conference, with one query for any number of searches."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_name: dict[str, list[tuple[PersonIdentity, Person]]] = {}
        for person in people:
            self.add(person)

    @classmethod
    def for_conference(cls, conference: Conference) -> PersonMatcher:
        """Return a matcher for everyone of the conference."""
        return cls(Person.objects.of(conference).known())

    def add(self, person: Person) -> None:
        """Add a person who was just created."""
        identity = PersonIdentity.of_person(person)
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
        """Find the same person, or None. `same_delegation` tells whether a candidate has the same delegation."""
        sought = PersonIdentity.of(name, organization, email)
        for folded in sought.names:
            for identity, person in self._by_name.get(folded, ()):
                together = same_delegation is not None and same_delegation(person)
                if sought.is_same_as(identity, same_delegation=together):
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
    """Return the person of the conference who is the same, or None. For many searches, use a PersonMatcher."""
    sought = PersonIdentity.of(name, organization, email)
    condition = models.Q(folded_name__in=sought.names)
    for address in sought.emails:
        condition |= models.Q(email__iexact=address)
    for text in _texts(name):
        # Their other names are only in the search text.
        condition |= ~models.Q(also_known=[]) & models.Q(
            *(models.Q(search_text__contains=word) for word in words_of(text))
        )
    return PersonMatcher(Person.objects.of(conference).known().filter(condition)).find(
        name, email=email, organization=organization, same_delegation=same_delegation
    )
