"""Word files with a password: another container than .docx, which they share with files of the old Word format."""

from django.utils.translation import gettext as _

_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


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
