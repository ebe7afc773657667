"""Files that only a password opens: Office (another container, shared with the old formats), OpenDocument, PDF."""

import io
import zipfile
from contextlib import suppress

from django.utils.translation import gettext as _

from confman.web.uploads.limits import has_many_entries
from confman.web.uploads.pdf_pages import open_pdf

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
