"""exportagenda: writes the published agenda to a file."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from agenda.releases.exchange import export_agenda, require_agenda
from agenda.releases.registries import export_formats
from confman.documents.domain.builder import build_document
from confman.people.privacy import Audience
from confman.web.commands import ConfmanCommand

DOCUMENT_FORMATS = ("pdf", "docx")


class Command(ConfmanCommand):
    help = (
        "Write the latest release of the agenda, as the public may read it: a calendar, frab XML (valid against "
        "c3voc's XSD), c3voc JSON version 1, a table with a column per language, or the document. With --internal, "
        "as the secretariat reads it: closed sessions, all names, and what imported files said beside our fields; "
        "such a file is not for others, and loses nothing when it is imported again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name of the conference")
        parser.add_argument(
            "--format", required=True, choices=[*(entry.key for entry in export_formats), *DOCUMENT_FORMATS]
        )
        parser.add_argument("--language", default="", help="one of the conference's (without it: its first)")
        parser.add_argument(
            "--internal", action="store_true", help="for the secretariat alone: with all that is kept"
        )
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        language = options["language"] or conference.default_language
        if language not in conference.languages:
            raise CommandError(
                f"{conference.slug} has no language “{language}”. It has: {', '.join(conference.languages)}."
            )
        format = options["format"]
        if options["internal"] and format in DOCUMENT_FORMATS:
            raise CommandError("The document is for readers: --internal goes with the formats of data.")
        require_agenda(conference, Audience.PUBLIC)
        if format in DOCUMENT_FORMATS:
            content = build_document("agenda.agenda", conference, language=language, format=format).content
        else:
            content = export_agenda(
                conference, format=format, language=language, internal=options["internal"]
            )
        self.write_output(content, options["output"])
