"""The attendance sheet on paper: every name whole, however long."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from tests.factories import CheckpointFactory, PersonFactory, RegistrationFactory

# A surname of 40 letters.
SURNAME = "Wolfeschlegelsteinhausenbergerdorffensee"


@pytest.mark.django_db
@pytest.mark.parametrize("surname", [SURNAME, SURNAME.upper(), f"{SURNAME}-Villanueva"])
def test_a_long_surname_is_neither_cut_nor_divided(conference, surname):
    CheckpointFactory(conference=conference)
    person = PersonFactory(conference=conference, name={"en": f"Maria {surname}"})
    RegistrationFactory(conference=conference, person=person, status="approved")
    content = build_document(
        "registrations.attendance_sheet", conference, language="en", format="pdf"
    ).content
    lines = [
        line for page in PdfReader(io.BytesIO(content)).pages for line in page.extract_text().split("\n")
    ]
    assert any(surname.split("-")[0] in line for line in lines)


@pytest.mark.django_db
def test_names_stand_on_the_sheet_as_they_are_sorted(conference):
    CheckpointFactory(conference=conference)
    for given, family in (("Ada", "Zimmer"), ("Zoe", "Abbot")):
        person = PersonFactory(
            conference=conference, name={"en": f"{given} {family}"}, family_name={"en": family}
        )
        RegistrationFactory(conference=conference, person=person, status="approved")
    kind = document_kinds.get("registrations.attendance_sheet")
    [section] = build_data(kind, conference, language="en").groups[0].sections
    assert [row["name"] for row in section.rows] == ["ABBOT Zoe", "ZIMMER Ada"]


@pytest.mark.django_db
def test_the_sheet_is_in_the_alphabet_of_its_language_and_entered_in_that_order(conference, owner_client):
    conference.languages = ["en", "ru", "uz"]
    conference.save()
    checkpoint = CheckpointFactory(conference=conference)
    # Sh is a letter behind Z in Uzbek; in Russian Ж stands before Ш and Я.
    for english, russian, uzbek in (
        ("Vasilieva", "Васильева", "Vasilyeva"),
        ("Yakovlev", "Яковлев", "Yakovlev"),
        ("Sharipova", "Шарипова", "Sharipova"),
        ("Zhukov", "Жуков", "Jukov"),
    ):
        families = {"en": english, "ru": russian, "uz": uzbek}
        person = PersonFactory(
            conference=conference, family_name=families,
            name={code: f"{given} {families[code]}" for code, given in (("en", "A."), ("ru", "А."), ("uz", "A."))},
        )  # fmt: skip
        RegistrationFactory(conference=conference, person=person, status="approved")
    kind = document_kinds.get("registrations.attendance_sheet")
    address = reverse("registrations_secretariat:sheet", args=[conference.slug])
    orders = {
        "en": ["SHARIPOVA", "VASILIEVA", "YAKOVLEV", "ZHUKOV"],
        "ru": ["ВАСИЛЬЕВА", "ЖУКОВ", "ШАРИПОВА", "ЯКОВЛЕВ"],
        "uz": ["JUKOV", "VASILYEVA", "YAKOVLEV", "SHARIPOVA"],
    }
    for language, families in orders.items():
        [section] = build_data(kind, conference, language=language).groups[0].sections
        assert [row["name"].split(" ")[0] for row in section.rows] == families
        page = owner_client.get(
            address, {"checkpoint": checkpoint.pk, "day": conference.starts_on, "language": language}
        )
        assert [line.name for line in page.context["lines"]] == [row["name"] for row in section.rows]
        assert f"language={language}" in page.content.decode()
        found = owner_client.get(
            address, {"checkpoint": checkpoint.pk, "language": language, "q": "Zhukov"}
        ).context["lines"]
        assert [(line.number, line.name.split(" ")[0]) for line in found] == [
            (number, family) for number, family in enumerate(families, start=1) if family[-3:] in ("KOV", "КОВ")
        ]  # fmt: skip
    # Without a choice it is the language of the page.
    shown = owner_client.get(address, {"checkpoint": checkpoint.pk}).context
    assert shown["language"] == "en" and [line.number for line in shown["lines"]] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_one_language_is_not_asked_for(conference, owner_client):
    conference.languages = ["en"]
    conference.save()
    CheckpointFactory(conference=conference)
    form = owner_client.get(reverse("registrations_secretariat:sheet", args=[conference.slug])).context[
        "form"
    ]
    assert "language" not in [field.name for field in form.visible_fields()]
