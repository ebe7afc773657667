"""The follow-up matrix: the implementation of each adopted recommendation, from its text to the evidence."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.domain.texts import date_in_text, document_date, document_month, ended_once
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.translation.numbers import percent
from outcomes.follow_up.models.follow_up import FollowUpAction, Indicator, ProgressUpdate, Response
from outcomes.recommendations.documents import PrintedParagraph, text_lines, text_mark
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet
from outcomes.recommendations.models.stages import OPEN_STATUSES, FollowUpStatus
from outcomes.register.domain.made_documents import symbol_to_print

# A row with more letters than this may not fit on the rest of a page.
MAX_WHOLE_LENGTH = 600


@dataclass(frozen=True)
class ResponseCell:
    addressee: str
    answer: str
    letter: str


@dataclass(frozen=True)
class ActionCell:
    """An action as the matrix shows it; `verified` is the secretariat's assessment, `reported` the addressee's."""

    what: str
    lead: str
    partners: str
    due: str
    overdue: bool
    percent: int
    status: str
    reported: str
    verified: str
    evidence: str
    number: int = 0  # where there are several
    done: str = ""  # the percentage in words of the language


@dataclass(frozen=True)
class IndicatorCell:
    name: str
    baseline: str
    target: str
    latest: str


@dataclass(frozen=True)
class MatrixRow:
    number: str
    origin: str
    lines: tuple[PrintedParagraph, ...]
    addressees: str
    responses: tuple[ResponseCell, ...]
    actions: tuple[ActionCell, ...]
    indicators: tuple[IndicatorCell, ...]
    due: str
    status: str
    overdue: bool
    mark: str = ""  # the language of its text in words, if not the document's

    @property
    def text(self) -> str:
        return "\n".join(f"{line.label} {line.text}".strip() for line in self.lines)

    @property
    def is_long(self) -> bool:
        """Return whether its row may be split between pages."""
        return len(self.text) > MAX_WHOLE_LENGTH or len(self.lines) > 8 or len(self.actions) > 2


@dataclass(frozen=True)
class Matrix:
    meta: DocumentMeta
    rows: tuple[MatrixRow, ...]
    summary: tuple[tuple[str, int], ...]
    overdue: int
    as_of: str


def followed_up(conference: Conference) -> RecommendationQuerySet:
    """Find the recommendations with their whole follow-up, in a constant number of queries."""
    updates = ProgressUpdate.objects.accepted().prefetch_related("evidence")
    actions = (
        FollowUpAction.objects.select_related("lead")
        .prefetch_related("partners", Prefetch("updates", queryset=updates))
        .all()
    )
    return (
        Recommendation.objects.of(conference)
        .followed_up()
        .select_related("current_version")
        .prefetch_related(
            "addressees",
            Prefetch("responses", queryset=Response.objects.select_related("addressee")),
            Prefetch("actions", queryset=actions),
            Prefetch("indicators", queryset=Indicator.objects.prefetch_related("values")),
        )
        .defer("search_text")
        .in_order()
    )


def build_matrix(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Matrix:
    """Build the matrix in one language. Options: status, addressee."""
    selection = followed_up(conference)
    if options.get("status"):
        selection = selection.filter(follow_up=options["status"])
    if options.get("addressee"):
        selection = selection.filter(addressees=options["addressee"])
    today = conference.today()
    recommendations = list(selection)
    rows = tuple(_row(recommendation, conference, language, today) for recommendation in recommendations)
    document = OutcomeDocument.objects.of_recommendations(conference)
    counts = dict.fromkeys(FollowUpStatus.values, 0)
    for recommendation in recommendations:
        counts[recommendation.follow_up] += 1
    as_of = ended_once(_("As at %(date)s.") % {"date": date_in_text(today, language)})
    return Matrix(
        meta=document_meta(
            conference,
            language=language,
            title=_("Follow-up matrix"),
            subtitle=_("Implementation of the recommendations"),
            note=as_of,
            symbol=symbol_to_print(conference, "outcomes.follow-up", language, symbol=f"{document.symbol}/FU")
            if document and document.symbol
            else "",
            distribution=str(DISTRIBUTIONS["general"]),
            original_language=conference.default_language,
        ),
        rows=rows,
        summary=tuple((str(status.label), counts[status]) for status in FollowUpStatus if counts[status]),
        overdue=sum(row.overdue for row in rows),
        as_of=as_of,
    )


def _row(recommendation: Recommendation, conference: Conference, language: str, today: dt.date) -> MatrixRow:
    action_rows = list(recommendation.actions.all())
    actions = tuple(
        _action(action, language, today, number if len(action_rows) > 1 else 0)
        for number, action in enumerate(action_rows, start=1)
    )
    late = bool(
        recommendation.due_on and recommendation.due_on < today and recommendation.follow_up in OPEN_STATUSES
    )
    lines = text_lines(recommendation.body, (language, *conference.languages))
    other = next((line.language for line in lines if line.language != language), language)
    return MatrixRow(
        mark=text_mark(recommendation.body, other, language),
        number=str(recommendation.number or "–"),
        origin=recommendation.origin,
        lines=lines,
        addressees="; ".join(str(addressee) for addressee in recommendation.addressees.all()),
        responses=tuple(_responses(recommendation, language)),
        actions=actions,
        indicators=tuple(_indicator(indicator, language) for indicator in recommendation.indicators.all()),
        due=document_date(recommendation.due_on, language) if recommendation.due_on else "",
        status=str(recommendation.get_follow_up_display()),
        overdue=late or any(action.overdue for action in actions),
    )


def _responses(recommendation: Recommendation, language: str) -> list[ResponseCell]:
    """List the answer of each addressee; silence is stated as such."""
    responses_by_addressee = {response.addressee_id: response for response in recommendation.responses.all()}
    cells = []
    for addressee in recommendation.addressees.all():
        response = responses_by_addressee.get(addressee.pk)
        answer = response.get_answer_display() if response else Response.Answer.NO_REPLY.label
        parts = []
        if response and response.letter_number:
            parts.append(_("No. %(number)s") % {"number": response.letter_number})
        if response and response.letter_date:
            parts.append(document_date(response.letter_date, language))
        cells.append(ResponseCell(str(addressee), str(answer), ", ".join(parts)))
    return cells


def _action(action: FollowUpAction, language: str, today: dt.date, number: int) -> ActionCell:
    updates = list(action.updates.all())
    pieces = [item for update in updates for item in update.evidence.all()]
    evidence = [str(item) for item in pieces if not item.is_private]
    if private := len(pieces) - len(evidence):
        evidence.append(
            ngettext(
                "%(count)d document held by the secretariat",
                "%(count)d documents held by the secretariat",
                private,
            )
            % {"count": private}
        )
    return ActionCell(
        what=str(action.what),
        lead=str(action.lead) if action.lead else "",
        partners="; ".join(str(partner) for partner in action.partners.all()),
        due="; ".join(_due(action, language, today)),
        overdue=action.is_overdue(today),
        percent=action.percent,
        status=str(action.get_status_display()),
        reported=next((str(u.get_self_assessment_display()) for u in updates if u.self_assessment), ""),
        # The matrix leaves the secretariat: assessments not yet shown to the addressee are left out.
        verified=next(
            (
                str(u.get_verified_assessment_display())
                for u in updates
                if u.verified_assessment and u.published_at
            ),
            "",
        ),
        evidence="; ".join(evidence),
        number=number,
        done=percent(action.percent),
    )


def _due(action: FollowUpAction, language: str, today: dt.date) -> Iterator[str]:
    if action.due_on:
        yield document_date(action.due_on, language)
    if action.report_by and action.report_by >= today:
        yield _("report by %(day)s") % {"day": document_date(action.report_by, language)}


def _indicator(indicator: Indicator, language: str) -> IndicatorCell:
    unit = str(indicator.unit)
    values = list(indicator.values.all())
    latest = values[-1] if values else None
    return IndicatorCell(
        name=str(indicator),
        baseline=measured(indicator.baseline, unit),
        target=measured(indicator.target, unit),
        latest=f"{measured(latest.value, unit)} ({document_month(latest.as_of, language)})" if latest else "",
    )


def measured(value: Decimal | None, unit: str) -> str:
    """Return a number with its unit, as the language prints it; '' for none."""
    if value is None:
        return ""
    if unit == "%":
        return percent(value, 2)
    return f"{number_format(value.normalize())} {unit}".strip()


def matrix_workbook(data: Matrix) -> bytes:
    """Return two sheets: recommendations, and their actions, one per row."""
    recommendations = Sheet(
        _("Recommendations"),
        [_("Number"), _("Recommendation"), _("Addressees"), _("Response"), _("Letter"), _("Due"), _("Follow-up"),
         _("Overdue"), _("Indicator"), _("Baseline"), _("Target"), _("Latest value"), _("Origin")],
        [
            [
                row.number, row.text, row.addressees,
                "; ".join(f"{cell.addressee}: {cell.answer}" for cell in row.responses),
                "; ".join(cell.letter for cell in row.responses if cell.letter),
                row.due, row.status, _("yes") if row.overdue else "",
                "; ".join(cell.name for cell in row.indicators),
                "; ".join(cell.baseline for cell in row.indicators),
                "; ".join(cell.target for cell in row.indicators),
                "; ".join(cell.latest for cell in row.indicators),
                row.origin,
            ]
            for row in data.rows
        ],
    )  # fmt: skip
    actions = Sheet(
        _("Actions"),
        [_("Recommendation"), _("Action"), _("Lead institution"), _("Partners"), _("Due"), _("Overdue"), _("Done, %"),
         _("Status"), _("Self-assessment"), _("Verified"), _("Evidence")],
        [
            [
                row.origin or row.number, cell.what, cell.lead, cell.partners, cell.due,
                _("yes") if cell.overdue else "", cell.percent, cell.status, cell.reported, cell.verified,
                cell.evidence,
            ]
            for row in data.rows
            for cell in row.actions
        ],
    )  # fmt: skip
    return render_xlsx([recommendations, actions])
