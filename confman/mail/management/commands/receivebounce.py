"""receivebounce: take a returned mail from a pipe, and show at its recipient that it came back."""

import os
import sys
from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.mail.domain.bounces import StillSending, record_bounce
from confman.web.commands import ConfmanCommand

# A report is followed by the mail that came back, attachments included.
LARGEST_REPORT = 30 * 1024 * 1024


class Command(ConfmanCommand):
    help = (
        "Read a returned mail from standard input, as a mail server or fetchmail pipes it, and mark the mail of ours "
        "that could not be delivered. Other mail is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "recipient",
            nargs="?",
            default="",
            help="the address to which the mail server delivers it, where each mail has a return address of its own",
        )

    def handle_command(self, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST_REPORT + 1)
        if len(raw) > LARGEST_REPORT:
            raise CommandError("The mail is too large to be a report.")
        try:
            message = record_bounce(raw, options["recipient"])
        except StillSending as refusal:
            # To a mail server EX_TEMPFAIL means: hand it in again later.
            raise CommandError(refusal.message, returncode=os.EX_TEMPFAIL) from refusal
        self.stdout.write(f"came back: {message.to}" if message else "no report about a mail of ours")
