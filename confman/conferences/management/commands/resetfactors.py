"""resetfactors EMAIL"""

from typing import Any

from django.core.management.base import CommandParser

from confman.conferences.domain.rights import account_of, reset_factors
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Delete the second factors of somebody who lost theirs, once you are sure that it is they who ask. The history "
        "notes it; staff set up a new one when they next sign in."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address they sign in with")

    def handle_command(self, **options: Any) -> str:
        user = account_of(options["email"])
        number = reset_factors(user, by=self.by)
        return f"{user.email}: {number} deleted." if number else f"{user.email} has no second factor."
