"""System checks of the settings for returned mails. They quote no setting, since one holds a password."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from confman.mail.domain.return_addresses import LONGEST_NAME


@register()
def check_bounce_settings(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """Return an error for an address that is no mailbox, and for one too long for a return address of each mail."""
    found: list[CheckMessage] = []
    mailbox = urlsplit(settings.CONFMAN_BOUNCE_MAILBOX)
    if mailbox.geturl() and (mailbox.scheme not in ("imaps", "imap") or not mailbox.hostname):
        found.append(
            Error(
                "CONFMAN_BOUNCE_MAILBOX is no address of a mailbox.",
                hint="Write imaps://name:password@host/INBOX; imap:// for a server that offers STARTTLS.",
                id="mail.E001",
            )
        )
    name, _at, host = settings.CONFMAN_BOUNCE_ADDRESS.partition("@")
    if name and (not host or len(name) > LONGEST_NAME):
        found.append(
            Error(
                "CONFMAN_BOUNCE_ADDRESS is no address to which the mark of a mail can be added.",
                hint=f"Write name@host, with at most {LONGEST_NAME} characters before the @.",
                id="mail.E002",
            )
        )
    return found
