"""Protected values under a passphrase: the same text gives the same letters, so that two archives can be compared.

AES-SIV (RFC 5297) with a key that scrypt derives from the passphrase; the conference is the salt, and each text is
bound to its row.
"""

import base64
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from confman.web.errors import Refused

SHORTEST = 12


def require_long_enough(text: str) -> None:
    """Raise Refused for a passphrase that is too short."""
    if len(text) < SHORTEST:
        raise Refused(_("A passphrase has %(count)d characters or more.") % {"count": SHORTEST})


class Passphrase:
    """The key that a passphrase gives for one conference."""

    def __init__(self, text: str, conference: UUID) -> None:
        require_long_enough(text)
        derive = Scrypt(salt=conference.bytes, length=64, n=2**15, r=8, p=1)
        self._cipher = AESSIV(derive.derive(text.encode()))

    def close(self, text: str, row: UUID) -> str:
        """Return the text encrypted, for this row alone."""
        return base64.b64encode(self._cipher.encrypt(text.encode(), [row.bytes])).decode()

    def open(self, closed: str, row: UUID) -> str:
        """Return the text. Raises Refused for another passphrase, row or conference."""
        try:
            return self._cipher.decrypt(base64.b64decode(closed, validate=True), [row.bytes]).decode()
        except (InvalidTag, ValueError) as error:
            raise Refused(_("This is not the passphrase of the archive. Nothing was restored.")) from error
