"""exportrecommendations SLUG --format F: the official document, or the table that imports again."""

from typing import Any

from django.core.management.base import CommandParser

from confman.documents.domain.builder import build_document
from confman.documents.rendering.spreadsheets import SPREADSHEET_FORMATS
from confman.web.commands import ConfmanCommand
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.recommendations.models.recommendation import Recommendation

DOCUMENTS = ("pdf", "docx", "html", "akn")


class Command(ConfmanCommand):
    help = (
        "Write the recommendations: pdf, docx and html are the official document in one language (or, with --beside, in"
        " two columns), akn the same as Akoma Ntoso XML; csv, xlsx, ods and json the whole table, which"
        " importrecommendations reads again. All stages, unless --published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the conference")
        parser.add_argument(
            "--format", choices=[*DOCUMENTS, *SPREADSHEET_FORMATS], required=True, help="the kind of file"
        )
        parser.add_argument("--language", help="of the document (default: the conference’s first)")
        parser.add_argument("--beside", metavar="LANGUAGE", help="a second language, in a column of its own")
        parser.add_argument("--published", action="store_true", help="only what everyone may read")
        self.add_output(parser)

    def handle_command(self, **options: Any) -> None:
        conference = self.conference(options["slug"])
        format = options["format"]
        if format in SPREADSHEET_FORMATS:
            recommendations = Recommendation.objects.of(conference).in_document_order()
            if options["published"]:
                recommendations = recommendations.published()
            content = export_recommendations(recommendations, conference, format=format)
        else:
            beside = options["beside"]
            content = build_document(
                "outcomes.two-columns" if beside else "outcomes.recommendations",
                conference,
                language=options["language"] or conference.default_language,
                format=format,
                options={"published": options["published"], "beside": beside},
            ).content
        self.write_output(content, options["output"])
