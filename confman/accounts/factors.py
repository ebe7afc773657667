"""Second factors: of whom they are asked, and how they lie encrypted in the database.

Anyone who reads a TOTP secret or a seed can compute the codes.
"""

import base64
import logging
import secrets

from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from confman.accounts import cipher
from confman.accounts.models import Visitor

logger = logging.getLogger(__name__)

# The values in an authenticator that allauth has us encrypt.
SEALED = ("secret", "seed")
PURPOSE = "second factors"


def needs_second_factor(user: Visitor) -> bool:
    """Tell whether a second factor is asked of the user: of staff always, of teams if the operator wants it."""
    if not user.is_authenticated:
        return False
    of_a_team = settings.CONFMAN_TEAM_NEEDS_SECOND_FACTOR
    return user.is_staff or user.is_superuser or (of_a_team and user.is_of_a_team())


def used_factor(request: HttpRequest) -> bool:
    """Tell whether the user of a request has used a second factor in this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


class FactorAdapter(DefaultMFAAdapter):
    """Adapter that allauth calls to write or read a secret."""

    def encrypt(self, text: str) -> str:
        return cipher.seal(text, purpose=PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; if no key in the settings opens it, a random one that no code matches."""
        text = cipher.unseal(encrypted_text, purpose=PURPOSE)
        if text is None:
            logger.error("A second factor is sealed with a key that is not in CONFMAN_FIELD_KEYS.")
            return base64.b32encode(secrets.token_bytes(40)).decode()
        return text


@transaction.atomic
def seal_again() -> tuple[int, int]:
    """Encrypt all with the newest key; return how many were, and how many no key opens and so stay as they are."""
    done, unreadable = 0, 0
    for row in Authenticator.objects.select_for_update().order_by("pk"):
        for name in row.data.keys() & SEALED:
            if sealed := cipher.seal_again(row.data[name], purpose=PURPOSE):
                row.data[name] = sealed
                done += 1
            else:
                unreadable += 1
        row.save(update_fields=["data"])
    return done, unreadable
