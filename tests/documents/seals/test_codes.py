"""The code on an official document: anyone finds at /verify/ what the document is, and a code made up is none."""

import datetime as dt
import html
import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from agenda.releases.domain.publication import publish_agenda
from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.documents.seals.codes import document_code, find_document
from confman.documents.seals.writer import bears_seal
from outcomes.register.documents import TEXT
from tests.documents.inspection import assert_sound_pdf
from tests.documents.seals.keys import PASSWORD, write_key
from tests.factories import SessionFactory
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
    assert f"“List of participants” of the conference “{conference.title}”, in English" in shown
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    said = send_open_form(client, address, {"code": wrong}).content.decode()
    assert "There is no document with this code" in said


def said_of(client, code, surname=""):
    answer = send_open_form(
        client, reverse("registrations_verify:verify"), {"code": code, "surname": surname}
    )
    return html.unescape(answer.content.decode())


def test_the_page_promises_no_more_than_a_code_can_prove(conference, client, settings, tmp_path):
    type(conference).objects.filter(pk=conference.pk).update(title={"en": "Water & People's Rights"})
    code = document_code(conference, document_kinds.get(KIND), "en", DAY)
    said = said_of(client, code)
    assert "message-info" in said and "message-success" not in said and "Yes." not in said
    assert "“Water & People's Rights”" in said, "escaped once"
    assert "Every document of this kind, day and language bears the same code" in said
    assert "it does not prove what is written there. Ask the secretariat." in said
    settings.CONFMAN_SEAL_KEY = str(write_key(tmp_path))
    assert "Ask the secretariat, or verify the seal in its PDF file below." in said_of(client, code)


def test_a_certificate_is_asked_for_its_surname_and_a_document_is_not(conference, client):
    for code in ("ABCD-EFGH-JKLM", document_code(conference, document_kinds.get(KIND), "en", DAY)[:-1]):
        said = said_of(client, code)
        assert "Type the surname of the holder of the certificate." in said and "No. There is" not in said
        assert "No. There is" in said_of(client, code, "Karimova")
    assert "Type the surname" not in said_of(client, "AAAA-" * 4 + "AAAA")


def test_the_codes_of_a_former_secret_are_known_as_long_as_it_is_named(conference, settings):
    kind, before = document_kinds.get(KIND), settings.SECRET_KEY
    code = document_code(conference, kind, "ru", DAY)
    settings.SECRET_KEY = "another secret of the server, drawn at random, long enough"
    assert find_document(code) is None and document_code(conference, kind, "ru", DAY) != code
    settings.SECRET_KEY_FALLBACKS = ["one between", before]
    assert find_document(code).language == "ru"


def test_a_sample_has_no_code_and_none_is_found(conference):
    kind = document_kinds.get(KIND)
    type(conference).objects.filter(pk=conference.pk).update(is_sample=True)
    conference.refresh_from_db()
    assert build_data(kind, conference, language="en").meta.code == ""
    assert find_document(document_code(conference, kind, "en", DAY)) is None


@pytest.mark.parametrize("kind", ["agenda.agenda", "agenda.annotated"])
def test_a_published_agenda_has_a_code_and_a_seal_and_the_working_one_has_none(
    conference, owner, client, settings, tmp_path, kind
):
    settings.CONFMAN_SEAL_KEY, settings.CONFMAN_SEAL_PASSWORD = str(write_key(tmp_path)), PASSWORD
    SessionFactory(conference=conference)
    kind = document_kinds.get(kind)
    draft = build_document(kind, conference, language="en", format="pdf").content
    assert not bears_seal(io.BytesIO(draft)) and build_data(kind, conference, language="en").meta.code == ""
    assert_sound_pdf(draft, official=True)
    publish_agenda(conference, by=owner)
    content = build_document(kind, conference, language="en", format="pdf").content
    assert bears_seal(io.BytesIO(content))
    assert_sound_pdf(content, official=True)
    [code] = re.findall(
        "([A-Z2-7]{4}(?:-[A-Z2-7]{4}){4})", build_data(kind, conference, language="en").meta.code
    )
    assert f"“{kind.label}” of the conference" in said_of(client, code)


def test_draft_decisions_have_one_code_alone_or_in_one_file(conference):
    day = dt.date(2027, 4, 2)
    found = find_document(document_code(conference, TEXT, "en", day))
    assert found.kind == document_kinds.get("outcomes.draft-decisions")


def test_an_empty_roll_call_sheet_has_no_code(conference):
    made = build_data(document_kinds.get("outcomes.roll-call"), conference, language="en")
    assert made.is_open and made.meta.code == "" and not made.meta.draft


def test_a_draft_a_table_and_what_is_not_official_have_none(conference):
    for key, format in (
        (KIND, "xlsx"),
        ("registrations.seating", "pdf"),
        ("registrations.delegations_report", "docx"),
    ):
        assert build_data(document_kinds.get(key), conference, language="en", format=format).meta.code == ""
