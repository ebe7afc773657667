"""Every document of the demo, in every language: sound as a file, marked as a sample, nothing left unfilled."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.core.management import call_command
from docx import Document

from confman.conferences.models import Conference
from confman.documents.domain import build_document
from confman.documents.inspection import faults_of_pdf
from confman.documents.registry import DocumentKind, document_kinds
from tests.documents.hard import correct_a_word

# What a template must never leave on paper.
LEFTOVERS = ("{{", "{%", "None", "Undefined", "object at 0x")


def faults(kind: DocumentKind, conference: Conference, language: str, format: str) -> list[str]:
    content = build_document(kind, conference, language=language, format=format).content
    if format == "pdf":
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
        found = faults_of_pdf(content, tagged=kind.split is None)
        found += [
            f"page {number} is no SAMPLE" for number, text in enumerate(pages, 1) if "SAMPLE" not in text
        ]
        words = "\n".join(pages)
    elif format == "docx":
        document = Document(io.BytesIO(content))
        words = "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
        found = [] if any(p.style.name.endswith("Title") for p in document.paragraphs) else ["no title"]
        found += [] if "SAMPLE" in document.sections[0].header.paragraphs[0].text else ["no SAMPLE"]
    else:
        words, found = content.decode("utf-8", errors="ignore") if format == "html" else "", []
    return found + [f"“{rest}” is left" for rest in LEFTOVERS if rest in words]


@pytest.fixture(scope="module")
def demo(kept: Any) -> Conference:
    """The demo's conference, with a misprint of its recommendations corrected; nothing else is changed."""
    kept(lambda: call_command("demo", verbosity=0, stdout=io.StringIO()))
    conference = Conference.objects.get(slug="tashkent2017")
    kept(lambda: correct_a_word(conference))
    return conference


def _cases() -> Iterator[Any]:
    for kind in document_kinds:
        yield pytest.param(kind, "ru", id=f"{kind.key}-ru")
        # A hundred cards differ by language in a few words only. What is asked of the database is the same for each.
        for language in () if kind.split else ("uz", "en"):
            yield pytest.param(kind, language, id=f"{kind.key}-{language}", marks=pytest.mark.sqlite)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "language"), list(_cases()))
def test_every_document_of_the_demo_is_sound(
    demo: Conference, kept: Any, settings: Any, kind: DocumentKind, language: str
) -> None:
    settings.MEDIA_ROOT = kept.files
    # English has no letter that Russian and Uzbek have not: its words are read where they are drawn sooner.
    formats = [format for format in kind.formats if (language, format) != ("en", "pdf")] or kind.formats
    found = {format: wrong for format in formats if (wrong := faults(kind, demo, language, format))}
    assert not found
