"""Lists of people in and out: whatever people's spreadsheets look like, and back again unchanged."""

import io
import json
import os
import time
import zipfile
from pathlib import Path

import pytest
import tablib
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from confman.mail.models import Message
from confman.people.models import Listing, Person
from confman.web.errors import Refused
from confman.web.spreadsheets import workbooks
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.lists.exchange import export_people
from registrations.spreadsheets.exchange.columns import (
    ColumnTarget,
    clean_cell,
    guess_columns,
    read_list_sheet,
)
from registrations.spreadsheets.exchange.row_reader import ListRefused
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory
from tests.registrations.people_lists import bring_in, csv


@pytest.fixture
def ready(conference):
    """A conference with the category every conference starts with."""
    CategoryFactory(conference=conference, name={"en": "Participant", "ru": "Участник"}, letter="P")
    return conference


# --- reading ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("name,email\nЖанна Ёлкина,z@example.org\n".encode(), id="utf-8"),
        pytest.param("name;email\nЖанна Ёлкина;z@example.org\n".encode("utf-8-sig"), id="semicolon-and-mark"),
        pytest.param("name\temail\nЖанна Ёлкина\tz@example.org\n".encode("utf-16"), id="excel-unicode"),
        pytest.param("name,email\r\nЖанна Ёлкина,z@example.org\r\n".encode("cp1251"), id="windows-cyrillic"),
        pytest.param(json.dumps([{"name": "Жанна Ёлкина", "email": "z@example.org"}]).encode(), id="json"),
    ],
)  # fmt: skip
def test_the_encoding_and_the_separator_are_found(content):
    table = read_list_sheet(content)
    assert table.columns == ("name", "email")
    assert table.rows[0].cells == ("Жанна Ёлкина", "z@example.org")


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_spreadsheets_are_read(kind):
    data = tablib.Dataset(["Жанна", 7.0], headers=["name", "rank"])
    table = read_list_sheet(data.export(kind))
    assert (table.columns, table.rows[0].cells) == (("name", "rank"), ("Жанна", "7"))


@pytest.mark.parametrize("cell", ["", "NA", "n/a", "N/A", "-", "–", None, "   "])
def test_what_stands_for_nothing_is_nothing(cell):
    assert clean_cell(cell) == ""


@given(st.text(max_size=60))
def test_a_cell_never_keeps_control_characters(text):
    assert not any(ord(letter) < 32 and letter not in "\t\n\r" for letter in clean_cell(text))


def test_a_zip_bomb_is_not_opened(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 1000)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "0" * 5000)
    with pytest.raises(Refused, match="unpacks to more"):
        read_list_sheet(target.getvalue())


def test_columns_are_known_in_three_languages_and_by_language():
    heads = [
        "ФИО",
        "Должность",
        "E-mail address",
        "Пол",
        "organisation_ru",
        "tashkilot (uz)",
        "Phone number",
        "Notes",
    ]
    table = read_list_sheet(csv(";".join(heads), ";".join("x" for _head in heads)))
    assert guess_columns(table, ["en", "ru", "uz"]) == {
        0: ColumnTarget("name"), 1: ColumnTarget("job_title"), 2: ColumnTarget("email"), 3: ColumnTarget("sex"),
        4: ColumnTarget("organization", "ru"), 5: ColumnTarget("organization", "uz"), 6: ColumnTarget("phone"),
    }  # fmt: skip


