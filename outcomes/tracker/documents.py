"""Public downloads of the adopted recommendations, with nothing that is not published."""

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.builder import RenderedDocument, cached_document
from confman.documents.domain.texts import document_dates
from confman.documents.registry import FORMATS
from confman.translation.languages import reading_in
from outcomes.imports.exchange.resource import export_recommendations
from outcomes.recommendations.models.document import DocumentIssue, OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation

DOCUMENT, CORRIGENDUM = "outcomes.recommendations", "outcomes.corrigendum"
DOCUMENT_FORMATS = ("pdf", "docx", "html", "akn")
SPREADSHEET_FORMATS = ("xlsx", "csv", "json")


def published_file(conference: Conference, *, language: str, format: str) -> RenderedDocument:
    """Return the published recommendations as a file in one language. Raises Refused for an unknown format."""
    if format in DOCUMENT_FORMATS:
        return cached_document(
            DOCUMENT,
            conference,
            language=language,
            format=format,
            options={"published": True, "public": True},
        )
    rows = Recommendation.objects.of(conference).published().in_document_order()
    with reading_in(language, *conference.languages):
        content = export_recommendations(rows, conference, format=format, public=True)
    name = f"{conference.slug}-recommendations-{language}.{FORMATS[format].extension}"
    return RenderedDocument(content, name, FORMATS[format].content_type)


def published_issue(issue: DocumentIssue, *, language: str, format: str) -> RenderedDocument:
    """Return a corrigendum or revision as a file in one language."""
    return cached_document(
        CORRIGENDUM,
        issue.document.conference,
        language=language,
        format=format,
        options={"issue": str(issue.pk)},
    )


def citation(
    conference: Conference, document: OutcomeDocument | None, *, language: str, address: str, label: str = ""
) -> str:
    """Return the citation of the document, or with `label` of one recommendation, in the UN's style for footnotes."""
    title = str(document.title) if document and document.title else _("Recommendations")
    dates = document_dates(conference.starts_on, conference.ends_on, language)
    city_and_dates = ", ".join(filter(None, (str(conference.city), dates)))
    symbol = document.full_symbol if document else ""
    return ", ".join(filter(None, (f"{conference.title} ({city_and_dates})", title, symbol, label, address)))
