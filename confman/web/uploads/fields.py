"""Uploads: their type follows from the content; file names and the browser's claims are ignored.

Pictures are decoded and rewritten, which keeps nothing but the picture. Documents are recognized by their first
bytes (and archives by their files).
"""

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import uuid4

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from confman.web.uploads.guard import reader_guard
from confman.web.uploads.limits import has_many_entries, is_locked
from confman.web.uploads.malware import refuse_malware
from confman.web.uploads.pdfs import require_settled

MEGABYTE = 1024 * 1024
# Decoding is expensive: a picture with more pixels than this is refused before it is decoded. WebP takes twice as long,
# so it may have half as many.
MAX_POINTS = 50_000_000
# A progressive JPEG has some ten scans; each is drawn over the whole picture.
_SCAN, MAX_SCANS = b"\xff\xda", 64
IMAGE_FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


@dataclass(frozen=True)
class FileKind:
    """A kind of document that may be uploaded."""

    extension: str
    label: str
    content_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
DOCUMENT_KINDS = {
    kind.extension: kind
    for kind in (
        FileKind("pdf", "PDF", "application/pdf"),
        FileKind("docx", "Word", f"{_OFFICE}wordprocessingml.document"),
        FileKind("xlsx", "Excel", f"{_OFFICE}spreadsheetml.sheet"),
        FileKind("pptx", "PowerPoint", f"{_OFFICE}presentationml.presentation"),
        FileKind("odt", "OpenDocument", f"{_OPEN}text"),
        FileKind("ods", "OpenDocument", f"{_OPEN}spreadsheet"),
        FileKind("odp", "OpenDocument", f"{_OPEN}presentation"),
        FileKind("png", "PNG", "image/png"),
        FileKind("jpg", "JPEG", "image/jpeg"),
    )
}


NO_PICTURE = gettext_lazy(
    "This is not a picture in PNG, JPEG or WebP. Save it in one of these formats and try again."
)
LOCKED = gettext_lazy(
    "This file is locked with a password. Remove the password in the program that made it, save the file and try again."
)
OTHER_KIND = format_lazy(
    gettext_lazy("Files of this kind are not taken. These are: {kinds}; Office files without macros."),
    kinds=", ".join(f".{extension}" for extension in DOCUMENT_KINDS),
)
MISNAMED = gettext_lazy(
    "The file is named %(ending)s, but it is something else, is damaged, or has macros. Open it in its own program,"
    " save it anew without macros and try again."
)
_in_words = lazy(filesizeformat, str)


def upload_attributes(limit: int, wrong_kind: Any) -> dict[str, Any]:
    """Return the attributes by which a page says what is wrong with a file before it is sent."""
    too_large = format_lazy(
        gettext_lazy("The file is too large; at most {limit} fit."), limit=_in_words(limit)
    )
    return {"data-largest": limit, "data-too-large": too_large, "data-wrong-kind": wrong_kind}


def kind_of(content: bytes) -> FileKind | None:
    """Return the kind of a document by its content, or None if it is not on the list. Raises ValidationError."""
    with reader_guard(refusal=ValidationError):
        if content[:4] == b"PK\x03\x04":
            return _kind_of_archive(content)
        guessed = filetype.guess(content)
        return DOCUMENT_KINDS.get(guessed.extension) if guessed else None


def _kind_of_archive(content: bytes) -> FileKind | None:
    if has_many_entries(content):
        return None
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for folder, extension in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
                # A macro would run on the reader's machine.
                has_macro = any(name.endswith("vbaProject.bin") for name in names)
                return None if has_macro else DOCUMENT_KINDS[extension]
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            content_type = archive.read("mimetype").decode("ascii", "replace").strip()
            return next((kind for kind in DOCUMENT_KINDS.values() if kind.content_type == content_type), None)
    return None


def check_size(size: int, limit: int) -> None:
    """Raise ValidationError for a file that is too large, saying its size and the limit."""
    if size > limit:
        raise ValidationError(
            _("The file has %(size)s; at most %(limit)s fit.")
            % {"size": filesizeformat(size), "limit": filesizeformat(limit)}
        )


def at_most(limit: int) -> Callable[[Any], None]:
    """Return the validator of a file field that takes files up to a size."""
    return lambda file: check_size(file.size, limit)


def clean_image(content: bytes, *, longest_side: int = 2000, as_png: bool = False) -> tuple[bytes, str]:
    """Return content and extension of a picture rewritten: upright, and scaled down if too large.

    Only PNG, JPEG and WebP are accepted; `as_png` always writes PNG, for pictures that Word also prints. Raises
    ValidationError that says what to do.
    """
    with reader_guard(refusal=ValidationError, problem=str(NO_PICTURE)):
        return _written_anew(content, longest_side, as_png)


