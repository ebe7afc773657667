"""The code on an official document: anyone finds at /verify/ what the document is, and a code made up is none."""

import datetime as dt
import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.documents.seals.codes import document_code, find_document
from tests.registrations.forms import send_open_form

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

KIND = "registrations.participants"
DAY = dt.date(2027, 4, 2)


def test_a_code_is_found_however_it_is_typed(conference):
    kind = document_kinds.get(KIND)
    code = document_code(conference, kind, "en", DAY)
    assert re.fullmatch(r"([A-Z2-7]{4}-){4}[A-Z2-7]{4}", code)
    for typed in (
        code,
        code.lower().replace("-", " "),
        code.replace("O", "0").replace("I", "1").replace("B", "8"),
    ):
        found = find_document(typed)
        assert (found.conference, found.kind, found.language, found.day) == (conference, kind, "en", DAY)


def test_what_was_changed_in_a_code_is_no_code(conference):
    code = document_code(conference, document_kinds.get(KIND), "en", DAY)
    for place, letter in enumerate(code):
        if letter != "-":
            other = "A" if letter != "A" else "C"
            assert find_document(code[:place] + other + code[place + 1 :]) is None
    assert find_document("") is find_document("AAAA-AAAA") is None


def test_the_code_stands_on_the_paper_and_the_page_knows_it(conference, client):
    content = build_document(KIND, conference, language="en", format="pdf").content
    words = " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    code = re.search(r"Code of this document: ([A-Z2-7-]{24})\.", words)[1]
    address = reverse("registrations_verify:verify")
    shown = send_open_form(client, address, {"code": code}).content.decode()
    assert "List of participants" in shown and str(conference.title) in shown
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    said = send_open_form(client, address, {"code": wrong}).content.decode()
    assert "There is no document with this code" in said


def test_a_draft_a_table_and_what_is_not_official_have_none(conference):
    for key, format in (
        (KIND, "xlsx"),
        ("registrations.seating", "pdf"),
        ("registrations.delegations_report", "docx"),
    ):
        assert build_data(document_kinds.get(key), conference, language="en", format=format).meta.code == ""
