"""The cipher of what lies in the database for few eyes only: Fernet, https://github.com/fernet/spec."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def cipher(purpose: str) -> MultiFernet:
    """Seals with the newest key of the settings and opens with any; each purpose has keys of its own.

    The key that follows from the secret key stays the last one that is tried, so an installation that sets its first
    field key can still read what was sealed before.
    """
    secrets = [*settings.FIELD_ENCRYPTION_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([_key(secret, purpose) for secret in secrets])


def _key(secret: str, purpose: str) -> Fernet:
    """A Fernet key of any text, by HKDF (RFC 5869): it does not stretch, so keys are drawn at random."""
    derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))
