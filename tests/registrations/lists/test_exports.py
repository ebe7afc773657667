"""Lists of people out, in every format: no cell is a formula, and what was exported imports again unchanged."""

import io
import json
import zipfile

import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from confman.people.models import Person
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration
from registrations.lists.exchange import export_people
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    DelegationFactory,
    PersonFactory,
    RegistrationFactory,
)
from tests.registrations.people_lists import bring_in

# Texts that a spreadsheet takes for a formula, and one that looks like one that was neutralized before.
FORMULAS = ("=cmd|' /C calc'!A0", "+1", "-5 + @функция", "@SUM(1)", "'=1+1", "''=1+1", "'quoted", "O'Neill")


@pytest.fixture
def ready(conference):
    """A conference with the category every conference starts with."""
    CategoryFactory(conference=conference, name={"en": "Participant", "ru": "Участник"}, letter="P")
    return conference


def everyone():
    fields = [field.name for field in Person._meta.concrete_fields]
    rows = ["person_id", "category_id", "delegation_id", "function", "status", "ticket_token"]
    return list(Person.objects.order_by("pk").values(*fields)), list(
        Registration.objects.order_by("pk").values(*rows)
    )


def people_of_all_kinds(conference):
    """One for each formula; names in several scripts, in bytes by fours and from right to left."""
    category = Category.objects.first()
    delegation = DelegationFactory(conference=conference, name={"en": "=Formula & <Sons>", "ru": "Сыновья"})
    for number, formula in enumerate(FORMULAS):
        person = PersonFactory(
            conference=conference,
            name={"en": f"𠮷田 {number}", "uz-Cyrl": f"Намуна {number}", "ru": f"ليلى {number}"},
            family_name={"en": "Na"},
            phone="+998 90 123 45 67",
            job_title={"en": formula},
            organization={"en": f"Ministry {formula}"},
            sex="female",
            sector="ngo",
            level="director",
            rank=number,
            country="NA",
        )
        RegistrationFactory(
            conference=conference,
            person=person,
            delegation=delegation,
            function="adviser",
            status="approved",
            category=category,
        )
    RegistrationFactory(conference=conference, status="declined", category=category)


@pytest.mark.django_db
@pytest.mark.parametrize("format", SPREADSHEET_FORMATS)
def test_what_was_exported_imports_again_unchanged(ready, format):
    people_of_all_kinds(ready)
    before = everyone()

    report = bring_in(ready, export_people(ready, format=format))

    assert (report.added, report.changed, report.registered, report.delegations) == (0, 0, 0, 0)
    assert everyone() == before


@pytest.mark.django_db
@pytest.mark.parametrize("format", SPREADSHEET_FORMATS)
def test_what_was_exported_comes_whole_into_another_conference(ready, format):
    people_of_all_kinds(ready)
    other = ConferenceFactory(slug="elsewhere")
    CategoryFactory(conference=other, name={"en": "Participant"}, letter="P")

    bring_in(other, export_people(ready, format=format))

    def told(conference):
        people = Person.objects.of(conference).exclude(rank=None).order_by("rank")
        return [
            {
                **{name: dict(getattr(person, name)) for name in ("name", "family_name", "organization")},
                "job_title": person.job_title["en"],
                **{name: getattr(person, name) for name in ("phone", "sex", "sector", "level", "country")},
            }
            for person in people
        ]

    assert told(other) == told(ready) and len(told(other)) == len(FORMULAS)
    assert Registration.objects.of(other).filter(function="adviser").count() == len(FORMULAS)


@pytest.mark.django_db
def test_no_cell_of_an_export_is_a_formula(ready):
    people_of_all_kinds(ready)

    text = export_people(ready, format="csv").decode("utf-8-sig")
    assert ",'=cmd|" in text and ",'+998 90" in text
    assert not any(f",{mark}" in text for mark in "=+-@")
    sheet = load_workbook(io.BytesIO(export_people(ready, format="xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert "+998 90 123 45 67" in {cell.value for row in sheet.iter_rows() for cell in row}
    with zipfile.ZipFile(io.BytesIO(export_people(ready, format="ods"))) as archive:
        content = archive.read("content.xml").decode()
    assert "formula" not in content.partition("<table:table-row")[0]
    assert "table:formula" not in content


@pytest.mark.django_db
def test_other_programmes_read_what_was_exported(ready):
    people_of_all_kinds(ready)
    rows = json.loads(export_people(ready, format="json"))
    assert {row["phone"] for row in rows if "rank" in row} == {"+998 90 123 45 67"}
    assert sorted(row["rank"] for row in rows if "rank" in row) == list(range(len(FORMULAS)))

    ods = tablib.Dataset().load(export_people(ready, format="ods"), format="ods")
    xlsx = tablib.Dataset().load(export_people(ready, format="xlsx"), format="xlsx")
    assert ods.headers == xlsx.headers
    assert set(ods["country"]) == set(xlsx["country"]) == {"NAM", "UZ"}


@pytest.mark.django_db
def test_an_export_asks_a_constant_number_of_queries(ready):
    def ask():
        with CaptureQueriesContext(connection) as captured:
            export_people(ready, format="csv")
        return len(captured)

    RegistrationFactory(conference=ready, delegation=DelegationFactory(conference=ready))
    one = ask()
    for _number in range(2):
        RegistrationFactory(conference=ready, delegation=DelegationFactory(conference=ready))
    assert ask() == one == 4
