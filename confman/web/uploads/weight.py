"""What a page reads while somebody waits, and what is the worker's: told before anything takes a file apart."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard

# Bytes, of an archive when it is unpacked; and marks, which stand between values in whatever format. What has no more
# of either is read in a moment by any reader of ours (tests/fuzz/test_large_files.py).
MOST_BYTES = 3 * 1024 * 1024
MOST_MARKS = 100_000
_MARKS = (b"<", b"{", b"[", b",", b";", b"\t", b"|", b"\n", b"\r")
# Files in an archive, as its list names them. Office makes some twenty.
MOST_ENTRIES = 5000
_ENTRY = b"PK\x01\x02"


class TooMuchAtOnce(Refused):
    """More than is read while somebody waits: the worker's, where the page has one that reads it."""

    def __init__(self) -> None:
        super().__init__(_("This is more than can be read at once. Divide it."))


def require_light(content: bytes, *, most_bytes: int = MOST_BYTES, most_marks: int = MOST_MARKS) -> None:
    """Raise TooMuchAtOnce for what a reader may take long for, whatever it is made of."""
    parts = _parts(content, most_bytes) if content[:4] == b"PK\x03\x04" else [content]
    marks = sum(part.count(mark) for part in parts for mark in _MARKS)
    if sum(map(len, parts)) > most_bytes or marks > most_marks:
        raise TooMuchAtOnce


def has_many_entries(content: bytes) -> bool:
    """Whether an archive names more files than any document has; told without reading its list, which takes long."""
    return content.count(_ENTRY) > MOST_ENTRIES


def _parts(content: bytes, most_bytes: int) -> list[bytes]:
    """What is packed in an archive. Raises TooMuchAtOnce. Of a damaged one nothing: its reader refuses it."""
    if has_many_entries(content):
        raise TooMuchAtOnce
    try:
        with reader_guard(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            # Pictures are not taken apart.
            entries = [entry for entry in archive.infolist() if entry.filename.endswith(".xml")]
            if sum(entry.file_size for entry in entries) > most_bytes:
                raise TooMuchAtOnce
            return [archive.read(entry) for entry in entries]
    except TooMuchAtOnce:
        raise
    except Refused:
        return []