# --- importing ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestImporting:
    def test_persons_registrations_and_delegations_are_made(self, ready):
        report = bring_in(
            ready,
            csv(
                "name,title,job_title,delegation,function,sex,country,phone",
                "Aigul Sample,Ms.,Adviser,Kazakhstan,глава делегации,ж,KAZ,+7 701 000",
                "Boris Sample,Mr.,NA,Kazakhstan,Member,m,Казахстан,-",
            ),
        )
        assert (report.added, report.registered, report.delegations) == (2, 2, 1)
        delegation = Delegation.objects.get()
        assert (delegation.kind, delegation.country.code, delegation.approved_at) == ("state", "KZ", None)
        first = Registration.objects.get(function="head")
        assert (first.status, first.person.sex, first.person.country.code) == ("submitted", "female", "KZ")
        assert first.person.phone == "+7 701 000"
        assert Registration.objects.get(function="delegate").person.job_title == {}
        assert not Message.objects.exists(), "an import writes to nobody"

    @pytest.mark.parametrize(
        ("heading", "cells"),
        [
            ("Language", "ru|RU|ru-RU|ru_RU|rus|Russian|русский|Русский язык|ruscha|rus tili"),
            ("Язык", "uz|O'zbek tili|oʻzbekcha|узбекский|Uzbek|uz-UZ"),
            ("Til", "uz-Cyrl|uz-Cyrl-UZ|узбекский (кириллица)"),
            ("Preferred language", "sw|swa|sw-KE"),
        ],
    )
    def test_people_are_written_to_in_the_language_that_the_list_says(self, ready, heading, cells):
        rows = [f"Sample {number},{cell}" for number, cell in enumerate(cells.split("|"))]
        bring_in(ready, csv(f"name,{heading}", *rows, "Nobody Sample,"))
        assert set(Person.objects.values_list("language", flat=True)) == {cells.partition("|")[0], ""}

    def test_a_language_that_nobody_knows_is_said_with_its_line(self, ready):
        with pytest.raises(ListRefused) as refused:
            bring_in(ready, csv("name,language", "Ada Sample,English", "Bob Sample,Klingonish"))
        [problem] = refused.value.problems
        assert (problem.line, problem.column) == (3, "language")
        assert "“Klingonish” is not a language" in problem.message

    def test_an_import_never_makes_anyone_public(self, ready):
        bring_in(ready, csv("name,listing", "Ada Sample,public"), map=())
        assert Person.objects.get().listing == Listing.PARTICIPANTS

    def test_the_same_person_is_one_whatever_the_script_and_the_order(self, ready):
        report = bring_in(
            ready,
            csv(
                "name,organization,email,phone",
                "Nodira Karimova,NGO,n@example.org,",
                "Каримова Нодира,,N@example.org,12345",
                "Karimova Nodira,NGO,,",
                "Nodira Karimova,Another,other@example.org,",
            ),
        )
        assert (report.added, report.repeated) == (2, 2)
        assert Person.objects.get(email="n@example.org").phone == "12345"

    def test_namesakes_of_two_delegations_are_two(self, ready):
        report = bring_in(
            ready, csv("name,delegation", "Wang Li,China", "Wang Li,Singapore", "Li Wang,China")
        )
        assert (report.added, report.repeated) == (2, 1)

    def test_who_is_on_record_is_brought_up_to_date(self, ready):
        person = PersonFactory(
            conference=ready, name={"en": "Ada Sample"}, email="ada@example.org", phone="1"
        )
        registration = RegistrationFactory(conference=ready, person=person)

        report = bring_in(
            ready, csv("name,email,phone,delegation,function", "Ada Sample,ada@example.org,2,UNODC,head")
        )

        person.refresh_from_db()
        registration.refresh_from_db()
        assert (report.added, report.changed, person.phone) == (0, 1, "2")
        assert (str(registration.delegation), registration.function) == ("UNODC", "head")

    def test_an_empty_cell_takes_nothing_away(self, ready):
        person = PersonFactory(
            conference=ready, name={"en": "Ada Sample"}, email="ada@example.org", phone="1"
        )
        bring_in(ready, csv("name,email,phone", "Ada Sample,ada@example.org,"))
        person.refresh_from_db()
        assert person.phone == "1"

    def test_who_was_declined_is_not_registered_again_by_a_list(self, ready):
        person = PersonFactory(conference=ready, name={"en": "Ada Sample"}, email="ada@example.org")
        RegistrationFactory(conference=ready, person=person, status="declined")
        bring_in(ready, csv("name,email", "Ada Sample,ada@example.org"))
        assert Registration.objects.count() == 1

    def test_a_country_is_known_by_its_name_without_what_is_in_brackets(self, ready):
        rows = ("Ada Sample,Нидерланды", "Bob Sample,Netherlands (Kingdom of the)", "Eva Sample,Tailand")
        bring_in(ready, csv("name,country", *rows))
        assert set(Person.objects.values_list("country", flat=True)) == {"NL", "TH"}

    @pytest.mark.parametrize(
        ("row", "column", "said"),
        [
            ("Ada Sample,not-an-address,,,", "email", "is not an e-mail address"),
            ("Ada Sample,,Atlantis,,", "country", "not a country"),
            ("Ada Sample,,,perhaps,", "sex", "Known are: female"),
            ("Ada Sample,,,,VIP", "category", "There is no category"),
            (f"{'A' * 301},,,,", "name", "301 characters are more than the 300"),
            (",ada@example.org,,,", "name", "A person needs a name"),
        ],
        ids=["email", "country", "sex", "category", "too-long", "no-name"],
    )
    def test_a_wrong_cell_is_told_by_line_and_column_and_nothing_is_written(self, ready, row, column, said):
        with pytest.raises(ListRefused) as refusal:
            bring_in(ready, csv("name,email,country,sex,category", "Bob Sample,,,,", row))
        (problem,) = refusal.value.problems
        assert (problem.line, problem.column) == (3, column)
        assert said in problem.message
        assert not Person.objects.exists()

        report = bring_in(ready, csv("name,email,country,sex,category", "Bob Sample,,,,", row), skip_bad=True)
        assert report.added == 1

    def test_a_line_break_in_a_cell_does_not_move_the_line_numbers(self, ready):
        with pytest.raises(ListRefused) as refusal:
            bring_in(ready, csv("name,job_title,email", '"Ada Sample","Head\nof unit",', "Bob Sample,,wrong"))
        assert refusal.value.problems[0].line == 4

    def test_approval_takes_places_for_all_or_for_none(self, ready):
        Category.objects.update(capacity=1)
        people = csv("name", "Ada Sample", "Bob Sample")
        with pytest.raises(Refused, match="places of the category"):
            bring_in(ready, people, approve=True)
        assert not Person.objects.exists()

        Category.objects.update(capacity=2)
        bring_in(ready, people, approve=True)

        assert Registration.objects.approved().exclude(ticket_token=None).count() == 2
        assert Category.objects.get().taken == 2

    def test_four_byte_names_and_a_name_from_right_to_left(self, ready):
        bring_in(ready, csv("name", "𠮷田 太郎", "ليلى حسن", "Ada\x07 Sample"))
        assert {str(person) for person in Person.objects.all()} == {"𠮷田 太郎", "ليلى حسن", "Ada Sample"}

    def test_parts_of_a_name_are_put_together_in_the_order_of_the_language(self, ready):
        bring_in(
            ready,
            csv(
                "given_name_ru,family_name_ru,patronymic_ru,first name,last name",
                "Анна,Иванова,Петровна,Anna,Ivanova",
            ),
        )
        assert Person.objects.get().name == {"ru": "Иванова Анна Петровна", "en": "Anna Ivanova"}

    def test_a_hundred_rows_cost_a_few_batches_more_than_ten(self, ready):
        def ask(first, number):
            content = csv(
                "name,delegation", *(f"Person Sample{first + n},D{first + n}" for n in range(number))
            )
            with CaptureQueriesContext(connection) as captured:
                bring_in(ready, content, approve=False)
            return len(captured)

        ask(0, 2)
        assert ask(200, 100) < ask(100, 10) + 20


