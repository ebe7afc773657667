"""fetchbounces: read the mailbox of returned mails once, without a worker."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from confman.mail.domain.bounce_mailbox import fetch_bounces
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Read the mailbox of returned mails (CONFMAN_BOUNCE_MAILBOX) once, and mark the mails of ours that could not "
        "be delivered. The worker does this by itself every five minutes."
    )

    def handle_command(self, **options: Any) -> None:
        if not settings.CONFMAN_BOUNCE_MAILBOX:
            raise CommandError("Set CONFMAN_BOUNCE_MAILBOX, as imaps://name:password@host/INBOX.")
        self.stdout.write(f"came back: {fetch_bounces()}")
