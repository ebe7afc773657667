"""Signed links: an address in a mail that lets its reader in to one thing, without an account or a row.

What is signed is the purpose, the id of the subject, a version and the moment. The purpose keeps a link to one page
from opening another; raising the subject's version revokes every link given out before. Nothing that is kept holds a
whole link: `seal_links` takes them out of a text, and `open_links` signs them again when the text leaves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

_CONFERENCE = timedelta(days=550)  # A conference and what follows it at once are over by then.
_FOLLOW_UP = timedelta(
    days=6 * 365
)  # Reports are asked for over years; the term of who gives them ends before.
# Every purpose, and for how long its links are good where nothing revokes them before.
LIFETIMES = {
    "registration": _CONFERENCE,
    "focal-point": _CONFERENCE,
    "invitation": _CONFERENCE,
    "participant-calendar": _CONFERENCE,
    "agenda.speaker": _CONFERENCE,
    "follow-up-term": _FOLLOW_UP,
}

# The form in which django.core.signing writes them: what is signed, the time, the signature (SHA-256 in base 64).
# Looked for where a word begins, not at each of its letters: a long one is no token, and takes no longer.
_TOKEN = re.compile(r"((?:\.|(?<![\w-]))[\w-]+:[0-9A-Za-z]+):[\w-]{43}")
_MARK = re.compile(r"~personal-link-(\d+)~")


class LinkInvalid(Exception):
    """The link is not ours, was cut off or was revoked. `message` is translated and says what to do."""

    def __init__(self, message: object) -> None:
        super().__init__(str(message))
        self.message = str(message)


class LinkIncomplete(LinkInvalid):
    """The error for an address that is no link of ours, or only a part of one."""


class LinkExpired(LinkInvalid):
    """The link was good once; its time is over."""


@dataclass(frozen=True)
class SignedSubject:
    """The subject of a good link."""

    id: UUID
    version: int

    def require_version(self, current: int) -> None:
        """Raise LinkInvalid where the subject has a newer version: this link was replaced or revoked."""
        if self.version != current:
            raise LinkInvalid(
                _("This link was replaced by a newer one. Please use the link in the latest mail.")
            )


def _salt(purpose: str) -> str:
    if purpose not in LIFETIMES:
        raise ValueError(f"No lifetime is set for links of {purpose!r}.")
    return f"confman.signed-link.{purpose}"


def make_token(purpose: str, subject_id: UUID | str, version: int = 0) -> str:
    """Return the part of an address that lets its reader in: ``make_token("registration", registration.pk)``."""
    return signing.dumps([UUID(str(subject_id)).hex, version], salt=_salt(purpose))


def read_token(purpose: str, token: str) -> SignedSubject:
    """Return the subject of a token made for the same purpose, within its lifetime.

    Raises LinkExpired when it is older, LinkIncomplete when it was not made by us for this purpose.
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


# --- Texts that are kept --------------------------------------------------------------------------------


def seal_links(text: str, links: list[str]) -> str:
    """Return the text with a mark for each token of ours; `links` takes what is needed to sign them again.

    The token is kept without its signature: the same link leaves later, no younger than it was written. A
    mark stands for a link of its own text alone, so what somebody types there opens nothing of anybody else's.
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
    """Return the text as it leaves, its links whole again."""

    def sign(match: re.Match[str]) -> str:
        if int(match[1]) >= len(links):
            return match[0]
        purpose, _space, unsigned = links[int(match[1])].partition(" ")
        return f"{unsigned}:{signing.TimestampSigner(salt=_salt(purpose)).signature(unsigned)}"

    return _MARK.sub(sign, text)


def without_tokens(text: str) -> str:
    """Return the text of a mail for others than its reader: its links let nobody in any more."""
    return _TOKEN.sub("…", _MARK.sub("…", text))
