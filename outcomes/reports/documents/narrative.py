"""A narrative report as a document: session report, daily summary, oral report, group's report, chair's summary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.dates import document_date
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta
from confman.web.errors import Refused
from outcomes.recommendations.domain.outcome_documents import paragraphs_of_preamble
from outcomes.reports.domain.narrative_builder import NARRATIVE
from outcomes.reports.models.report import Report, ReportParagraph


@dataclass(frozen=True)
class NarrativePassage:
    """A heading, or paragraphs of text in the language in which they stand."""

    heading: str
    lines: tuple[str, ...]
    language: str


@dataclass(frozen=True)
class NarrativeReport:
    meta: DocumentMeta
    passages: tuple[NarrativePassage, ...]


def build_narrative(conference: Conference, *, language: str, options: Mapping[str, Any]) -> NarrativeReport:
    """Build the report `options["report"]` (its id), else the newest; without left-out passages. Two queries.

    Raises Refused if there is none.
    """
    found = (
        Report.objects.of(conference).filter(kind__in=NARRATIVE).select_related("session", "working_group")
    )
    chosen = options.get("report")
    report = (found.filter(pk=str(chosen)) if chosen else found.order_by("-created_at")).first()
    if report is None:
        raise Refused(_("There is no report yet: build one from the record first."))
    paragraphs = report.paragraphs.filter(is_left_out=False)
    return NarrativeReport(
        meta=document_meta(
            conference,
            language=language,
            title=str(report.title) or title_of(report),
            subtitle=subject_of(report, language),
            symbol=report.symbol,
            draft=report.status != Report.Status.FINAL,
        ),
        passages=tuple(_passage(paragraph) for paragraph in paragraphs if paragraph.text),
    )


def title_of(report: Report) -> str:
    """Return the name of this kind of report, capitalized."""
    kind = str(report.get_kind_display())
    return kind[:1].upper() + kind[1:]


def subject_of(report: Report, language: str) -> str:
    """Return the subject of the report: the session's title, the group's name, the day."""
    if report.day:
        return document_date(report.day, language)
    return str(report.session.title if report.session else report.working_group or "")


def _passage(paragraph: ReportParagraph) -> NarrativePassage:
    text = str(paragraph.text)
    is_heading = paragraph.role == ReportParagraph.Role.HEADING
    return NarrativePassage(
        heading=text if is_heading else "",
        lines=() if is_heading else tuple(paragraphs_of_preamble(text)),
        language=paragraph.text.language,
    )
