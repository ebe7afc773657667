"""Uploads are known by their content: what is not on the list is refused, pictures are rewritten."""

import io
import zipfile
from typing import Any

import pikepdf
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from confman.web.uploads import fields
from confman.web.uploads.limits import is_locked
from confman.web.uploads.pdfs import MOST_LINES, MOST_STARTS, pages_of_pdf


def picture(kind: str, size: tuple[int, int] = (60, 30), **options: Any) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "navy").save(written, kind, **options)
    return written.getvalue()


def archive(*names: str, **contents: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        for name in names:
            file.writestr(name, "x")
        for name, content in contents.items():
            file.writestr(name, content)
    return written.getvalue()


DOCX = archive("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        pytest.param(b"%PDF-1.7\n%rest", "pdf", id="pdf"),
        pytest.param(DOCX, "docx", id="docx"),
        pytest.param(archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx", id="xlsx"),
        pytest.param(archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx", id="pptx"),
        pytest.param(archive(mimetype="application/vnd.oasis.opendocument.text"), "odt", id="odt"),
        pytest.param(picture("PNG"), "png", id="png"),
        pytest.param(picture("JPEG"), "jpg", id="jpg"),
    ],
)
def test_documents_of_the_list(content: bytes, extension: str) -> None:
    kind, name = fields.clean_document(content, "C:\\folder\\My paper.exe")
    assert (kind.extension, name) == (extension, f"My paper.{extension}")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"MZ\x90\0" + b"\0" * 100, id="program"),
        pytest.param(b"<html><script>", id="html"),
        pytest.param(b"", id="empty"),
        pytest.param(archive("a.txt"), id="zip"),
        pytest.param(archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), id="macros"),
        pytest.param(archive(mimetype="text/html"), id="archive-that-calls-itself-html"),
    ],
)
def test_what_is_not_on_the_list(content: bytes) -> None:
    with pytest.raises(ValidationError, match=r"is named \.docx, but it is something else"):
        fields.clean_document(content, "paper.docx")


def test_a_damaged_archive_says_what_to_do() -> None:
    with pytest.raises(ValidationError, match="damaged"):
        fields.clean_document(b"PK\x03\x04 broken", "paper.docx")


@pytest.mark.parametrize(("kind", "extension"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_picture_is_written_anew_without_what_hid_in_it(kind: str, extension: str) -> None:
    hiding = {"comment": b"hidden"} if kind == "JPEG" else {}
    content, found = fields.clean_image(picture(kind, **hiding) + b"<?php hidden ?>")
    assert found == extension
    assert b"hidden" not in content
    assert Image.open(io.BytesIO(content)).size == (60, 30)


def test_of_a_jpeg_with_several_pictures_the_first_is_taken() -> None:
    further = Image.new("L", (30, 15))
    content, extension = fields.clean_image(picture("MPO", save_all=True, append_images=[further]))
    assert (extension, Image.open(io.BytesIO(content)).format) == ("jpg", "JPEG")


def test_a_picture_is_turned_upright_loses_its_place_and_is_made_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    content, _extension = fields.clean_image(picture("JPEG", (400, 200), exif=exif), longest_side=100)
    cleaned = Image.open(io.BytesIO(content))
    assert cleaned.size == (50, 100)
    assert not cleaned.getexif()


def test_a_picture_too_large_to_decode_is_refused_before(monkeypatch: Any) -> None:
    monkeypatch.setattr(fields, "MAX_POINTS", 100)
    with pytest.raises(ValidationError, match="make it smaller"):
        fields.clean_image(picture("PNG"))


class UploadForm(forms.Form):
    logo = fields.ImageField(required=False, limit=2000)
    paper = fields.DocumentField(required=False, limit=2000)


def test_fields_give_clean_files() -> None:
    files = {
        "logo": SimpleUploadedFile("x.html", picture("PNG"), "text/html"),
        "paper": SimpleUploadedFile("paper.html", DOCX, "text/html"),
    }
    form = UploadForm({}, files)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["logo"].name.endswith(".png")
    assert form.cleaned_data["paper"].name == "paper.docx"


def test_a_file_that_is_too_large_is_refused_with_its_size() -> None:
    form = UploadForm({}, {"paper": SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"\0" * 3000)})
    assert not form.is_valid()
    assert "2.9" in str(form.errors["paper"])


def _open_document(**more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for name, content in more.items():
            made.writestr(name, content)
    return target.getvalue()


def _pdf(**options: Any) -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(target, **options)
    return target.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        _pdf(encryption=pikepdf.Encryption(user="secret", owner="owner")),
        _open_document(**{"META-INF/manifest.xml": b"<manifest:encryption-data/>"}),
        _open_document(**{"encrypted-package": b"x"}),
    ],
    ids=["Office", "PDF", "OpenDocument", "OpenDocument as a whole"],
)
def test_a_file_with_a_password_is_called_so(content: bytes) -> None:
    with pytest.raises(ValidationError, match="locked with a password"):
        fields.clean_document(content, "paper.docx")


@pytest.mark.parametrize(
    "content",
    [
        _pdf(),
        # Anyone opens it; only printing is forbidden.
        _pdf(encryption=pikepdf.Encryption(user="", owner="owner")),
        b"%PDF-1.7 /Encrypt and nothing that a reader knows",
        _open_document(**{"META-INF/manifest.xml": b"<manifest:file-entry/>"}),
        DOCX,
    ],
    ids=["PDF", "PDF that may not be printed", "damaged PDF", "OpenDocument", "Word"],
)
def test_what_opens_without_a_password_is_not(content: bytes) -> None:
    assert fields.clean_document(content, "paper")


@pytest.mark.parametrize("damage", [(b"startxref\n", b"startxref\n9"), (b"%PDF-1.", b"%PDF-1.4\n%more\n%")])
def test_a_pdf_whose_table_is_damaged_is_read(damage: tuple[bytes, bytes]) -> None:
    content = _pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable).replace(*damage, 1)
    with pytest.raises(pikepdf.PdfError), pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
        len(pdf.pages)
    assert pages_of_pdf(content) == 1


@pytest.mark.parametrize(
    "lines",
    [
        *(start * (MOST_STARTS + 1) for start in (b"1\n", b"\0\f1\n", b" \v-1\n", b"+1\r", b"\ttrailer\n")),
        b"a\n" * (MOST_LINES + 1),
    ],
    ids=["numbers", "behind blanks", "negative", "with a sign", "trailers", "words"],
)
def test_a_damaged_pdf_that_would_keep_the_reader_for_minutes_is_refused(
    lines: bytes, monkeypatch: Any
) -> None:
    """Putting 40 MB of such lines together took a minute and a half of the process, for whoever handed in a file."""
    open_pdf, modes = pikepdf.open, []

    def opened(file: Any, *, attempt_recovery: bool = True) -> Any:
        modes.append(attempt_recovery)
        return open_pdf(file, attempt_recovery=attempt_recovery)

    monkeypatch.setattr(pikepdf, "open", opened)
    content = b"%PDF-1.4\n/Encrypt\n" + lines
    assert not is_locked(content)
    with pytest.raises(ValidationError, match="damaged"):
        pages_of_pdf(content)
    assert modes == [False, False]


def test_a_jpeg_of_more_scans_than_any_picture_has_is_refused_before() -> None:
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "JPEG", progressive=True)
    content = picture.getvalue()
    last = content.rindex(b"\xff\xda")
    assert fields.clean_image(content)
    with pytest.raises(ValidationError, match="not a picture"):
        fields.clean_image(content[:-2] + content[last:-2] * 100 + content[-2:])
