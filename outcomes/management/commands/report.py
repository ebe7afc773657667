"""report SLUG --kind K --format F: the reports of a conference."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from confman.documents.domain.builder import build_document
from confman.documents.registry import document_kinds
from confman.web.commands import ConfmanCommand

KINDS = {
    "conference": "outcomes.conference-report",
    "donor": "outcomes.donor-report",
    "follow-up": "outcomes.follow-up",
    "participants": "registrations.participants",
}


class Command(ConfmanCommand):
    help = (
        "Write a report: of the conference, to the donor, the follow-up matrix, or the list of participants."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the conference")
        parser.add_argument("--kind", choices=list(KINDS), required=True, help="which report")
        parser.add_argument(
            "--format", choices=["pdf", "docx", "xlsx"], required=True, help="the kind of file"
        )
        parser.add_argument("--language", help="of the report (default: the conference’s first)")
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        kind = document_kinds.get(KINDS[options["kind"]])
        if options["format"] not in kind.formats:
            formats = ", ".join(kind.formats)
            raise CommandError(
                f"There is no {options['format']} of “{options['kind']}”; there are: {formats}."
            )
        document = build_document(
            kind,
            conference,
            language=options["language"] or conference.default_language,
            format=options["format"],
        )
        self.write_output(document.content, options["output"])
