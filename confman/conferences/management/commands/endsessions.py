"""endsessions EMAIL"""

from typing import Any

from django.core.management.base import CommandParser

from confman.conferences.domain.rights import account_of, end_sessions_of
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Sign somebody out of every browser, as after a theft. They may sign in again; the history notes it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address they sign in with")

    def handle_command(self, **options: Any) -> str:
        user = account_of(options["email"])
        number = end_sessions_of(user, by=self.by)
        return f"{user.email}: {number} ended." if number else f"{user.email} is signed in nowhere."
