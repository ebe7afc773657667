"""The attendance sheet on paper: every name whole, however long."""

import io

import pytest
from pypdf import PdfReader

from confman.documents.domain.builder import build_document
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
