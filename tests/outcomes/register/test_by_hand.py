"""A file made by a command and brought by hand: the register reads the symbol that it bears, and gives it no other."""

import html
import io

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse

from confman.documents.domain.builder import build_document
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.register.domain.documents import issue_document
from outcomes.register.domain.made_documents import symbol_to_print
from outcomes.register.models import RegisteredDocument
from tests.outcomes.register.samples import registered, series_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_as, owner):
    return client_as(owner)


def enter(browser, conference, content, name, *, code="", language="en"):
    """Fill in the form of an entry, with the file; return what the page says."""
    address = reverse("outcomes_secretariat:registered-document-add", args=[conference.slug])
    given = {
        "title_en": "A paper", "series": series_of(conference, code).pk, "distribution": "general",
        "language": language, "kind": "original", "file": ContentFile(content, name=name),
    }  # fmt: skip
    return html.unescape(browser.post(address, given, follow=True).content.decode())


@pytest.mark.parametrize("format", ["pdf", "docx"])
def test_a_list_that_a_command_made_is_entered_under_the_symbol_that_it_bears(
    format, register, browser, owner, tmp_path
):
    path = tmp_path / f"list.{format}"
    call_command("report", register.slug, kind="participants", format=format, language="en", output=str(path))
    enter(browser, register, path.read_bytes(), path.name)
    row = RegisteredDocument.objects.get()
    assert (row.symbol, row.series.code) == ("CONF/2017/INF.1", "INF")
    issue_document(row, by=owner)
    # It is known as the list: the list in another language has its symbol, another kind the next one.
    assert symbol_to_print(register, "registrations.participants", "ru") == row.symbol
    assert symbol_to_print(register, "outcomes.information-note", "en") == "CONF/2017/INF.2"
    # The same once more is refused, and says what to do; the next paper takes the next number.
    said = enter(browser, register, path.read_bytes(), path.name)
    assert "This document is in the register already: “CONF/2017/INF.1 A paper”." in said
    assert "Its other languages are added there" in said and RegisteredDocument.objects.count() == 1
    other = registered(register, "INF", by=owner)
    issue_document(other, by=owner)
    other.refresh_from_db()
    assert other.symbol == "CONF/2017/INF.2"


def test_keywords_of_another_kind_are_no_symbol(register, browser):
    content = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Keywords"] = "CONF/2017/3, women, peace and security"
        pdf.save(content)
    enter(browser, register, content.getvalue(), "study.pdf")
    row = RegisteredDocument.objects.get()
    assert "women" not in row.symbol and row.files.get().name == "study.pdf"


def test_it_joins_an_entry_only_under_its_symbol(register, browser, owner):
    made = build_document("registrations.participants", register, language="en", format="pdf").content
    waits, other = (registered(register, "INF", by=owner, file=None) for _number in range(2))
    put = [
        reverse("outcomes_secretariat:registered-document-language", args=[register.slug, row.pk])
        for row in (waits, other)
    ]

    def bring(address):
        given = {"language": "en", "file": ContentFile(made, name="list.pdf")}
        return html.unescape(browser.post(address, given, follow=True).content.decode())

    assert "the entry has no symbol yet. Enter the file as a document of its own" in bring(put[0])
    RegisteredDocument.objects.filter(pk=other.pk).update(symbol="CONF/2017/INF.9")
    assert "The file bears CONF/2017/INF.1, the entry is CONF/2017/INF.9" in bring(put[1])
    RegisteredDocument.objects.filter(pk=waits.pk).update(symbol="CONF/2017/INF.1")
    bring(put[0])
    assert waits.files.get().name == "list.pdf" and not other.files.exists()


def test_an_extract_is_not_entered(register, browser, owner):
    OutcomeDocument.objects.create(
        conference=register, kind="recommendations", symbol="CONF/2017/5", original_language="en"
    )
    for format in ("pdf", "docx"):
        made = build_document(
            "outcomes.recommendations", register, language="en", format=format, options={"stage": "adopted"}
        ).content
        said = enter(browser, register, made, f"extract.{format}")
        assert "The file is an extract from CONF/2017/5, which has no symbol of its own." in said
    assert not RegisteredDocument.objects.exists()
