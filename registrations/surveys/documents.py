"""The report on surveys: response rate, each question in figures with its chart, the comparison of a pair."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.rendering.charts import bar_picture
from confman.translation.marks import marked_by_letters
from confman.translation.numbers import percent
from registrations.core.domain.small_cells import THRESHOLD, format_number
from registrations.surveys.domain.results import (
    GroupBreakdown,
    QuestionResult,
    SurveyResults,
    paired_results,
    survey_results,
)
from registrations.surveys.domain.scores import PairedComparison, PairedQuestion
from registrations.surveys.models import Survey, SurveyStatus

HIDDEN = "–"


@dataclass(frozen=True)
class ReportedRow:
    """A line of a table: its label, a number and a second figure, as they are written."""

    label: str
    number: str
    share: str


@dataclass(frozen=True)
class ReportedGroups:
    """The mean of a rating by group."""

    title: str
    rows: tuple[ReportedRow, ...]


@dataclass(frozen=True)
class ReportedQuestion:
    """One question. Rows have how many chose an answer, and their share. `is_below` a heading: its section's."""

    section: str
    is_below: bool
    label: str
    summary: str
    chart: Picture | None
    rows: tuple[ReportedRow, ...]
    groups: tuple[ReportedGroups, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class ReportedSurvey:
    """One survey. `pairs` has a row for each question that both tests ask: before, after."""

    title: str
    summary: str
    definitions: str
    pair_summary: str
    pairs: tuple[ReportedRow, ...]
    questions: tuple[ReportedQuestion, ...]


@dataclass(frozen=True)
class SurveyReport:
    meta: DocumentMeta
    surveys: tuple[ReportedSurvey, ...]


def build_survey_report(conference: Conference, *, language: str, options: Mapping[str, Any]) -> SurveyReport:
    """Build the results in one language. Options: survey (its id; without it all), texts (whether to quote answers).

    Figures are as the results page shows them to those who make surveys, with suppressed breakdowns.
    """
    rows = Survey.objects.of(conference).exclude(state=SurveyStatus.DRAFT)
    rows = rows.select_related("conference", "paired_with")
    if survey_id := options.get("survey"):
        rows = rows.filter(pk=survey_id)
    return SurveyReport(
        meta=document_meta(conference, language=language, title=_("Results of surveys"), subtitle=""),
        surveys=tuple(_reported(survey, language, bool(options.get("texts"))) for survey in rows),
    )


def _reported(survey: Survey, language: str, with_texts: bool) -> ReportedSurvey:
    results = survey_results(survey)
    paired = paired_results(survey)
    comparison = paired if paired and paired.pairs >= THRESHOLD else None
    return ReportedSurvey(
        title=str(survey.title),
        summary=_summary(results),
        definitions=" ".join(results.definitions),
        pair_summary=_pair_summary(survey, comparison) if comparison else "",
        pairs=tuple(_pair_row(line) for line in comparison.questions if line.pairs >= THRESHOLD)
        if comparison
        else (),
        questions=tuple(
            _question(
                result,
                language,
                with_texts,
                is_below=any(before.section for before in results.questions[:number]),
            )
            for number, result in enumerate(results.questions, start=1)
        ),
    )


def _summary(results: SurveyResults) -> str:
    number = results.answered or 0
    if results.survey.is_poll:
        return _("Votes: %(number)d.") % {"number": number}
    text = _("Of %(asked)d asked, %(answered)d have answered (%(percent)s per cent).") % {
        "answered": number,
        "asked": results.invited,
        "percent": results.percent or 0,
    }
    if results.too_few:
        text += " " + _("Results are shown from five responses on.")
    return text


def _pair_summary(survey: Survey, paired: PairedComparison) -> str:
    text = ngettext(
        "Compared with “%(before)s”: %(count)d person answered both.",
        "Compared with “%(before)s”: %(count)d people answered both.",
        paired.pairs,
    ) % {"before": survey.paired_with, "count": paired.pairs}
    if paired.mean_before is None or paired.mean_after is None:
        return text
    return f"{text} " + _(
        "Mean number of right answers (of %(all)d): %(before)s before, %(after)s after."
    ) % {"all": paired.highest, "before": _decimal(paired.mean_before), "after": _decimal(paired.mean_after)}


def _pair_row(line: PairedQuestion) -> ReportedRow:
    if line.right_before is None or line.right_after is None:
        return ReportedRow(line.label, _decimal(line.mean_before), _decimal(line.mean_after))
    before, after = (round(100 * number / line.pairs) for number in (line.right_before, line.right_after))
    return ReportedRow(line.label, percent(before), percent(after))


def _question(result: QuestionResult, language: str, with_texts: bool, *, is_below: bool) -> ReportedQuestion:
    answered = result.answered or 0
    summary = ngettext("Answered by %(number)d.", "Answered by %(number)d.", answered) % {"number": answered}
    if not answered:
        summary = _("No answers.")
    if result.mean is not None and result.median is not None:
        summary += " " + _("Mean %(mean)s, median %(median)s.") % {
            "mean": _decimal(result.mean),
            "median": number_format(result.median, decimal_pos=1 if result.median % 1 else 0),
        }
    rows = tuple(
        ReportedRow(
            row.label, format_number(row.number), HIDDEN if row.percent is None else percent(row.percent)
        )
        for row in result.rows
    )
    return ReportedQuestion(
        section=result.section,
        is_below=is_below,
        label=result.label,
        summary=summary,
        chart=_chart(result, language),
        rows=rows,
        groups=tuple(_groups(breakdown) for breakdown in result.breakdowns) if result.is_rating else (),
        texts=tuple(map(marked_by_letters, result.texts)) if with_texts else (),
    )


def _groups(breakdown: GroupBreakdown) -> ReportedGroups:
    return ReportedGroups(
        breakdown.title,
        tuple(
            ReportedRow(
                row.label, format_number(row.number), HIDDEN if row.mean is None else _decimal(row.mean)
            )
            for row in breakdown.rows
        ),
    )


def _chart(result: QuestionResult, language: str) -> Picture | None:
    bars = [(row.label, row.number) for row in result.rows]
    return bar_picture(bars, caption=result.label, language=language, is_scale=result.is_rating)


def _decimal(number: float | None) -> str:
    return HIDDEN if number is None else str(number_format(number, decimal_pos=2))
