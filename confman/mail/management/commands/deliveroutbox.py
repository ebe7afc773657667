"""deliveroutbox: send due mail once, without a worker."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.mail.domain.delivery import deliver_outbox
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Send the mails that are due, and end. The worker does this by itself; this is for a server "
        "without one, from cron. Several may run at once: no mail is sent twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--limit", type=int, default=10_000, metavar="N", help="at most so many (default 10,000)"
        )

    def handle_command(self, **options: Any) -> None:
        report = deliver_outbox(limit=options["limit"])
        self.stdout.write(f"sent {report.sent}, failed {report.failed}, postponed {report.postponed}")
        if report.error:
            raise CommandError(f"The mail server does not take mail: {report.error}")
