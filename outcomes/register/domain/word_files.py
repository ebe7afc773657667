"""Word files that are handed in: their tracked changes are accepted or rejected before."""

import io
import re
import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from confman.web.uploads.guard import reader_guard

_TEXT = "word/document.xml"
_TRACKED = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[\s/>]")
# A mark may be cut by the end of a part.
_PART, _OVERLAP, _PARTS = 1 << 20, 16, 64


def require_settled(content: bytes) -> None:
    """Raise ValidationError for a Word file with tracked changes; nothing is said of a file of another kind."""
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
