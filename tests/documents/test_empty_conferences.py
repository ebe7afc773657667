"""Every document of a conference of which nothing is known but its title and days: it says so, and counts nothing."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.utils import translation
from docx import Document
from lxml.html import fromstring

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_data, build_document
from confman.documents.registry import document_kinds
from confman.web.errors import Refused
from tests.documents.inspection import faults_of_pdf
from tests.documents.layout import faults_of_layout
from tests.documents.test_hard_cases import UGLY
from tests.factories import ConferenceFactory

# The texts of a file are looked at, which no database changes.
pytestmark = pytest.mark.sqlite

LANGUAGES = ("en", "ru", "uz")
KINDS = [kind for kind in document_kinds if "test-" not in kind.key]
# A document says that something is not there, or not yet.
NOTHING = {
    "en": r"\byet\b|\bnothing\b|\bThere (is|are) no\b",
    "ru": r"\bпока\b|\bещё\b|\bнет\b",
    "uz": r"\b(?i:hali|hozircha)\b|\byoʻq\b",
}
# The kinds that have something to say of such a conference, and what.
NOT_EMPTY = {
    "outcomes.information-note": "its place, days, languages and address",
    "outcomes.transmittal_letter": "the standard text, as a draft without an addressee",
    "registrations.invitation_letter": "the standard text, as a draft without an addressee",
    "registrations.note_verbale": "the standard text, as a draft without an addressee",
    "registrations.visa_letter": "the standard text, as a draft without a traveller",
}
ANNEX = re.compile(r"(?:Annex|Приложение) ([IVX]+)\b|\b([IVX]+)[ -]ilova")
OF_A_SERIES = re.compile(r"/(Add|Corr|Rev|Prov)\.\d")


def _cases() -> Iterator[Any]:
    """Each kind in one language and one format by day, by turns; in all by night."""
    for place, kind in enumerate(KINDS):
        by_day = (LANGUAGES[place % len(LANGUAGES)], kind.formats[place % len(kind.formats)])
        for language in LANGUAGES:
            for format in kind.formats:
                marks = [] if (language, format) == by_day else [pytest.mark.nightly]
                yield pytest.param(kind, language, format, id=f"{kind.key}-{language}-{format}", marks=marks)


@pytest.fixture(scope="module")
def empty(kept: Any) -> Conference:
    return kept(lambda: ConferenceFactory(languages=[*LANGUAGES], symbol_prefix="CONF/2027"))


def words_of(content: bytes, format: str) -> str:
    """Return what a file says, in the order of its lines."""
    if format == "pdf":
        pages = pypdfium2.PdfDocument(content)
        assert len(pages) == 1
        return pages[0].get_textpage().get_text_range()
    if format == "docx":
        nodes = Document(io.BytesIO(content)).element.body.iter()
        return "\n".join(node.text or "" for node in nodes if node.tag.endswith("}t"))
    if format == "html":
        return fromstring(content).find("body").text_content()
    if format in ("xlsx", "ods"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
    return content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "language", "format"), list(_cases()))
def test_a_document_of_an_empty_conference_says_so(
    empty: Conference, kind: Any, language: str, format: str
) -> None:
    try:
        content = build_document(kind, empty, language=language, format=format).content
    except Refused as refusal:
        with pytest.raises(Refused) as other, translation.override("en"):
            build_document(kind, empty, language="en", format=format)
        assert refusal.message and (refusal.message == other.value.message) == (language == "en")
        return
    words = words_of(content, format)
    assert not (found := UGLY.findall(words)), found
    assert not OF_A_SERIES.search(words)
    numbers = ["".join(found) for found in ANNEX.findall(words)]
    assert numbers == ["I", "II", "III", "IV", "V"][: len(numbers)]
    if format in ("pdf", "docx", "html") and kind.key not in NOT_EMPTY:
        assert re.search(NOTHING[language], words), words
    if format == "pdf":
        assert not faults_of_pdf(content, official=kind.official, language=language)
        assert not faults_of_layout(content, language, kind.key)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["CONF/2027", ""])
def test_each_document_of_an_empty_conference_has_a_symbol_of_its_own_or_none(prefix: str) -> None:
    conference = ConferenceFactory(symbol_prefix=prefix)
    symbols = []
    for kind in KINDS:
        try:
            data: Any = build_data(kind, conference, language="en")
        except Refused:
            continue
        if meta := getattr(data, "meta", None):
            symbols.append(meta.masthead.symbol)
    found = [symbol for symbol in symbols if symbol]
    assert len(found) == len(set(found)) and bool(found) == bool(prefix)
    assert not any(OF_A_SERIES.search(symbol) for symbol in found)


def test_the_kinds_that_are_not_empty_are_kinds() -> None:
    assert all(kind in document_kinds and why for kind, why in NOT_EMPTY.items())
