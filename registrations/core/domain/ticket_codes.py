"""Ticket codes: in the QR code, read out by people, and looked up."""

import secrets

from django.conf import settings

from confman.conferences.models import Conference
from registrations.core.models.registration import Registration

# Crockford's base 32, without letters that look like digits.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH = 12  # 60 bits
# The address of registrations_onsite:ticket. Written out: resolving it loads all addresses, which takes longer than
# all queries of a command for a thousand badges.
TICKET_PATH = "/{slug}/onsite/t/{token}/"


def new_ticket_token() -> str:
    """Return a new unguessable code."""
    # Each letter from five random bits of a byte of its own: an import makes thousands.
    return "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(LENGTH))


def shown_code(token: str) -> str:
    """Return the code in groups of four, as printed under the QR code."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4))


def ticket_url(conference: Conference, token: str) -> str:
    """Return the address in the QR code, which reveals nothing to people outside the check-in."""
    return settings.BASE_URL + TICKET_PATH.format(slug=conference.slug, token=token)


def read_code(text: str) -> str:
    """Return the code from what was scanned or typed: the address of the QR code, groups, lower case."""
    last = text.strip().rstrip("/").rsplit("/", 1)[-1]
    letters = "".join(character for character in last.upper() if character.isalnum())
    return letters.translate(MISREAD)


def find_by_code(conference: Conference, text: str) -> Registration | None:
    """Return the registration of this conference with that ticket."""
    token = read_code(text)
    if len(token) != LENGTH:
        return None
    return Registration.objects.of(conference).with_names().filter(ticket_token=token).first()
