"""Files that readers could not open, in every file field of every page: a clear answer, and nothing typed is lost."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document
from docx.oxml import OxmlElement
from lxml import html

from confman.archives.domain.restorations import restore_ordered
from confman.archives.models import Restoration
from confman.conferences.models import Conference
from confman.web.forms import base
from confman.web.models import WorkStatus
from confman.web.uploads.fields import MEGABYTE
from tests.access.actors import client_of
from tests.factories import UserFactory
from tests.fuzz import samples
from tests.fuzz.answers import taken_back
from tests.fuzz.test_files import Upload, Way, forms_on, sent, ways
from tests.outcomes.recommendation_samples import pdf_of
from tests.sign_in import signed_in

TYPED = "Typed beside the file"
LOCKED, OPEN = "locked with a password", "has tracked changes"
NO_PICTURE, NO_SCAN = "not a picture in PNG, JPEG or WebP", "A scan is a PDF"
NO_KIND, NO_TEXT = (
    "Files of this kind are not taken|but it is something else",
    r"neither Word \(\.docx\) nor plain text",
)
NO_TABLE = "not a table|neither a text file nor a spreadsheet"
TOO_LARGE = r"The file has 51\.0\sMB; at most \d+\.0\sMB fit|is over \d+ MB|is larger than \d+ MB"
EMPTY, NO_ARCHIVE = "The submitted file is empty", "this is not a zip|this is not a bag|is in a second folder"
# The words of a field about a file of another kind, by the kind that it takes.
OTHER_KIND = {
    samples.pictures: NO_PICTURE,
    samples.papers: NO_KIND,
    samples.scans: NO_KIND,
    samples.texts: NO_TEXT,
    samples.schedules: NO_TABLE,
    samples.votes: NO_TABLE,
    samples.templates: r"not a Word document \(\.docx\)",
    samples.systems: "no export of Indico, pretalx or pretix",
    samples.sealed: "This is not a PDF",
}
# Of what nobody but the secretariat reads, or what becomes something else, it is no matter that changes are open.
TAKEN_WITH_CHANGES = {
    "PaperForm", "AnswerFileField", "ReportForm", "TextImportForm", "TextImportForm-room", "WordTemplateForm",
}  # fmt: skip
# It is no copy of the report, and the page says so.
NO_COPY = "No passage of this report is marked in the file"


def locked_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(1))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    return target.getvalue()


def word_with_changes() -> bytes:
    document = Document()
    change, run, text = (OxmlElement(tag) for tag in ("w:ins", "w:r", "w:t"))
    text.text = "hotline."
    run.append(text)
    change.append(run)
    document.add_paragraph("1. Fund the ")._p.append(change)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def other_kind(way: Way) -> str:
    return OTHER_KIND.get(way.samples, NO_TABLE)


def of_locked(way: Way) -> str:
    return LOCKED if way.samples in (samples.papers, samples.scans, samples.sealed) else other_kind(way)


def of_changes(way: Way) -> str:
    if way.name in TAKEN_WITH_CHANGES:
        return ""
    return {samples.papers: OPEN, samples.scans: NO_SCAN, samples.texts: NO_COPY}.get(
        way.samples, other_kind(way)
    )


BAD: dict[str, tuple[str, Callable[[], bytes], Callable[[Way], str]]] = {
    "a locked PDF": ("paper.pdf", locked_pdf, of_locked),
    "open changes": ("paper.docx", word_with_changes, of_changes),
    "a program": ("paper.pdf", lambda: b"MZ\x90\0" + bytes(500), other_kind),
    "too large": ("paper.pdf", lambda: b"%PDF-1.7" + bytes(51 * MEGABYTE), lambda _way: TOO_LARGE),
    "empty": ("paper.pdf", lambda: b"", lambda _way: EMPTY),
}


@pytest.fixture(autouse=True)
def _nobody_is_a_robot(monkeypatch: Any) -> None:
    """A form that is sent at once would be asked for again."""
    monkeypatch.setattr(base, "FASTEST_SECONDS", -1)


def uploads(world: Any) -> list[tuple[Way, Upload]]:
    return [(way, way.bring) for way in ways(world) if isinstance(way.bring, Upload)]


def answer(world: Any, upload: Upload, name: str, content: bytes) -> tuple[Any, list[str]]:
    """Send a file with words typed into each field beside it; return the answer, and the fields typed into."""
    client = client_of(upload.actor, world)
    page = client.get(upload.url)
    form = next(form for form in forms_on(page) if upload.field in form.files)
    # A field that nobody sees catches robots.
    typed = html.fromstring(page.content).xpath(
        "//form[.//input[@type='file' and @name=$field]][1]"
        "//*[(self::textarea or self::input[@type='text']) and not(@readonly) and not(ancestor::*[@hidden])"
        " and not(@tabindex='-1')]/@name",
        field=upload.field,
    )
    beside = {field: TYPED for field in typed if field not in upload.more}
    file = SimpleUploadedFile(name, content)
    data = {**sent(form), **beside, **upload.more, upload.field: file}
    return client.post(upload.url, data), [*beside]


def said_on(answered: Any) -> str:
    """The words of a page, on one line."""
    return " ".join(html.fromstring(answered.content).text_content().split())


@pytest.mark.parametrize("bad", BAD)
def test_it_says_what_is_the_matter_and_what_was_typed_stays(world, bad):
    name, content, expected = BAD[bad]
    wrong = []
    for way, upload in uploads(world):
        with taken_back(world):
            answered, typed = answer(world, upload, name, content())
        if not (words := expected(way)):
            continue
        if answered.status_code not in (200, 422) or not re.search(words, said_on(answered)):
            wrong.append((way.name, answered.status_code, "does not say", words))
            continue
        shown = html.fromstring(answered.content)
        kept = {
            one.get("name")
            for one in shown.xpath("//textarea|//input")
            if TYPED in (one.get("value") or one.text or "")
        }
        wrong += [(way.name, field, "is lost") for field in typed if field not in kept]
    assert not wrong


@pytest.mark.parametrize("bad", BAD)
def test_what_is_no_archive_is_said_where_it_was_brought(world, bad):
    """The form takes a gigabyte and reads nothing of it; the worker does, and the page says what it found.

    What is damaged within an archive is in test_archives.
    """
    name, content, _expected = BAD[bad]
    operator, page = (
        signed_in(UserFactory(is_superuser=True, is_staff=True)),
        reverse("archives_operator:restore"),
    )
    with taken_back(world):
        before = Conference.objects.count()
        file = SimpleUploadedFile(name, content())
        answered = operator.post(page, {"file": file, "slug": "typed-beside", "passphrase": TYPED})
        if bad != "empty":
            restore_ordered(Restoration.objects.get(status=WorkStatus.QUEUED).pk)
            row = Restoration.objects.get()
            assert (row.status, row.file.name, row.passphrase) == (WorkStatus.FAILED, "", "")
            answered = operator.get(answered["Location"])
        assert re.search(EMPTY if bad == "empty" else NO_ARCHIVE, said_on(answered))
        assert bad != "empty" or 'value="typed-beside"' in answered.text
        assert Conference.objects.count() == before


def test_a_name_of_odd_characters_is_a_name(world):
    """Of another folder, of markup, of letters that turn the line, and far too long."""
    name = "..\\\"<b>Протокол\u202e\x07';" + "é" * 300
    wrong = []
    for way, upload in uploads(world):
        for extension, [whole, *_more] in list(way.samples().items())[:1]:
            with taken_back(world):
                answered, _typed = answer(world, upload, f"{name}.{extension}", whole)
                if answered.status_code == 302:
                    answered = client_of(upload.actor, world).get(answered["Location"])
            if answered.status_code not in (200, 422) or b"<b>\xd0\x9f" in answered.content:
                wrong.append((way.name, answered.status_code))
            if "\u202e" in answered.content.decode() or "\x07" in answered.content.decode():
                wrong.append((way.name, "turns the line"))
    assert not wrong
