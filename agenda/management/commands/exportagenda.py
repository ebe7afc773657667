"""exportagenda: the published agenda as a file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from agenda.exchange.exporting import EXPORT_FORMATS, export_agenda, require_agenda
from confman.documents.domain import build_document
from confman.people.privacy import Audience
from confman.web.commands import ConfmanCommand

DOCUMENT_FORMATS = ("pdf", "docx")


class Command(ConfmanCommand):
    help = (
        "Write the latest release of the agenda, as the public may read it: a calendar, frab XML (valid against "
        "c3voc's XSD), c3voc JSON version 1, a table with a column per language, or the document."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="short name of the conference")
        parser.add_argument("--format", required=True, choices=[*EXPORT_FORMATS, *DOCUMENT_FORMATS])
        parser.add_argument("--language", default="", help="one of the conference's (without it: its first)")
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        language = options["language"] or conference.default_language
        if language not in conference.languages:
            raise CommandError(
                f"{conference.slug} has no language “{language}”. It has: {', '.join(conference.languages)}."
            )
        format = options["format"]
        require_agenda(conference, Audience.PUBLIC)
        if format in DOCUMENT_FORMATS:
            content = build_document("agenda.agenda", conference, language=language, format=format).content
        else:
            content = export_agenda(conference, format=format, language=language)
        self.write_output(content, options["output"])
