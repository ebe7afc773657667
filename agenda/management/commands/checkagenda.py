"""checkagenda: lists the conflicts of the working agenda, a line each."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from agenda.conflicts.domain.report import conflicts_of
from confman.translation.languages import reading_in
from confman.web.commands import ConfmanCommand


class Command(ConfmanCommand):
    help = (
        "Write the conflicts of the working agenda, a line each, as SEVERITY<tab>KIND<tab>WHAT. "
        "Ends with exit code 1 where one of them blocks publishing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name of the conference")

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        with reading_in(conference.default_language, *conference.languages):
            conflicts = conflicts_of(conference)
        for conflict in conflicts:
            self.stdout.write(f"{conflict.severity}\t{conflict.kind}\t{conflict.text}")
        blocking = sum(conflict.blocks for conflict in conflicts)
        if blocking:
            raise CommandError(
                f"{conference.slug}: {blocking} of {len(conflicts)} conflicts block publishing."
            )
        if not conflicts:
            self.stderr.write(f"{conference.slug}: no conflicts.")
