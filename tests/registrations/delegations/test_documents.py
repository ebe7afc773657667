"""The list that a delegation signs, and protocol's report: opened and read back."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from registrations.core.models.delegation import Delegation
from registrations.delegations.domain.delegations import approve_delegation_name
from tests.documents.inspection import assert_sound_pdf
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    DelegationPaperFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def delegation(conference, owner):
    Conference.objects.filter(pk=conference.pk).update(profile="intergovernmental")
    conference.refresh_from_db()
    category = CategoryFactory(conference=conference)
    delegation = DelegationFactory(
        conference=conference,
        kind="state",
        capacity=6,
        name={"en": "Sampleland", "ru": "Образцовия"},
        formal_name={"en": "Republic of Sampleland", "ru": "Республика Образцовия"},
    )
    for function, name in (
        ("adviser", "Fourth Sample"),
        ("alternate", "Third Sample"),
        ("head", "First Sample"),
        ("deputy", "Second Sample"),
    ):
        person = PersonFactory(
            conference=conference, name={"en": name}, title={"en": "Ms."}, job_title={"en": "director"}
        )
        RegistrationFactory(
            conference=conference,
            category=category,
            delegation=delegation,
            function=function,
            person=person,
            status="approved" if function == "head" else "nominated",
        )
    RegistrationFactory(
        conference=conference, delegation=delegation, status="cancelled", person__name={"en": "Gone Sample"}
    )
    return delegation


def pdf_words(content):
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def docx_words(content):
    body = Document(io.BytesIO(content)).element.body
    # Spaces that keep a title with its name are firm.
    words = " ".join(node.text or "" for node in body.iter() if node.tag.endswith("}t"))
    return words.replace("\u00a0", " ")


def in_order(text, *parts):
    places = [text.index(part) for part in parts]
    return places == sorted(places)


def test_the_list_for_signature(delegation, conference, owner, client_as):
    user = UserFactory()
    FocalPointFactory(
        delegation=delegation, person=PersonFactory(conference=conference, user=user, languages=["ru"])
    )
    focal = client_as(user)
    pages = [conference.slug, delegation.pk]
    draft = focal.get(reverse("registrations_delegation:list-pdf", args=pages)).content
    assert "DRAFT" in pdf_words(draft), "protocol has not approved the name"
    approve_delegation_name(delegation, by=owner)
    content = focal.get(reverse("registrations_delegation:list-pdf", args=pages)).content
    assert_sound_pdf(content)
    word = focal.get(reverse("registrations_delegation:list-docx", args=pages)).content
    assert in_order(docx_words(word), "Date", "Name and title", "Signature", "Stamp"), "each below its line"
    for text in (pdf_words(content), docx_words(word)):
        names = ["Republic of Sampleland", "First Sample", "Second Sample", "Third Sample", "Fourth Sample"]
        assert in_order(text, *names)
        assert in_order(text, "Head of delegation", "Deputy head of delegation", "Alternate", "Adviser")
        assert all(
            words in text
            for words in ("Date", "Name and title", "Signature", "Stamp", "Ms. First Sample", "Director")
        )
        assert "Gone Sample" not in text
        assert "DRAFT" not in text
    russian = client_as(owner).get(
        reverse("registrations_secretariat:list-docx", args=pages), {"language": "ru"}
    )
    assert "Республика Образцовия" in docx_words(russian.content)
    assert "Фамилия, имя" in docx_words(russian.content)


def test_without_a_choice_every_delegation_that_has_named_anyone_has_its_page(delegation, conference):
    DelegationFactory(conference=conference, name={"en": "Nobody yet"})
    other = DelegationFactory(conference=conference, kind="ngo", name={"en": "An Association"})
    RegistrationFactory(conference=conference, delegation=other)
    content = build_document("registrations.delegation", conference, language="en", format="pdf").content
    text = pdf_words(content)
    assert in_order(text, "Republic of Sampleland", "An Association")
    assert "Nobody yet" not in text


def test_the_report_of_protocol(delegation, conference):
    Delegation.objects.filter(pk=delegation.pk).update(
        credentials="deficient", credentials_note="The seal is missing."
    )
    DelegationPaperFactory(delegation=delegation, kind="credentials")
    DelegationFactory(conference=conference, kind="un", name={"en": "UN Sample"}, credentials="accepted")
    DelegationFactory(conference=conference, kind="state", name={"en": "Anotherland"}, precedence=1)
    made = {
        format: build_document(
            "registrations.delegations_report", conference, language="en", format=format
        ).content
        for format in ("pdf", "docx", "xlsx")
    }
    assert_sound_pdf(made["pdf"])
    for text in (pdf_words(made["pdf"]), docx_words(made["docx"])):
        # By kind; within it the person who has precedence first.
        assert in_order(
            text, "States", "Anotherland", "Republic of Sampleland", "United Nations system", "UN Sample"
        )
        assert all(
            words in text for words in ("Ms. First Sample", "Deficient", "The seal is missing.", "Totals")
        )
    sheet = load_workbook(io.BytesIO(made["xlsx"])).active
    rows = {row[1]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert rows["Republic of Sampleland"][2:8] == (
        "Ms. First Sample", 4, 1, 6, "Deficient", "The seal is missing.",
    )  # fmt: skip
    assert rows["Republic of Sampleland"][8].startswith("Credentials, ")
    assert rows["Anotherland"][2] in (None, "")
    Conference.objects.filter(pk=conference.pk).update(profile="expert-meeting")
    conference.refresh_from_db()
    plain = build_document(
        "registrations.delegations_report", conference, language="en", format="pdf"
    ).content
    assert "redentials" not in pdf_words(plain).replace("Credentials, ", "")
    assert "seal is missing" not in pdf_words(plain)


def test_the_report_asks_the_same_for_one_delegation_as_for_four(delegation, conference):
    kind = document_kinds.get("registrations.delegations_report")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            kind.build(conference, language="en", options={})
        return len(captured)

    before = queries()
    for other in DelegationFactory.create_batch(3, conference=conference):
        RegistrationFactory(conference=conference, delegation=other, function="head")
        DelegationPaperFactory(delegation=other)
    assert queries() == before


def test_a_russian_list_has_every_family_name_first(delegation, conference):
    for name, family in (("Ербол Сарсенов", "Сарсенов"), ("Каримов Гайрат", "Каримов")):
        person = PersonFactory(conference=conference, name={"ru": name}, family_name={"ru": family})
        RegistrationFactory(conference=conference, delegation=delegation, person=person)
    text = pdf_words(
        build_document("registrations.delegation", conference, language="ru", format="pdf").content
    )
    assert "САРСЕНОВ Ербол" in text and "КАРИМОВ Гайрат" in text
