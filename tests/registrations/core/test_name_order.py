"""A person whose family name comes first is written so: on badges and plates, in letters, in every script."""

import pytest

from confman.documents.domain.builder import build_data
from confman.documents.registry import document_kinds
from confman.people.models import Person
from registrations.core.domain.names import badge_name, name_of, name_on_record, second_name, titled_name
from registrations.protocol.models import Honours
from tests.factories import CategoryFactory, ConferenceFactory, PersonFactory, RegistrationFactory
from tests.registrations.people_lists import bring_in

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

PARTS = {
    "name": {"en": "Ming Li", "ru": "Мин Ли", "zh": "李明"},
    "given_name": {"en": "Ming", "ru": "Мин", "zh": "明"},
    "family_name": {"en": "Li", "ru": "Ли", "zh": "李"},
}


@pytest.fixture(autouse=True)
def languages(conference):
    conference.languages = ["en", "ru", "zh"]
    conference.save()


@pytest.mark.parametrize(
    ("said", "english", "russian"), [("yes", "Li Ming", "Ли Мин"), ("no", "Ming Li", "Мин Ли")]
)
def test_every_way_of_writing_a_name_keeps_the_order(conference, said, english, russian):
    person = PersonFactory(conference=conference, country="UZ", title={}, family_name_first=said, **PARTS)
    for write in (name_of, name_on_record, titled_name, badge_name):
        assert [write(person, conference, language) for language in ("en", "ru", "zh")] == [
            english,
            russian,
            "李明",
        ]
    assert second_name(person, conference, "李明") == english


def test_a_badge_has_the_order_that_is_usual_in_the_country(conference):
    parts = {"given_name": {"en": "Fang"}, "family_name": {"en": "Wang"}}
    for name, country, written in (
        ("Wang Fang", "CN", "Wang Fang"), ("Fang Wang", "CN", "Fang Wang"), ("Fang Wang", "UZ", "Fang Wang"),
        ("Wang Fang", "UZ", "Fang Wang"),
    ):  # fmt: skip
        person = PersonFactory(conference=conference, name={"en": name}, country=country, **parts)
        assert badge_name(person, conference, "en") == written, country


def test_plates_of_the_head_table_have_it_so(conference):
    person = PersonFactory(conference=conference, country="UZ", family_name_first="yes", **PARTS)
    row = RegistrationFactory(conference=conference, status="approved", person=person)
    Honours.objects.create(registration=row, head_table_position=1)
    plates = build_data(
        document_kinds.get("registrations.name_plates"),
        conference,
        language="en",
        options={"of": "head-table"},
    )
    assert [plate.first for plate in plates.cards] == ["Li Ming"]


def test_a_list_that_has_only_the_parts_is_joined_in_this_order(conference):
    other = CategoryFactory(conference=ConferenceFactory(slug="elsewhere")).conference
    bring_in(
        other,
        b"given name,family name,country,family name comes first\n"
        b"Ming,Li,CN,\nJohn,Lee,SG,no\nJi-woo,Kim,UZ,yes\nAnna,Olsen,NO,\n",
    )
    assert {str(person) for person in Person.objects.of(other)} == {
        "Li Ming",
        "John Lee",
        "Kim Ji-woo",
        "Anna Olsen",
    }
