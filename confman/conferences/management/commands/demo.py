"""demo: the Tashkent conference, made through the verbs of all floors."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser
from django.db import connection

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.demo import SLUG, demo_conference
from confman.conferences.demo_accounts import ACCOUNTS, PASSWORD
from confman.conferences.registries import demo_steps
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        f"Load the demo conference (address: {SLUG}). May be run again: what is there stays as it is, edits "
        "included. Refused in production."
    )

    # Every start loads it just after `migrate`, which has made the checks.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="load nothing; only print the accounts to sign in with"
        )

    def handle_command(self, **options: Any) -> str:
        if settings.PRODUCTION:
            raise CommandError(
                "The demo is refused in production: its accounts have a password that everyone knows."
            )
        if not options["accounts"]:
            if User._meta.db_table not in connection.introspection.table_names():
                self.stderr.write("Preparing the database ...")
                call_command("migrate", verbosity=0)
            by = system_user("demo")
            conference = demo_conference(by=by)
            for step in demo_steps:
                step.load(conference, by=by)
                conference.refresh_from_db()
        lines = [f"Demo conference: {settings.BASE_URL}/{SLUG}/", "Accounts:"]
        lines += [f"  {account.email:<28} {PASSWORD}   {account.what}" for account in ACCOUNTS]
        return "\n".join(lines)
