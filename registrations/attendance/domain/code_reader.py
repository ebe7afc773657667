"""Finds whom a code read at a door leads to, or why it leads to nobody."""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.conferences.search_registries import SearchHit
from registrations.attendance.models import ScanReason
from registrations.badges.models import BadgePrint
from registrations.core.domain.ticket_codes import ALPHABET, LENGTH, read_code
from registrations.core.models.registration import Registration

# The address in a ticket's QR, of this conference or another; see registrations/core/domain/ticket_codes.py.
_ADDRESS = re.compile(r"/(?P<slug>[-\w]+)/onsite/t/(?P<token>[^/?#]+)/?$")
_DIGEST = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class ReplacedBadge:
    """A code that was valid until a new badge was made."""

    registration: UUID
    token: str
    until: dt.datetime


def digest_of(token: str) -> str:
    """Return what devices store instead of the token: the first 32 hex digits of its SHA-256."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def token_in(text: str, conference: Conference) -> tuple[str, str]:
    """Return the token in what was read, and ""; or "" and the ScanReason why there is none."""
    text = text.strip()
    if address := _ADDRESS.search(text):
        if address["slug"] != conference.slug:
            return "", ScanReason.OTHER_CONFERENCE
    elif "://" in text:
        return "", ScanReason.UNREADABLE
    token = read_code(text)
    if len(token) != LENGTH or not set(token) <= set(ALPHABET):
        return "", ScanReason.UNREADABLE
    return token, ""


def replaced_badges(conference: Conference, tokens: Iterable[str] | None = None) -> dict[str, ReplacedBadge]:
    """Return the codes of badges replaced by new ones, from the print log: those asked for, or all.

    A code that is its registration's current one is left out, whatever its badge has been through.
    """
    lines = BadgePrint.objects.of(conference).filter(revoked_at__isnull=False).exclude(token="")
    if tokens is not None:
        lines = lines.filter(token__in=list(tokens))
    lines = lines.exclude(registration__ticket_token=F("token")).order_by("revoked_at")
    return {
        token: ReplacedBadge(registration, token, until)
        for registration, token, until in lines.values_list("registration", "token", "revoked_at")
        if until is not None
    }


class _Digests:
    """The tokens of a conference by their digest.

    A token never changes its digest, so what is found here is correct; what is not found is looked up again.
    """

    def __init__(self) -> None:
        self._known: dict[UUID, dict[str, str]] = {}

    def tokens(self, conference: Conference, digests: Collection[str]) -> Mapping[str, str]:
        tokens_by_digest = self._known.get(conference.pk, {})
        if not tokens_by_digest.keys() >= set(digests):
            tokens = Registration.objects.of(conference).exclude(ticket_token=None)
            tokens_by_digest = {
                digest_of(token): token
                for token in (
                    *tokens.order_by().values_list("ticket_token", flat=True),
                    *replaced_badges(conference),
                )
                if token
            }
            if len(self._known) > 8:
                self._known.clear()
            self._known[conference.pk] = tokens_by_digest
        return tokens_by_digest


_digests = _Digests()


def is_digest(text: str) -> bool:
    """Tell whether it has the form of what `digest_of` returns."""
    return _DIGEST.fullmatch(text) is not None


def tokens_of_digests(conference: Conference, digests: Iterable[str]) -> Mapping[str, str]:
    """Map digests from a device to their tokens.

    All of a batch at once: one that leads to nobody causes a search through every ticket of the conference.
    """
    valid_digests = {digest for digest in digests if is_digest(digest)}
    return _digests.tokens(conference, valid_digests) if valid_digests else {}


def find_code(conference: Conference, user: Visitor, query: str) -> list[SearchHit]:
    """Return the registration whose ticket has the code or for which a badge with it was printed."""
    token, _why = token_in(query, conference)
    if not token:
        return []
    printed = BadgePrint.objects.of(conference).filter(token=token).values("registration")
    rows = Registration.objects.of(conference).filter(Q(ticket_token=token) | Q(pk__in=printed))
    return [
        SearchHit(
            str(row.person),
            reverse("registrations_secretariat:registration", args=[conference.slug, row.pk]),
            row.get_status_display() if row.ticket_token == token else _("this badge was replaced"),
            keys=(query,),
        )
        for row in rows.select_related("person")
    ]
