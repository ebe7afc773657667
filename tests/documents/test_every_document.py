"""Every document of the demo, in every language: sound as a file, marked as a sample, nothing left unfilled."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pytest
import weasyprint
from django.apps import apps
from django.db import connection
from docx import Document

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.documents.domain.builder import build_document
from confman.documents.registry import DocumentKind, document_kinds
from confman.people.models import Person
from confman.web.links import LinkField, is_link
from outcomes.follow_up.models.follow_up import Evidence, ProgressUpdate
from tests.databases import build_sample, made_once
from tests.documents.formats_in_turn import formats_in_turn
from tests.documents.hard import correct_a_word
from tests.documents.inspection import broken_heads, faults_of_pdf, links_of
from tests.documents.layout import faults_of_layout, words_at_night
from tests.translation.glossary import NEVER

# Words that a template must never leave on paper.
LEFTOVERS = ("{{", "{%", "None", "Undefined", "object at 0x")


# The kind with the longest running text: headings, numbered paragraphs, tables and lists over several pages.
RUNNING_TEXT = "outcomes.conference-report"
# Values that files and forms of before may have brought in the place of a link, and in a text.
NO_LINK = "javascript:alert(1)"
IN_A_TEXT = (
    f"A [good](https://example.org/) and a [bad]({NO_LINK}) link, <a href='{NO_LINK}'>both</a> <{NO_LINK}>"
)
# A title of so many words would be none.
IN_A_TITLE = f"<a href='{NO_LINK}'>A title</a>"


def bring_links(conference: Conference) -> None:
    """Values that are no link, in the place of every link, past the forms, and in the texts that are long."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, LinkField):
                model._base_manager.update(**{field.attname: NO_LINK})
    for rows, name, text in (
        (Person.objects.of(conference), "biography", IN_A_TEXT),
        (Session.objects.of(conference), "description", IN_A_TEXT),
        (Evidence.objects.filter(update__action__recommendation__conference=conference), "title", IN_A_TITLE),
        (
            ProgressUpdate.objects.filter(action__recommendation__conference=conference),
            "narrative",
            IN_A_TEXT,
        ),
    ):
        rows.update(**{name: dict.fromkeys(conference.languages, text)})
    Session.objects.of(conference).update(links=[{"url": NO_LINK, "title": "A link"}])
    publish_agenda(conference, by=system_user("command"))


def leads_astray(content: bytes, format: str) -> list[str]:
    """The links of a file that are none: neither a whole address nor a place within it."""
    return [one for one in links_of(content, format) if not (is_link(one) or one.startswith(("#", "data:")))]


def faults(
    kind: DocumentKind, conference: Conference, language: str, format: str, words: frozenset[str]
) -> list[str]:
    content = build_document(kind, conference, language=language, format=format).content
    if format == "pdf":
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
        found = faults_of_pdf(content, official=kind.official, language=language)
        found += [
            f"page {number} is no SAMPLE" for number, text in enumerate(pages, 1) if "SAMPLE" not in text
        ]
        found += faults_of_layout(content, language, kind.key, words)
        text = "\n".join(pages)
    elif format == "docx":
        document = Document(io.BytesIO(content))
        text = "\n".join(node.text or "" for node in document.element.body.iter() if node.tag.endswith("}t"))
        found = [] if any(p.style.name.endswith("Title") for p in document.paragraphs) else ["no title"]
        found += broken_heads(document)
        found += [] if "SAMPLE" in document.sections[0].header.paragraphs[0].text else ["no SAMPLE"]
    else:
        text, found = content.decode("utf-8", errors="ignore") if format == "html" else "", []
    found += [f"leads to {link}" for link in leads_astray(content, format)]
    found += [f"“{rest}” is left" for rest in LEFTOVERS if rest in text]
    return found + [
        f"{term[0]} was given up" for pattern in NEVER.get(language, ()) if (term := re.search(pattern, text))
    ]


@pytest.fixture(scope="module")
def demo(kept: Any) -> Conference:
    """The demo's conference, with a misprint corrected and invalid links in place of links; otherwise unchanged."""
    kept(lambda: made_once(build_sample, kept.files))
    conference = Conference.objects.get(slug="tashkent2017")
    kept(lambda: correct_a_word(conference))
    kept(lambda: bring_links(conference))
    return conference


def _cases() -> Iterator[Any]:
    nightly = [pytest.mark.sqlite, pytest.mark.nightly]
    for kind in document_kinds:
        # A letter to each participant: one of each kind is in test_hard_cases.
        many = [pytest.mark.nightly] if kind.key == "registrations.confirmation" else []
        # With PostgreSQL in one format: what is asked of the database is the same for all.
        of_the_suite = formats_in_turn(kind) if connection.vendor == "sqlite" else kind.formats[-1:]
        yield pytest.param(kind, "ru", of_the_suite, id=f"{kind.key}-ru", marks=many)
        # Its words, and so its lines, are others in each language; the other kinds are made in all of them by night.
        if kind.key == RUNNING_TEXT:
            for language in ("uz", "en"):
                yield pytest.param(kind, language, ("pdf",), id=f"{kind.key}-{language}", marks=nightly[:1])
        # A hundred cards differ by language in a few words only.
        for language in ("ru",) if kind.split else ("ru", "uz", "en"):
            # English has no letter that Russian and Uzbek have not: its words are read where they are drawn sooner.
            formats = [each for each in kind.formats if (language, each) != ("en", "pdf")] or kind.formats
            yield pytest.param(kind, language, formats, id=f"{kind.key}-{language}-whole", marks=nightly)


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "language", "formats"), list(_cases()))
def test_every_document_of_the_demo_is_sound(
    demo: Conference,
    kept: Any,
    settings: Any,
    request: pytest.FixtureRequest,
    kind: DocumentKind,
    language: str,
    formats: Sequence[str],
) -> None:
    settings.MEDIA_ROOT = kept.files
    words = words_at_night(request, kind, demo, language) if "pdf" in formats else frozenset()
    found = {format: wrong for format in formats if (wrong := faults(kind, demo, language, format, words))}
    assert not found


def test_a_file_that_leads_astray_is_found() -> None:
    """The check itself: a link made by each of the ways in which a file may have one."""
    html = f'<a href="{NO_LINK}">x</a>'
    assert leads_astray(html.encode(), "html") == [NO_LINK]
    assert leads_astray(weasyprint.HTML(string=html).write_pdf(), "pdf") == [NO_LINK]
    for part in (
        f'<Relationship Target="{NO_LINK}" TargetMode="External"/>',
        f'<w:instrText> HYPERLINK "{NO_LINK}" </w:instrText>',
        f"<f>HYPERLINK(&quot;{NO_LINK}&quot;)</f>",
    ):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("word/document.xml", part)
        assert leads_astray(target.getvalue(), "docx") == [NO_LINK], part
