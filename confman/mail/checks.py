"""System checks of the settings for mail. They quote no setting, since one holds a password."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from confman.mail.domain.bounces import MAX_NAME_LENGTH
from confman.mail.provider_settings import provider_address
from confman.system_checks import INSTALLATION

# Of a name and password; shorter ones are guessed.
_SHORTEST_SECRET = 20


@register(INSTALLATION)
def check_bounce_settings(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Return an error for an address that is no mailbox, and for one too long for a return address of each mail."""
    faults: list[CheckMessage] = []
    mailbox = urlsplit(settings.CONFMAN_BOUNCE_MAILBOX)
    if mailbox.geturl() and (mailbox.scheme not in ("imaps", "imap") or not mailbox.hostname):
        faults.append(
            Error(
                "CONFMAN_BOUNCE_MAILBOX is no address of a mailbox.",
                hint="Write imaps://name:password@host/INBOX; imap:// for a server that offers STARTTLS.",
                id="mail.E001",
            )
        )
    name, _at, host = settings.CONFMAN_BOUNCE_ADDRESS.partition("@")
    if name and (not host or len(name) > MAX_NAME_LENGTH):
        faults.append(
            Error(
                "CONFMAN_BOUNCE_ADDRESS is no address to which the mark of a mail can be added.",
                hint=f"Write name@host, with at most {MAX_NAME_LENGTH} characters before the @.",
                id="mail.E002",
            )
        )
    return faults


@register(INSTALLATION)
def check_provider(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Return an error if anymail lacks a setting of the provider, a warning for one that has no effect with it."""
    if not settings.CONFMAN_EMAIL_PROVIDER:
        return []
    faults: list[CheckMessage] = []
    try:
        provider_address()
    except ImproperlyConfigured as error:
        faults.append(
            Error(
                f"The provider of mail cannot be used: {str(error).splitlines()[0]}",
                hint=f"Set the variables ANYMAIL_{settings.CONFMAN_EMAIL_PROVIDER.upper()}_… (docs/operation/mail.md).",
                id="mail.E003",
            )
        )
    if settings.CONFMAN_BOUNCE_ADDRESS:
        faults.append(
            Warning(
                "CONFMAN_BOUNCE_ADDRESS has no effect: the provider sends with a return address of its own.",
                hint="Unset it, or send by CONFMAN_EMAIL_URL.",
                id="mail.W001",
            )
        )
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET", "")
    if secret and len(secret.partition(":")[2]) < _SHORTEST_SECRET:
        faults.append(
            Warning(
                f"The password in ANYMAIL_WEBHOOK_SECRET has under {_SHORTEST_SECRET} characters: it can be guessed.",
                hint="Write a name, a colon and a long password drawn at random (docs/operation/mail.md).",
                id="mail.W002",
            )
        )
    return faults
