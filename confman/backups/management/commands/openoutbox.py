"""openoutbox"""

from typing import Any

from django.core.management.base import CommandParser

from confman.backups.domain.figures import held_mail_in_words
from confman.mail.domain.closed_outbox import open_outbox
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "After a restore: say what is held back, and let the mails that jobs write leave by themselves again. What is"
        " held back stays so until somebody sends or cancels it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what is held back")

    def handle_command(self, **options: Any) -> None:
        for line in held_mail_in_words():
            self.stdout.write(line)
        if not options["dry_run"]:
            open_outbox(by=self.by)
            self.stdout.write("The outbox is open.")
