"""Documents that others read as they were handed in: nothing in them is open, and their pages are counted."""

import io
import re
import zipfile
from collections.abc import Iterator
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


# The parts in which changes are tracked: of a Word file also its notes, and the head and foot of its pages; of an
# OpenDocument text the one that has them all.
_PARTS = re.compile(r"word/(?:document|(?:foot|end)notes|(?:header|footer)\d*)\.xml|content\.xml")
_TRACKED = re.compile(
    rb"<(?:w:(?:ins|del|moveFrom|moveTo|cellIns|cellDel|[a-z]+PrChange)|text:changed-region)[\s/>]", re.I
)
_PIECE, _OVERLAP, _MOST_PIECES = 1 << 20, 32, 64


def pages_of(file: Any, *, must_be_read: bool = True) -> int | None:
    """Return the pages of a PDF; None for a file of another kind.

    Raises ValidationError for a text with tracked changes, and for a PDF that cannot be read where it must be: of
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
    """Raise ValidationError for a text with tracked changes, of Word or OpenDocument; other files are not checked."""
    if content[:4] != b"PK\x03\x04":
        return
    with reader_guard(refusal=ValidationError), zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(_TRACKED.search(piece) for piece in islice(_pieces(archive), _MOST_PIECES)):
            raise ValidationError(
                _(
                    "This file has tracked changes. Accept or reject all of them (in Word: Review; in LibreOffice:"
                    " Edit, Track Changes), save it and try again."
                )
            )


def _pieces(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield what the parts say, in pieces; each begins with the end of the one before, which may cut a mark."""
    for name in filter(_PARTS.fullmatch, archive.namelist()):
        before = b""
        with archive.open(name) as text:
            while piece := text.read(_PIECE):
                yield before + piece
                before = piece[-_OVERLAP:]
