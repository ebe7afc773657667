"""exportpeople: everyone who is registered, as a table."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from confman.audit.domain.recorder import record_audit
from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from confman.web.commands import ConfmanCommand
from registrations.lists.exchange import export_people


class Command(ConfmanCommand):
    help = "Export the people of a conference with their registrations. The file can be imported again unchanged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--format", choices=SPREADSHEET_FORMATS, required=True)
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        self.write_output(export_people(conference, format=options["format"]), options["output"])
        with transaction.atomic():
            record_audit(
                "registrations.people_exported",
                by=self.by,
                target=conference,
                details={"format": options["format"]},
            )
