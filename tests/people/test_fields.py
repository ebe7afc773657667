"""The fields of a person are listed once (confman/people/fields.py): no form, list, file or document forgets one."""

import dataclasses
from types import SimpleNamespace

import pytest
from django_countries.fields import Country, CountryField

from confman.people.domain.merge import merge_people
from confman.people.domain.people import change_person
from confman.people.domain.privacy import collect_person_data, erase_person
from confman.people.fields import BOOKKEEPING, PERSON_FIELDS, Merge, PersonField
from confman.people.models import FamilyNameFirst, Person, PersonLevel, Sector, Sex
from confman.people.privacy import ShownPerson
from confman.people.web.form_fields import form_field, on_record
from confman.translation.countries import CountryChoiceField
from tests.factories import PersonFactory, UserFactory

pytestmark = pytest.mark.django_db

CHOSEN = [field for field in PERSON_FIELDS if field.merge == Merge.CHOSEN]
# Fields whose value cannot be made up by their kind.
VALUES = {
    "country": "UZ",
    "email": "somebody@example.org",
    "family_name_first": FamilyNameFirst.YES,
    "languages": ["ru"],
    "language": "ru",
    "level": PersonLevel.MINISTER,
    "rank": 7,
    "sector": Sector.MEDIA,
    "sex": Sex.FEMALE,
}


def a_value(field, person):
    """Something that the field may hold and nobody has."""
    if field.name == "contact":
        return PersonFactory(conference=person.conference, email="office@example.org")
    return VALUES.get(
        field.name, {"en": f"Some {field.name}"} if field.is_translated else f"Some {field.name}"
    )


def ids(fields):
    return {"argvalues": fields, "ids": [field.name for field in fields]}


def test_every_field_of_a_person_stands_in_the_list():
    """A new one is entered in PERSON_FIELDS, where it is said what becomes of it."""
    of_the_model = {field.name for field in Person._meta.concrete_fields}
    assert of_the_model == {field.name for field in PERSON_FIELDS} | BOOKKEEPING
    assert not {field.name for field in PERSON_FIELDS} & BOOKKEEPING


def test_a_country_is_one_by_its_kind_whatever_the_field_is_called():
    """The name of a country is read, its code is chosen, wherever a person may have one."""
    field = PersonField(name="nationality")
    vars(field)["column"] = CountryField("nationality")
    somebody = SimpleNamespace(nationality=Country("UZ"))
    assert field.in_words(somebody) == "Uzbekistan"
    assert on_record(somebody, [field], "en", ["en"]) == {"nationality": "UZ"}
    assert isinstance(form_field(field), CountryChoiceField)


def test_what_others_may_read_is_what_the_list_calls_public():
    shown = {field.name.removeprefix("has_") for field in dataclasses.fields(ShownPerson)}
    assert shown - {"id"} == {field.name for field in PERSON_FIELDS if field.public}


@pytest.mark.parametrize("field", **ids([field for field in CHOSEN if field.name != "photo"]))
def test_a_field_is_given_out_merged_and_erased(field, conference):
    owner, kept, merged = (
        UserFactory(is_superuser=True),
        *PersonFactory.create_batch(2, conference=conference),
    )
    value = a_value(field, merged)
    # Of a record without anything but the name.
    change_person(
        kept, by=owner, **{field.name: {"ru": "Анна"} if field.name == "name" else field.column.get_default()}
    )
    change_person(merged, by=owner, **{field.name: value})
    given = collect_person_data(merged)["person"]
    assert given[field.name]
    kept = merge_people(kept, merged, by=owner)
    assert collect_person_data(kept)["person"][field.name] == (
        {**given["name"], "ru": "Анна"} if field.name == "name" else given[field.name]
    )
    erase_person(kept, by=owner)
    kept.refresh_from_db()
    left = field.column.value_from_object(kept)
    assert left == (value if field.outlives_erasure else field.column.get_default())
