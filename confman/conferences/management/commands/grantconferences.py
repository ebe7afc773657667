"""grantconferences EMAIL [--take-back]"""

from typing import Any

from django.core.management.base import CommandParser

from confman.conferences.domain.rights import account_of, change_rights
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = "Let somebody make conferences and announce them, or no longer. The history notes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address they sign in with")
        parser.add_argument("--take-back", action="store_true", help="they no longer may")

    def handle_command(self, **options: Any) -> str:
        user = account_of(options["email"])
        change_rights(user, by=self.by, may_hold_conferences=not options["take_back"])
        return (
            f"{user.email} may {'no longer ' if options['take_back'] else ''}make and announce conferences."
        )
