"""Every document of a conference of hard cases, on paper and in Word: sound, whole, and within its page."""

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from confman.documents.word.languages import first_direction
from confman.people.models import Person
from tests.documents.formats_in_turn import formats_in_turn
from tests.documents.hard import DELEGATION, TITLE, hard_conference
from tests.documents.inspection import assert_sound_pdf
from tests.documents.layout import DIVIDED, faults_of_layout, words_at_night

# The layout of a file is looked at, which no database changes.
pytestmark = pytest.mark.sqlite

# One language that is read from left to right, and one from right to left; others differ in their words alone.
LANGUAGES = ("uz-Cyrl", "ar")
# Word's templates, and the many pages of cards, are tried where most goes wrong.
HARDEST = LANGUAGES[1:]
# On paper the one is tried each night: that which stands in two languages at once has it, too.
NIGHTLY = ("pdf", "ar")
# Marks of punctuation where a value was missing, and what a template must never leave.
LEFT_BY_A_TEMPLATE = re.compile(r"\{\{|\{%|None|Undefined|object at 0x")
UGLY = re.compile(r"\(\)|, ,|,\.|: ,|:\s*;|— ,|\.\.(?!\.)|" + LEFT_BY_A_TEMPLATE.pattern)


def _cases() -> Iterator[Any]:
    for kind in document_kinds:
        in_the_suite = formats_in_turn(kind, of_hard_cases=True)
        for format in kind.formats:
            if format in ("pdf", "docx") and "test-" not in kind.key:
                languages = LANGUAGES if format == "pdf" and kind.split is None else HARDEST
                for language in languages:
                    again = len(languages) > 1 and (format, language) == NIGHTLY
                    yield pytest.param(
                        kind.key, format, language, id=f"{kind.key}-{format}-{language}",
                        marks=[pytest.mark.nightly] if again or format not in in_the_suite else [],
                    )  # fmt: skip


@pytest.fixture(scope="module")
def hard(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Conference]:
    """Made once for all: nothing here changes it, and it is gone before the next module."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield hard_conference()
        finally:
            transaction.set_rollback(True, using=connection.alias)
            atomic.__exit__(None, None, None)


def _letters(text: str) -> str:
    """Without what a line end adds or hides: spaces, hyphens, marks of direction."""
    return re.sub(r"[\s\u00ad\u200b-\u200f\u2066-\u2069\u2010-]+", "", text)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "format", "language"), list(_cases()))
def test_a_document_of_hard_cases(
    hard: Conference, request: pytest.FixtureRequest, kind: str, format: str, language: str
) -> None:
    content = build_document(kind, hard, language=language, format=format).content
    if format == "pdf":
        assert_sound_pdf(content, official=document_kinds.get(kind).official)
        assert not faults_of_layout(content, language, kind, words_at_night(request, kind, hard, language))
        words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    else:
        words = _words(Document(io.BytesIO(content)))
    # Arabic comes out of a PDF in the order of its shapes: what stands beside a mark there is looked for in Word.
    ugly = LEFT_BY_A_TEMPLATE if (format, language) == ("pdf", "ar") else UGLY
    assert not (found := ugly.findall(words)), found
    # The title of 171 characters stands whole somewhere: on the first page, or on each card.
    if "name_plates" not in kind and language != "ar":
        assert _letters(TITLE[language]) in _letters(words)


# One of those in two languages that has cells, one with cards, one with columns; the others are made as one of them.
IN_TWO_LANGUAGES = (
    "agenda.room-sheets",
    "agenda.roster",
    "agenda.run-of-show",
    "agenda.door-signs",
    "agenda.agenda",
)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", IN_TWO_LANGUAGES)
def test_hard_cases_in_two_languages_stay_on_their_page(hard: Conference, kind: str) -> None:
    options = {"second": "ar"}
    content = build_document(kind, hard, language="uz-Cyrl", format="pdf", options=options).content
    assert_sound_pdf(content)
    assert not faults_of_layout(content, "uz-Cyrl", kind)
    words = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert _letters(TITLE["uz-Cyrl"]) in _letters(words)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.nightly)])
@pytest.mark.parametrize(
    "kind",
    [
        "outcomes.conference-report",
        "outcomes.donor-report",
        "outcomes.follow-up-report",
        "agenda.annotated",
        "outcomes.information-note",
    ],
)
def test_no_line_ends_within_a_name_of_the_record(hard: Conference, kind: str, language: str) -> None:
    content = build_document(kind, hard, language=language, format="pdf").content
    lines = [
        line.rstrip()
        for page in PdfReader(io.BytesIO(content)).pages
        for line in page.extract_text().splitlines()
    ]
    words = " ".join(f"{line}\n" if line.endswith(DIVIDED) else line for line in lines)
    texts = [hard.title, *(row.name for row in hard.partners.all())]
    for person in Person.objects.of(hard):
        texts += [person.name, person.organization]
    names = {name for text in texts for name in text.values() if " " in name}
    divided = [
        found[0]
        for name in names
        for found in re.finditer(f"(?:{DIVIDED}\n )?".join(map(re.escape, name)), words)
        if DIVIDED in found[0]
    ]
    assert not divided
    # Nor within any other word that a capital shows to be one.
    assert not [
        line for line in lines if line.endswith(DIVIDED) and line.split()[-1].strip("“«(")[0].isupper()
    ]


def _words(document: Any) -> str:
    paragraphs = document.element.body.iter(qn("w:p"))
    return "\n".join("".join(node.text or "" for node in p.iter(qn("w:t"))) for p in paragraphs)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_word_knows_the_direction_of_every_paragraph(hard: Conference, language: str) -> None:
    usual = "rtl" if language == "ar" else "ltr"
    content = build_document("outcomes.recommendations", hard, language=language, format="docx").content
    seen = set()
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        own = first_direction("".join(node.text or "" for node in paragraph.iter(qn("w:t"))))
        bidi = paragraph.find(f"{qn('w:pPr')}/{qn('w:bidi')}")
        told = usual if bidi is None else "ltr" if bidi.get(qn("w:val")) == "0" else "rtl"
        assert told == (own or usual)
        seen.add(own)
    assert {"ltr", "rtl"} <= seen


@pytest.mark.django_db
def test_long_texts_of_a_badge_stay_whole(hard: Conference) -> None:
    content = build_document("registrations.badges", hard, language="en", format="pdf").content
    letters = _letters("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    categories = {str(row) for row in hard.categories.all()}
    for text in (DELEGATION, "Wolfeschlegelsteinhausenbergerdorff-Villanueva", "WW", *categories):
        assert _letters(text) in letters


@pytest.mark.django_db
def test_what_is_missing_leaves_no_label(hard: Conference) -> None:
    """No city, no organizer, no symbol, no address of the secretariat."""
    for kind in ("registrations.participants", "outcomes.recommendations"):
        html = build_document(kind, hard, language="en", format="html").content.decode()
        assert not re.search(r"<(p|td|th|li|h[1-4])[^>]*>\s*</\1>", html)
        assert "masthead-organizer" not in html.split("</style>")[1]
