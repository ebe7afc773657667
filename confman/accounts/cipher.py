"""Encryption of sensitive values in the database: Fernet, https://github.com/fernet/spec."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:  # loaded with the first text that is sealed or opened: most commands need none
    from cryptography.fernet import Fernet, MultiFernet


def seal(text: str, *, purpose: str) -> str:
    """Return the text encrypted; each purpose has keys of its own."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str | bytes, *, purpose: str) -> str | None:
    """Return the decrypted text, or None if no key in the settings opens it."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher(purpose).decrypt(sealed).decode()
    except InvalidToken:
        return None


def seal_again(sealed: str, *, purpose: str) -> str | None:
    """Encrypt the text with the newest key, so that older keys can be given up; None if no key opens it."""
    from cryptography.fernet import InvalidToken

    try:
        return _cipher(purpose).rotate(sealed).decode()
    except InvalidToken:
        return None


def _cipher(purpose: str) -> MultiFernet:
    """Return the cipher, which encrypts with the newest key of the settings and decrypts with any.

    The key derived from the secret key is always tried last, so an installation that sets its first field key can still
    read what was encrypted before.
    """
    secrets = (*settings.FIELD_ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return _cipher_of(secrets, purpose)


# Every page of someone who is signed in opens a session: deriving the keys again took a tenth of its work.
@lru_cache(maxsize=64)
def _cipher_of(secrets: tuple[str, ...], purpose: str) -> MultiFernet:
    from cryptography.fernet import MultiFernet

    return MultiFernet([_key(secret, purpose) for secret in secrets])


def _key(secret: str, purpose: str) -> Fernet:
    """Return a Fernet key derived from any text by HKDF (RFC 5869). HKDF does not stretch, so draw keys at random."""
    from cryptography.fernet import Fernet
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))
