"""Signed links: an address in a mail that lets its reader in to one thing, without an account or a row.

What is signed is the purpose, the id of the subject and a version. The purpose keeps a link to one page from
opening another; raising the subject's version revokes every link given out before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

# As django.core.signing writes them: what is signed, the time, the signature (SHA-256 in base 64).
_TOKEN = re.compile(r"\.?[\w-]+:[0-9A-Za-z]+:[\w-]{43}")


class LinkInvalid(Exception):
    """The link is not ours, was cut off or was revoked. `message` is translated and says what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)


class LinkExpired(LinkInvalid):
    """The link was good once; its time is over."""


@dataclass(frozen=True)
class SignedSubject:
    """What a good link is about."""

    id: UUID
    version: int

    def require_version(self, current: int) -> None:
        """Raise LinkInvalid where the subject has a newer version: this link was replaced or revoked."""
        if self.version != current:
            raise LinkInvalid(
                _("This link was replaced by a newer one. Please use the link in the latest mail.")
            )


def _salt(purpose: str) -> str:
    return f"confman.signed-link.{purpose}"


def make_token(purpose: str, subject_id: UUID | str, version: int = 0) -> str:
    """The part of an address that lets its reader in: ``make_token("registration", registration.pk)``."""
    return signing.dumps([UUID(str(subject_id)).hex, version], salt=_salt(purpose))


def read_token(purpose: str, token: str, max_age: timedelta | int | None = None) -> SignedSubject:
    """The subject of a token made for the same purpose, at most `max_age` (seconds or a timedelta) ago.

    Raises LinkExpired when it is older, LinkInvalid when it was not made by us for this purpose.
    """
    try:
        hexadecimal, version = signing.loads(token, salt=_salt(purpose), max_age=max_age)
        return SignedSubject(UUID(hexadecimal), int(version))
    except signing.SignatureExpired as error:
        raise LinkExpired(_("This link has expired. Please ask for a new one.")) from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkInvalid(
            _("This link is not complete or not valid. Please open it from the mail again, or copy it whole.")
        ) from error


def without_tokens(text: str) -> str:
    """The text of a mail for others than its reader: its links let nobody in any more."""
    return _TOKEN.sub("…", text)
