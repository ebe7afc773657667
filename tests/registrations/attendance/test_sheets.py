"""The attendance sheet on paper: every name whole, however long."""

import io

import pytest
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
