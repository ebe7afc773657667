"""The privacy layer: every list, document, export, search and answer that names people goes through here.

`listing` says who may learn that a person takes part. A confirmed role in a public session makes name and function
public for that role, unless the person is listed for the secretariat only or just counted.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db import models

from confman.accounts.models import Visitor
from confman.conferences.access import is_team
from confman.conferences.models import Conference
from confman.people.models import Listing, Person
from confman.translation.text import TranslatedText
from confman.web.search import fold


class Audience(enum.IntEnum):
    """The readers of a page or document; a wider audience is a smaller number."""

    PUBLIC = 1
    PARTICIPANTS = 2
    SECRETARIAT = 3


_LISTINGS = {
    Audience.PUBLIC: (Listing.PUBLIC,),
    Audience.PARTICIPANTS: (Listing.PUBLIC, Listing.PARTICIPANTS),
    Audience.SECRETARIAT: tuple(Listing),
}
_PUBLISHED_BY_ROLE = (Listing.PUBLIC, Listing.PARTICIPANTS)


@dataclass(frozen=True)
class ShownPerson:
    """A person as an audience may see them, for lists, documents and answers."""

    id: str
    name: TranslatedText
    title: TranslatedText
    job_title: TranslatedText
    organization: TranslatedText
    country: str  # ISO 3166-1 alpha-2, or ""
    biography: TranslatedText
    has_photo: bool

    def __str__(self) -> str:
        return " ".join(part for part in (self.title.unmarked(), self.name.unmarked()) if part)

    @cached_property
    def search_text(self) -> str:
        """Everything a visitor may search for in a person, folded."""
        texts = (self.name, self.organization, self.job_title)
        return " ".join(fold(text) for translated in texts for text in translated.values())


def audience_of(user: Visitor, conference: Conference) -> Audience:
    """Return the audience of a user of the secretariat's pages: the team reads everything, observers what is public."""
    return Audience.SECRETARIAT if user.is_superuser or is_team(user, conference) else Audience.PUBLIC


def may_list(listing: str, audience: Audience) -> bool:
    """Tell whether someone with this listing may appear in a list for this audience."""
    return listing in _LISTINGS[audience]


def may_be_listed(people: Iterable[Person]) -> bool:
    """Tell whether any of the people may stand in a list for everyone.

    Only whose row is this transaction's own is known not to: someone else may have listed another meanwhile.
    """
    return any(not person.is_current or may_list(person.listing, Audience.PUBLIC) for person in people)


def may_name_in_role(listing: str, audience: Audience, *, confirmed: bool) -> bool:
    """Tell whether a role in a public session may name its holder to this audience."""
    if audience == Audience.SECRETARIAT:
        return True
    return confirmed and listing in _PUBLISHED_BY_ROLE


def listed(people: models.QuerySet[Person], audience: Audience) -> models.QuerySet[Person]:
    """Return the people who may appear in a list for this audience."""
    return people.filter(listing__in=_LISTINGS[audience])


def listed_through(
    rows: models.QuerySet[Any], audience: Audience, path: str = "person"
) -> models.QuerySet[Any]:
    """Return the rows whose person (reached by `path`) may appear in a list for this audience."""
    return rows.filter(**{f"{path}__listing__in": _LISTINGS[audience]})


class PersonWithListing(NamedTuple):
    """A person as plain data, with who may see them, and what their name is sorted by."""

    shown: ShownPerson
    listing: str
    sort_key: str
    family_name: TranslatedText


def listed_people(people: models.QuerySet[Person]) -> dict[str, PersonWithListing]:
    """Return the people by id, read with no more than that needs. Ask `may_list` or `may_name_in_role` of each."""
    names = "name", "title", "job_title", "organization", "country", "biography"
    rows = people.values_list("pk", *names, "photo", "listing", "sort_key", "family_name")
    return {
        str(key): PersonWithListing(
            ShownPerson(str(key), **dict(zip(names, values, strict=True)), has_photo=bool(photo)),
            listing,
            sort_key,
            family_name,
        )
        for key, *values, photo, listing, sort_key, family_name in rows
    }


def shown(person: Person) -> ShownPerson:
    """Return the person as plain data. Ask `may_list` or `may_name_in_role` first."""
    return ShownPerson(
        id=str(person.pk),
        name=person.name,
        title=person.title,
        job_title=person.job_title,
        organization=person.organization,
        country=person.country.code or "",
        biography=person.biography,
        has_photo=bool(person.photo),
    )