# --- the commands -------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestCommands:
    def test_a_dry_run_says_what_would_happen_and_writes_nothing(self, ready, tmp_path, capsys):
        file = tmp_path / "people.csv"
        file.write_bytes(csv("Who,Mail", "Ada Sample,ada@example.org"))
        call_command(
            "importpeople", ready.slug, str(file), "--map", "Who=name", "--map", "Mail=email", "--dry-run"
        )
        said = capsys.readouterr().out
        assert "Who -> name" in said and "1 person added" in said
        assert not Person.objects.exists()

    def test_faults_end_in_one_line(self, ready, tmp_path, capsys):
        file = tmp_path / "people.csv"
        file.write_bytes(csv("name,email", "Ada Sample,wrong"))
        with pytest.raises(CommandError, match="1 faults; nothing was imported"):
            call_command("importpeople", ready.slug, str(file))
        assert "Line 2, column “email”" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("map", "said"),
        [
            ("Nobody=name", "no column “Nobody”"),
            ("name=nonsense", "no field “nonsense”"),
            ("name", "COLUMN=FIELD"),
        ],
    )
    def test_a_wrong_map_is_explained(self, ready, tmp_path, map, said):
        file = tmp_path / "people.csv"
        file.write_bytes(csv("name", "Ada Sample"))
        with pytest.raises(CommandError, match=said):
            call_command("importpeople", ready.slug, str(file), "--map", map)

    def test_a_category_by_letter_and_out_again(self, ready, tmp_path):
        CategoryFactory(conference=ready, name={"en": "Media"}, letter="M", position=2)
        file, out = tmp_path / "people.json", tmp_path / "out.csv"
        file.write_text(json.dumps([{"name": "Ada Sample"}]))
        call_command("importpeople", ready.slug, str(file), "--category", "m", "--approve")
        call_command("exportpeople", ready.slug, "--format", "csv", "-o", str(out))
        assert ",Media," in out.read_text(encoding="utf-8-sig")


# --- real lists ---------------------------------------------------------------------------------------------


@pytest.mark.real
@pytest.mark.nightly
@pytest.mark.django_db
@pytest.mark.skipif(not os.environ.get("CONFMAN_REAL_DATA"), reason="CONFMAN_REAL_DATA is not set")
class TestRealLists:
    folder = Path(os.environ.get("CONFMAN_REAL_DATA", "")) / "people"

    def test_7830_rows_with_37_honorifics_in_ten_seconds(self, ready):
        content = (self.folder / "unfccc-precops-attendance.csv").read_bytes()
        began = time.monotonic()
        report = bring_in(ready, content)
        assert time.monotonic() - began < 20, "ten seconds are the aim on a quiet machine"
        assert report.added + report.repeated == 7830
        assert 4000 < report.added < 5500

    def test_a_parliament_in_uzbek_cyrillic(self, ready):
        content = (self.folder / "Uzbekistan_Legislative_Chamber_term-5.csv").read_bytes()
        report = bring_in(ready, content, language="uz-Cyrl", approve=True)
        assert report.added == 147
        assert Person.objects.search("abdizhamilov").count() == 1
        unchanged = bring_in(ready, export_people(ready, format="xlsx"))
        assert (unchanged.added, unchanged.changed) == (0, 0)
