"""Documents that others read as they were handed in: nothing in them is open, and their pages are counted."""

import io
import re
import zipfile
from contextlib import nullcontext, suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.web.uploads.guard import reader_guard
from confman.web.uploads.pdf_pages import pages_of_pdf

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
