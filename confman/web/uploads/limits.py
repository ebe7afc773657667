"""Tell cheaply which files a page may read at once, which must go to the worker, and which need a password."""

import io
import zipfile
from contextlib import suppress

from django.utils.translation import gettext as _

from confman.web.errors import Refused
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.pdfs import open_pdf

# Bytes, of an archive unpacked; and marks, which separate values in any format. Content below both limits is read in a
# moment by any of our readers (tests/fuzz/test_large_files.py).
MAX_BYTES = 3 * 1024 * 1024
MAX_MARKS = 100_000
_MARKS = (b"<", b"{", b"[", b",", b";", b"\t", b"|", b"\n", b"\r")
# Files in an archive, by its directory: Office makes some twenty. And bytes of the directory, which may hold more.
MAX_ENTRIES, LARGEST_LIST = 5000, 1024 * 1024
_ENTRY, _END = b"PK\x01\x02", b"PK\x05\x06"
# Bytes with which XML may begin, before its first mark.
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class RequestTooLarge(Refused):
    """More than may be read while someone waits: a case for the worker, if the page has one."""

    def __init__(self) -> None:
        super().__init__(_("This is more than can be read at once. Divide it."))


def require_within_limits(content: bytes, *, max_bytes: int = MAX_BYTES, max_marks: int = MAX_MARKS) -> None:
    """Raise RequestTooLarge for content that may take a reader long, whatever its format."""
    parts = _parts(content, max_bytes) if content[:4] == b"PK\x03\x04" else [content]
    marks = sum(part.count(mark) for part in parts for mark in _MARKS)
    if sum(map(len, parts)) > max_bytes or marks > max_marks:
        raise RequestTooLarge


def has_many_entries(content: bytes) -> bool:
    """Tell whether an archive names more files than any document, without reading its list, which takes long."""
    end = content.rfind(_END)
    size_of_list = int.from_bytes(content[end + 12 : end + 16], "little") if end >= 0 else 0
    return content.count(_ENTRY) > MAX_ENTRIES or size_of_list > LARGEST_LIST


def looks_like_xml(beginning: bytes) -> bool:
    """Tell whether a file begins like XML, whatever its name: readers do not parse any other as XML."""
    return beginning.lstrip(_BEFORE_XML)[:1] == b"<"


def _parts(content: bytes, max_bytes: int) -> list[bytes]:
    """Return the XML parts of an archive; nothing for a damaged one, which is refused later. Raises RequestTooLarge."""
    if has_many_entries(content):
        raise RequestTooLarge
    try:
        with reader_guard(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except Refused:
        return []
    try:
        with reader_guard(), zipfile.ZipFile(io.BytesIO(content)) as archive:
            xml = [entry for entry in entries if _begins_as_xml(archive, entry)]
            if sum(entry.file_size for entry in xml) > max_bytes:
                raise RequestTooLarge
            return [archive.read(entry) for entry in xml]
    except Refused as refusal:
        # The size of a damaged part is unknown.
        raise RequestTooLarge from refusal


def _begins_as_xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as part:
        return looks_like_xml(part.read(64))


_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MANIFEST, _MOST = "META-INF/manifest.xml", 1 << 20


def is_old_word(content: bytes) -> bool:
    """Tell whether this is the container of the old Word format, or of a locked file."""
    return content.startswith(_CONTAINER)


def is_locked_word(content: bytes) -> bool:
    """Tell whether this is a .docx that only a password opens."""
    return is_old_word(content) and _LOCKED in content


def locked_words() -> str:
    """Return the message about such a file."""
    return _(
        "This Word file is locked with a password. Remove the password in Word, save the file and try again."
    )


def is_locked(content: bytes) -> bool:
    """Tell whether only a password opens a document of any kind; of a damaged one the reader tells."""
    if content.startswith(b"PK\x03\x04") and not has_many_entries(content):
        return _is_locked_archive(content)
    if content.startswith(b"%PDF") and b"/Encrypt" in content:
        return _is_locked_pdf(content)
    return is_locked_word(content)


def _is_locked_archive(content: bytes) -> bool:
    with suppress(zipfile.BadZipFile, NotImplementedError), zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if "encrypted-package" in archive.namelist() or any(entry.flag_bits & 1 for entry in entries):
            return True
        if _MANIFEST in archive.namelist():
            with archive.open(_MANIFEST) as manifest:
                return b"encryption-data" in manifest.read(_MOST)
    return False


def _is_locked_pdf(content: bytes) -> bool:
    import pikepdf

    try:
        with open_pdf(content):
            return False
    except pikepdf.PasswordError:
        return True
    except pikepdf.PdfError:
        return False
