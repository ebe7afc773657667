"""Documents that others read as they were handed in: nothing in them is open, and their pages are counted."""

import io
import re
import zipfile
from contextlib import nullcontext, suppress
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.web.uploads.guard import reader_guard

# A reader asks of each line of a file with a damaged table of objects whether an object begins there: that takes up to
# 30 microseconds for one that begins with a number, behind whatever is no letter, and one for any other. A file full of
# them takes minutes; a scan has some 8,000 lines a megabyte.
_STARTS = re.compile(rb"[\r\n][\0\t\v\f ]*(?:[+\-\d]|trailer)")
_LINES = re.compile(rb"[\r\n]+")
MOST_STARTS, MOST_LINES = 50_000, 1_000_000


def open_pdf(content: bytes) -> Any:
    """Open a PDF of somebody else. Its damaged table of objects is made anew only where that takes no time to speak of.

    Raises pikepdf.PasswordError, PdfError.
    """
    import pikepdf

    try:
        pdf = pikepdf.open(io.BytesIO(content), attempt_recovery=False)
        len(pdf.pages)  # a table that names other places is found out as objects are read
        return pdf
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        for lines, most in ((_STARTS, MOST_STARTS), (_LINES, MOST_LINES)):
            if next(islice(lines.finditer(content), most, None), None):
                raise
        return pikepdf.open(io.BytesIO(content))


def pages_of_pdf(content: bytes) -> int | None:
    """Return the number of pages; None for a file of another kind.

    Raises ValidationError, with what to do, for a PDF that is locked or damaged.
    """
    if not content.startswith(b"%PDF"):
        return None
    import pikepdf

    damaged = _("This PDF is damaged. Open it, save it or print it as PDF again, and try once more.")
    with reader_guard(refusal=lambda _said: ValidationError(damaged)):
        try:
            with open_pdf(content) as pdf:
                number = len(pdf.pages)
        except pikepdf.PasswordError as error:
            raise ValidationError(
                _(
                    "This PDF is locked with a password, so its pages cannot be taken. Save it without one and try "
                    "again."
                )
            ) from error
    if not number:
        raise ValidationError(_("This PDF has no pages."))
    return number


_TEXT = "word/document.xml"
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[\s/>]")
# A mark may be cut by the end of a part.
_PART, _OVERLAP, _PARTS = 1 << 20, 16, 64


def pages_of(file: Any, *, must_be_read: bool = True) -> int | None:
    """Return the pages of a PDF; None for a file of another kind.

    Raises ValidationError for a Word file with tracked changes, and for a PDF that cannot be read where it must be: of
    slides the pages are not counted then.
    """
    file.seek(0)
    try:
        content = file.read()
        require_settled(content)
        with nullcontext() if must_be_read else suppress(ValidationError):
            return pages_of_pdf(content)
        return None
    except ValidationError as error:
        raise ValidationError({"file": error}) from error
    finally:
        file.seek(0)


def require_settled(content: bytes) -> None:
    """Raise ValidationError for a Word file with tracked changes; other kinds of files are not checked."""
    if content[:4] != b"PK\x03\x04":
        return
    with reader_guard(refusal=ValidationError), zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _TEXT in archive.namelist() and _has_changes(archive):
            raise ValidationError(
                _(
                    "This Word file has tracked changes. Accept or reject all of them in Word (Review), save it and"
                    " try again."
                )
            )


def _has_changes(archive: zipfile.ZipFile) -> bool:
    before = b""
    with archive.open(_TEXT) as text:
        for _number in range(_PARTS):
            part = text.read(_PART)
            if not part:
                return False
            if _TRACKED.search(before + part):
                return True
            before = part[-_OVERLAP:]
    return False
