"""A narrative report as a document: session report, daily summary, oral report, group's report, chair's summary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.rooms.domain import group_heading
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.domain.texts import document_date
from confman.documents.meta import DocumentMeta
from confman.web.errors import Refused
from outcomes.publication.documents.annexes import roman
from outcomes.register.domain.made_documents import symbol_to_print
from outcomes.reports.documents.blocks import Drafted, ReportBlock, numbered, paragraph
from outcomes.reports.domain.narrative_builder import NARRATIVE, passage_texts
from outcomes.reports.models import Report, ReportParagraph


@dataclass(frozen=True)
class NarrativeReport:
    meta: DocumentMeta
    blocks: tuple[ReportBlock, ...]


def build_narrative(conference: Conference, *, language: str, options: Mapping[str, Any]) -> NarrativeReport:
    """Build the report `options["report"]` (its id), else the newest; without left-out passages.

    What nobody has edited is built again in the document's language; what was edited, or said, in another says so.
    Raises Refused if there is none.
    """
    reports = (
        Report.objects.of(conference).filter(kind__in=NARRATIVE).select_related("session", "working_group")
    )
    report_id = options.get("report")
    report = (reports.filter(pk=str(report_id)) if report_id else reports.order_by("-created_at")).first()
    if report is None:
        raise Refused(_("There is no report yet: build one from the record first."))
    report.conference = conference
    parts = numbered([Drafted("", [*_blocks(report, language)])])
    blocks = parts[0].blocks if parts else ()
    return NarrativeReport(
        meta=document_meta(
            conference,
            language=language,
            title=report.title.get(language) or title_of(report),
            subtitle=subject_of(report, language),
            symbol=symbol_to_print(conference, "outcomes.narrative", language, symbol=report.symbol)
            if report.symbol
            else "",
            # Until it is final, those read it who were there.
            distribution=str(DISTRIBUTIONS["general" if report.status == Report.Status.FINAL else "limited"]),
            original_language=conference.default_language,
            draft=report.status != Report.Status.FINAL,
        ),
        blocks=tuple(_with_numerals(blocks)),
    )


def title_of(report: Report) -> str:
    """Return the name of this kind of report, capitalized."""
    kind = str(report.get_kind_display())
    return capfirst(kind)


def subject_of(report: Report, language: str) -> str:
    """Return the subject of the report: the day, the working group, the session's title."""
    if report.day:
        return document_date(report.day, language)
    if group := report.working_group:
        return group_heading(group.code, str(group.name))
    return str(report.session.title) if report.session else ""


def _blocks(report: Report, language: str) -> Iterator[ReportBlock]:
    for text in passage_texts(report, language):
        if text.passage.role == ReportParagraph.Role.HEADING:
            block = paragraph(text.text, language=text.language, of_document=language)
            yield replace(block, level=2, below=False, bookmark=text.bookmark)
            continue
        is_recommendation = text.passage.source.startswith("recommendation:")
        for index, line in enumerate(text.paragraphs):
            block = paragraph(line, language=text.language, of_document=language)
            # A recommendation is one paragraph with what follows in it, down to its addressees.
            is_below = block.below or (is_recommendation and index > 0)
            yield replace(block, below=is_below, bookmark="" if index else text.bookmark)


def _with_numerals(blocks: Sequence[ReportBlock]) -> Iterator[ReportBlock]:
    """Yield the blocks with Roman numerals before the headings, as the parts of other reports have them."""
    numbers = count(1)
    for block in blocks:
        yield replace(block, text=f"{roman(next(numbers))}. {block.text}") if block.level == 2 else block
