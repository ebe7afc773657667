"""The directory of people, for the team's programs. Which fields there are, the one list of them says."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django_countries.fields import CountryField
from ninja import Query
from pydantic import Field, create_model

from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import (
    Answer,
    CountryCode,
    ListFilter,
    OfCountry,
    RequestModel,
    SentTexts,
    Texts,
    example,
)
from confman.people.domain.people import add_person, change_person
from confman.people.fields import PERSON_FIELDS
from confman.people.models import Person
from confman.translation.fields import TranslatedField

routes = Routes("People")

# A list that a program reads page by page is what the export of the directory is, and asks for the same right.
LIST, VIEW, EDIT = "people.export_people", "people.view_person", "people.edit_person"
# Fields on the page of a person for the team, and public ones; pictures and records of others have pages.
_SHOWN = [
    field.name
    for field in PERSON_FIELDS
    if (field.on_person_page or field.public) and field.name not in {"photo", "contact"}
]


def _type_of(name: str, texts: Any, country: Any = str) -> Any:
    """Return the type of a field, as the model has it."""
    field = Person._meta.get_field(name)
    if isinstance(field, TranslatedField):
        return texts
    return country if isinstance(field, CountryField) else str


# The fields that it does not have are empty.
_EXAMPLE: dict[str, Any] = {name: {} if _type_of(name, Texts) is Texts else "" for name in _SHOWN} | {
    "title": {"en": "Dr."},
    "name": {"en": "Dilnoza Karimova", "ru": "Дилноза Каримова"},
    "job_title": {"en": "Head of department"},
    "organization": {"en": "Ministry of Justice"},
    "country": "UZ",
    "email": "d.karimova@example.org",
    "phone": "+998711234567",
    "sex": "female",
    "sector": "government",
    "level": "national",
    "listing": "participants",
}


class PersonBase(Answer):
    """A person of the directory."""

    id: UUID

    model_config = example(id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03", **_EXAMPLE)


class NewPersonBase(RequestModel):
    """A person who is added. To show them to everybody needs `source`: on whose word."""

    source: str = Field("", max_length=200)

    model_config = example(name={"en": "Dilnoza Karimova"}, email="d.karimova@example.org")


_ANSWERED: dict[str, Any] = {name: (_type_of(name, Texts, CountryCode), ...) for name in _SHOWN}
_SENT: dict[str, Any] = {
    name: (SentTexts, Field(default_factory=dict)) if _type_of(name, SentTexts) is SentTexts else (str, "")
    for name in _SHOWN
}
PersonAnswer: Any = create_model("PersonAnswer", __base__=PersonBase, **_ANSWERED)
NewPerson: Any = create_model("NewPerson", __base__=NewPersonBase, **{**_SENT, "name": (SentTexts, ...)})


class PersonChange(NewPerson):
    """Changes to a person; fields left out stay."""

    name: SentTexts = Field(default_factory=dict)

    model_config = example(job_title={"en": "Director"})


class PersonApiFilter(ListFilter):
    """Filters the list of people."""

    country: OfCountry = ""
    q: str = Field("", max_length=200, description="Part of a name or organization, in any script")


@routes.list("/people", PersonAnswer, permission=LIST, order=("sort_key", "id"))
def list_people(request: AuthorizedRequest, filters: Query[PersonApiFilter]) -> QuerySet[Person]:
    """List the people of the directory by name."""
    people = Person.objects.of(request.conference).known()
    return people.search(filters.q).filter(**filters.lookups())


@routes.one("/people/{uuid:key}", PersonAnswer, permission=VIEW)
def show_person(request: AuthorizedRequest, key: UUID) -> Person:
    """Show a person."""
    return get_object_or_404(Person.objects.of(request.conference).known(), pk=key)


@routes.write("POST", "/people", PersonAnswer, permission=EDIT, status=201)
def create_person(request: AuthorizedRequest, body: NewPerson) -> Person:
    """Add a person; a name is enough."""
    return add_person(request.conference, by=request.auth.acting_user, **body.given(request.conference))


@routes.write("PATCH", "/people/{uuid:key}", PersonAnswer, permission=EDIT, of=show_person)
def alter_person(request: AuthorizedRequest, key: UUID, body: PersonChange) -> Person:
    """Change a person."""
    changes = body.given(request.conference)
    change_person(request.target, by=request.auth.acting_user, **changes)
    return show_person(request, key)