def _written_anew(content: bytes, longest_side: int, as_png: bool) -> tuple[bytes, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture: Image.Image = Image.open(io.BytesIO(content), formats=tuple(IMAGE_FORMATS))
        if picture.width * picture.height > MAX_POINTS // (2 if picture.format == "WEBP" else 1):
            raise ValidationError(
                _("The picture has %(width)d × %(height)d points; make it smaller.")
                % {"width": picture.width, "height": picture.height}
            )
        # MPO is a JPEG with further pictures behind it, as telephones and cameras take: a preview, a map of the light.
        file_format = "JPEG" if picture.format == "MPO" else picture.format or "PNG"
        if file_format == "JPEG" and content.count(_SCAN) > MAX_SCANS:
            raise ValueError("It has more scans than any picture needs.")
        picture.load()
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((longest_side, longest_side))
    upright.info.pop("comment", None)  # which JPEG would write again
    if as_png:
        file_format = "PNG"
    if file_format == "JPEG":
        upright = upright.convert("RGB")
    elif upright.mode not in {"RGB", "RGBA", "L", "LA"}:
        upright = upright.convert("RGBA")
    output = io.BytesIO()
    options: dict[str, Any] = {"quality": 90} if file_format in {"JPEG", "WEBP"} else {"optimize": True}
    upright.save(output, format=file_format, **options)
    return output.getvalue(), IMAGE_FORMATS[file_format]


def clean_document(content: bytes, name: str) -> tuple[FileKind, str]:
    """Return the kind of a document, and its name with the correct extension. Raises ValidationError."""
    with reader_guard(refusal=ValidationError):
        if is_locked(content):
            raise ValidationError(LOCKED)
    kind = kind_of(content)
    if kind is None:
        ending = PurePath(name).suffix.lower()
        is_listed = ending.removeprefix(".") in DOCUMENT_KINDS
        raise ValidationError(MISNAMED % {"ending": ending} if is_listed else OTHER_KIND)
    refuse_malware(content)
    stem = PurePath(name.replace("\\", "/")).stem or "document"
    return kind, f"{stem[:100]}.{kind.extension}"


class PrivateFileInput(forms.ClearableFileInput):
    """Says that there is a file and offers to remove it; there is no public address to link to."""

    template_name = "web/forms/private_file_input.html"
    # The stubs expect strings; Django evaluates these when it renders.
    initial_text = gettext_lazy("There is a file.")  # type: ignore[assignment]
    input_text = gettext_lazy("Replace it")  # type: ignore[assignment]
    clear_checkbox_label = gettext_lazy("Remove the file")  # type: ignore[assignment]


class ImageField(forms.FileField):
    """A picture in PNG, JPEG or WebP; cleans to the picture rewritten, under a name of our own."""

    widget = PrivateFileInput

    def __init__(
        self, *, limit: int = 10 * MEGABYTE, longest_side: int = 2000, as_png: bool = False, **options: Any
    ) -> None:
        options.setdefault("help_text", gettext_lazy("PNG, JPEG or WebP, up to 10 MB."))
        super().__init__(**options)
        self.limit, self.longest_side, self.as_png = limit, longest_side, as_png
        self.widget.attrs.setdefault("accept", "image/png,image/jpeg,image/webp")
        self.widget.attrs |= upload_attributes(limit, NO_PICTURE)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        check_size(file.size, self.limit)
        content, extension = clean_image(file.read(), longest_side=self.longest_side, as_png=self.as_png)
        return ContentFile(content, name=f"{uuid4().hex}.{extension}")


class DocumentField(forms.FileField):
    """A document of a listed kind; cleans to the file under its own name with the correct extension.

    `is_settled`: others read it as it came, so a text with tracked changes is refused.
    """

    widget = PrivateFileInput

    def __init__(self, *, limit: int = 50 * MEGABYTE, is_settled: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.limit, self.is_settled = limit, is_settled
        self.widget.attrs.setdefault("accept", ",".join(f".{extension}" for extension in DOCUMENT_KINDS))
        self.widget.attrs |= upload_attributes(limit, OTHER_KIND)

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        check_size(file.size, self.limit)
        content = file.read()
        kind, name = clean_document(content, file.name or "")
        if self.is_settled:
            require_settled(content)
        return SimpleUploadedFile(name, content, kind.content_type)
