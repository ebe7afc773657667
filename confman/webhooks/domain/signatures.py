"""Secrets and signatures as Standard Webhooks describes them: https://www.standardwebhooks.com."""

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import secrets

from confman.accounts import cipher
from confman.webhooks.models import Webhook

PREFIX = "whsec_"
_BYTES = 32
_PURPOSE = "webhook secrets"


def new_secret() -> str:
    """Return a new secret, as its receiver writes it down."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_BYTES)).decode()


def seal_secret(secret: str) -> str:
    """Return a secret as the database keeps it."""
    return cipher.seal(secret, purpose=_PURPOSE)


def open_secrets(webhook: Webhook, now: dt.datetime) -> list[str]:
    """Return the secrets that sign at this moment, the newest first; empty if no key opens them."""
    sealed = [webhook.secret]
    if webhook.previous_secret and webhook.previous_until and webhook.previous_until > now:
        sealed.append(webhook.previous_secret)
    return [secret for text in sealed if (secret := cipher.unseal(text, purpose=_PURPOSE))]


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """Return the signature of a message by a secret. Raises ValueError for anything but a secret."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("The secret is not in Base64.") from error
    digest = hmac.new(key, f"{message_id}.{timestamp}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def signed_headers(secrets_: list[str], message_id: str, now: dt.datetime, body: str) -> dict[str, str]:
    """Return the headers by which a receiver checks who sent a message, and when."""
    timestamp = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(sign(secret, message_id, timestamp, body) for secret in secrets_),
    }


def seal_secrets_again() -> None:
    """Seal all secrets by the newest key, so that the older ones may be given up; what no key opens stays as it is."""
    for webhook in Webhook.objects.order_by("pk").iterator():
        for name in ("secret", "previous_secret"):
            before = getattr(webhook, name)
            if before and (sealed := cipher.seal_again(before, purpose=_PURPOSE)):
                # Not a secret that was made meanwhile.
                Webhook.objects.filter(pk=webhook.pk, **{name: before}).update(**{name: sealed})
