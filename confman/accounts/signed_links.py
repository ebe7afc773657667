"""Signed links: an address in a mail that opens one thing to its reader, without an account or a row.

The signature covers the purpose, the id of the subject, a version and the time. The purpose keeps a link to one page
from opening another; raising the subject's version revokes all earlier links. Nothing stored holds a whole link:
`seal_links` strips the signatures from a text, and `open_links` signs the links again when the text leaves.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

_CONFERENCE = timedelta(days=550)  # By then a conference and its immediate follow-up are over.
_FOLLOW_UP = timedelta(
    days=6 * 365
)  # Reports are requested for years; the mandate of the person who gives them ends earlier.
# Every purpose, and how long its links are valid unless revoked.
LIFETIMES = {
    "registration": _CONFERENCE,
    "focal-point": _CONFERENCE,
    "invitation": _CONFERENCE,
    "participant-calendar": _CONFERENCE,
    "agenda.speaker": _CONFERENCE,
    "follow-up-term": _FOLLOW_UP,
    "news": _FOLLOW_UP,
    "document-mail": _CONFERENCE,
}

# The form in which django.core.signing writes tokens: the value, the time, the signature (SHA-256 in base 64).
_TOKEN = re.compile(r"((?:\.|(?<![\w-]))[\w-]+:[0-9A-Za-z]+):[\w-]{43}")
_STORED = re.compile(r"(?P<purpose>[\w.-]+) (?P<value>[\w-]+):[0-9A-Za-z]+")
_MARK = re.compile(r"~personal-link-(\d{1,4})~")


class LinkInvalid(Exception):
    """The link is not ours, is incomplete or was revoked. `message` is translated and says what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)


class LinkIncomplete(LinkInvalid):
    """The address is no link of ours, or only a part of one."""


class LinkExpired(LinkInvalid):
    """The link was valid once, but has expired."""


@dataclass(frozen=True)
class SignedSubject:
    """The subject of a valid link."""

    id: UUID
    version: int

    def require_version(self, current: int) -> None:
        """Raise LinkInvalid if the subject has a newer version: this link was replaced or revoked."""
        if self.version != current:
            raise LinkInvalid(
                _("This link was replaced by a newer one. Please use the link in the latest mail.")
            )


def _salt(purpose: str) -> str:
    if purpose not in LIFETIMES:
        raise ValueError(f"No lifetime is set for links of {purpose!r}.")
    return f"confman.signed-link.{purpose}"


def make_token(purpose: str, subject_id: UUID | str, version: int = 0) -> str:
    """Return the token of a link: ``make_token("registration", registration.pk)``."""
    return signing.dumps([UUID(str(subject_id)).hex, version], salt=_salt(purpose))


def read_token(purpose: str, token: str) -> SignedSubject:
    """Return the subject of a token made for the same purpose, within its lifetime.

    Raises LinkExpired for an older one, LinkIncomplete for one that we did not make for this purpose.
    """
    salt = _salt(purpose)
    try:
        hexadecimal, version = signing.loads(token, salt=salt, max_age=LIFETIMES[purpose])
        return SignedSubject(UUID(hexadecimal), int(version))
    except signing.SignatureExpired as error:
        raise LinkExpired(_("This link has expired. Please ask for a new one.")) from error
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkIncomplete(
            _("This link is not complete or not valid. Please open it from the mail again, or copy it whole.")
        ) from error


# --- Stored texts ---------------------------------------------------------------------------------------


def seal_links(text: str, links: list[str]) -> str:
    """Return the text with a mark for each token; `links` receives what is needed to sign them again.

    Tokens are stored without their signatures: the same link leaves later, with its original time. A mark stands only
    for a link of its own text, so a mark that someone types opens nothing of anybody else's.
    """

    def take(match: re.Match[str]) -> str:
        for purpose in LIFETIMES:
            try:
                signing.TimestampSigner(salt=_salt(purpose)).unsign(match[0])
            except signing.BadSignature:
                continue
            link = f"{purpose} {match[1]}"
            if link not in links:
                links.append(link)
            return f"~personal-link-{links.index(link)}~"
        return match[0]

    return _TOKEN.sub(take, text)


def open_links(text: str, links: Sequence[str]) -> str:
    """Return the text with its links whole again, as it leaves."""

    def sign(match: re.Match[str]) -> str:
        if int(match[1]) >= len(links) or not links[int(match[1])]:
            return match[0]
        purpose, _space, unsigned = links[int(match[1])].partition(" ")
        return f"{unsigned}:{signing.TimestampSigner(salt=_salt(purpose)).signature(unsigned)}"

    return _MARK.sub(sign, text)


def subject_of(link: str) -> UUID | None:
    """Return the id of the subject of a stored link; None if we stored no such link."""
    match = _STORED.fullmatch(link)
    if match is None or match["purpose"] not in LIFETIMES:
        return None
    try:
        hexadecimal, _version = json.loads(signing.b64_decode(match["value"].encode()))
        return UUID(hexadecimal)
    except (ValueError, TypeError, AttributeError):
        return None


def without_tokens(text: str) -> str:
    """Return the text of a mail for other readers: its links open nothing."""
    return _TOKEN.sub("…", _MARK.sub("…", text))
