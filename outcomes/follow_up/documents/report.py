"""The report on the follow-up in a period: what changed, by addressee; silence is stated."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.documents.domain.mastheads import DISTRIBUTIONS, document_meta
from confman.documents.domain.texts import date_in_text, document_date, document_dates, ended_once
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.rendering.charts import bar_picture
from confman.documents.rendering.spreadsheets import Sheet, render_xlsx
from confman.translation.marks import marked_by_letters
from confman.translation.numbers import percent
from outcomes.follow_up.documents.matrix import followed_up, measured
from outcomes.follow_up.domain.statistics import FollowUpFigures, follow_up_figures
from outcomes.follow_up.models.follow_up import IndicatorValue, ProgressUpdate, Response
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FollowUpStatus
from outcomes.register.domain.made_documents import symbol_to_print


@dataclass(frozen=True)
class ReportedChange:
    """A change in the period: its time, its recommendation, its kind, and its words."""

    day: dt.date
    date: str
    recommendation: str
    kind: str
    what: str
    text: str = ""


@dataclass(frozen=True)
class AddresseeChanges:
    """An addressee: the state of its answers and actions, and what changed."""

    name: str
    answers: str
    silence: str
    actions: str
    changes: tuple[ReportedChange, ...]
    nothing: str


@dataclass(frozen=True)
class StatusLine:
    label: str
    now: int
    moved: int


@dataclass(frozen=True)
class FollowUpReport:
    meta: DocumentMeta
    period: str
    summary: tuple[str, ...]
    statuses: tuple[StatusLine, ...]
    chart: Picture | None
    moves: tuple[ReportedChange, ...]
    addressees: tuple[AddresseeChanges, ...]

    @property
    def moves_have_reasons(self) -> bool:
        return any(change.text for change in self.moves)


def build_follow_up_report(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> FollowUpReport:
    """Build the report in one language. Options: since, until (ISO days); else the year up to today."""
    until = _day(options.get("until")) or conference.today()
    since = _day(options.get("since")) or until - dt.timedelta(days=364)
    period = document_dates(since, until, language)
    changes = _Changes(conference, since, until, language)
    figures = follow_up_figures(conference)
    document = OutcomeDocument.objects.of_recommendations(conference)
    return FollowUpReport(
        meta=document_meta(
            conference,
            language=language,
            title=_("Follow-up report"),
            subtitle=period,
            note=ended_once(_("As at %(date)s.") % {"date": date_in_text(conference.today(), language)}),
            symbol=symbol_to_print(
                conference, "outcomes.follow-up-report", language, symbol=f"{document.symbol}/FU/{until.year}"
            )
            if document and document.symbol
            else "",
            distribution=str(DISTRIBUTIONS["general"]),
            original_language=conference.default_language,
        ),
        period=period,
        summary=tuple(_summary(figures, changes))
        if changes.rows
        else (_("No recommendation has been adopted yet."),),
        statuses=tuple(_statuses(figures, changes)),
        chart=bar_picture(
            [(str(FollowUpStatus(status).label), number) for status, number in figures.by_status.items()],
            caption="",
            language=language,
        ),
        moves=tuple(sorted(changes.moves, key=lambda change: change.day)),
        addressees=tuple(changes.by_addressee(figures)),
    )


def _day(value: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else value or None


class _Changes:
    """The changes between two days, read in a constant number of queries."""

    def __init__(self, conference: Conference, since: dt.date, until: dt.date, language: str) -> None:
        self.conference, self.language = conference, language
        self.first = dt.datetime.combine(since, dt.time(), conference.zone)
        self.end = dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), conference.zone)
        self.since, self.until = since, until
        self.rows: dict[UUID, Recommendation] = {row.pk: row for row in followed_up(conference)}
        self.by_body: defaultdict[UUID, list[ReportedChange]] = defaultdict(list)
        self.moves = self._moves()
        self._answers()
        self._reports()
        self._measurements()

    def _add(self, addressee: UUID | None, change: ReportedChange) -> None:
        if addressee:
            self.by_body[addressee].append(change)

    def _change(self, day: dt.date, pk: UUID, kind: str, what: object, text: str = "") -> ReportedChange:
        return ReportedChange(
            day, document_date(day, self.language), self.rows[pk].reference, kind, str(what), text
        )

    def _moves(self) -> list[ReportedChange]:
        """Return the changes of the status of recommendations, from the history."""
        entries = AuditEntry.objects.filter(
            conference_id=self.conference.pk, verb="outcomes.recommendation_followed_up",
            at__gte=self.first, at__lt=self.end,
        ).order_by("at")  # fmt: skip
        changes = []
        for entry in entries:
            after = entry.details.get("to", "")
            if entry.target_id in self.rows and after in FollowUpStatus.values:
                before = entry.details.get("from", "")
                text = _("%(before)s → %(after)s") % {
                    "before": FollowUpStatus(before).label if before in FollowUpStatus.values else "–",
                    "after": FollowUpStatus(after).label,
                }
                day = entry.at.astimezone(self.conference.zone).date()
                changes.append(
                    self._change(day, entry.target_id, _("Status"), text, marked_by_letters(entry.reason))
                )
        return changes

    def _answers(self) -> None:
        """Add the answers by the date of their letter, if there was one: it may be typed in weeks later."""
        for row in Response.objects.of(self.conference).received():
            received = row.received_at.astimezone(self.conference.zone).date() if row.received_at else None
            day = row.letter_date or received
            if row.recommendation_id in self.rows and day and self.since <= day <= self.until:
                letter = _(" (No. %(number)s)") % {"number": row.letter_number} if row.letter_number else ""
                what = f"{row.get_answer_display()}{letter}"
                self._add(
                    row.addressee_id,
                    self._change(day, row.recommendation_id, _("Reply"), what, str(row.text)),
                )

    def _reports(self) -> None:
        """Add the accepted reports whose period ends between the days."""
        rows = ProgressUpdate.objects.of(self.conference).accepted()
        rows = rows.filter(period_to__gte=self.since, period_to__lte=self.until)
        for row in rows.select_related("action").prefetch_related("evidence"):
            action = row.action
            if action.recommendation_id not in self.rows:
                continue
            parts = [str(row.narrative)]
            if row.obstacles:
                parts.append(_("Obstacles: %(text)s") % {"text": row.obstacles})
            if row.self_assessment:
                parts.append(_("Self-assessment: %(status)s") % {"status": row.get_self_assessment_display()})
            if row.verified_assessment and row.published_at:
                parts.append(_("Verified: %(status)s") % {"status": row.get_verified_assessment_display()})
                if row.addressee_comment:
                    comment = marked_by_letters(row.addressee_comment)
                    parts.append(_("Comment of the addressee: %(text)s") % {"text": comment})
            released = [str(item) for item in row.evidence.all() if not item.is_private]
            if released:
                parts.append(_("Evidence: %(list)s") % {"list": "; ".join(released)})
            share = "" if row.percent is None else f" ({percent(row.percent)})"
            self._add(
                action.lead_id,
                self._change(
                    row.period_to, action.recommendation_id, _("Report"), f"{action.what}{share}",
                    "\n".join(part for part in parts if part),
                ),
            )  # fmt: skip

    def _measurements(self) -> None:
        """Yield values of indicators, under every lead institution of the recommendation."""
        values = IndicatorValue.objects.filter(
            indicator__recommendation__conference=self.conference, as_of__gte=self.since, as_of__lte=self.until
        ).select_related("indicator")  # fmt: skip
        for value in values:
            indicator = value.indicator
            if indicator.recommendation_id in self.rows:
                what = f"{indicator}: {measured(value.value, str(indicator.unit))}"
                change = self._change(
                    value.as_of, indicator.recommendation_id, _("Indicator"), what, value.source
                )
                recommendation = self.rows[indicator.recommendation_id]
                for lead in {action.lead_id for action in recommendation.actions.all()}:
                    self._add(lead, change)

    def by_addressee(self, figures: FollowUpFigures) -> list[AddresseeChanges]:
        return [
            AddresseeChanges(
                name=str(line.addressee),
                answers=_("Replies: %(answers)s.") % {"answers": ", ".join(
                    f"{Response.Answer(answer).label} ({number})" for answer, number in line.answers.items()
                )} if line.answers else "",
                silence=_(
                    "Recommendations without a reply: %(count)d; this does not mean that no action was taken."
                ) % {"count": line.silent} if line.silent else "",
                actions=_actions(line.actions, line.overdue),
                changes=tuple(sorted(self.by_body.get(line.addressee.pk, ()), key=lambda change: change.day)),
                nothing="" if self.by_body.get(line.addressee.pk) else _("Nothing was received in the period."),
            )
            for line in figures.addressees
        ]  # fmt: skip


def _actions(number: int, overdue: int) -> str:
    if not number:
        return ""
    if not overdue:
        return _("Actions led: %(count)d.") % {"count": number}
    return _("Actions led: %(count)d, of which overdue: %(overdue)d.") % {"count": number, "overdue": overdue}


def _summary(figures: FollowUpFigures, changes: _Changes) -> list[str]:
    kinds = Counter(change.kind for entries in changes.by_body.values() for change in entries)
    return [
        _("Recommendations followed up: %(count)d.") % {"count": figures.total},
        _("Replies in the period: %(answers)d; progress reports: %(reports)d; changes of status: %(moves)d.")
        % {"answers": kinds[_("Reply")], "reports": kinds[_("Report")], "moves": len(changes.moves)},
        _("Replies requested: %(asked)d; received: %(received)d; outstanding: %(silent)d.")
        % {"asked": figures.asked, "received": figures.received, "silent": figures.silent},
        _("Actions overdue: %(count)d.") % {"count": figures.overdue_actions},
    ]


def _statuses(figures: FollowUpFigures, changes: _Changes) -> list[StatusLine]:
    arrived = Counter(change.what.rpartition(" → ")[2] for change in changes.moves)
    return [
        StatusLine(str(status.label), figures.by_status.get(status.value, 0), arrived[str(status.label)])
        for status in FollowUpStatus
        if figures.by_status.get(status.value) or arrived[str(status.label)]
    ]  # fmt: skip


def follow_up_report_workbook(data: FollowUpReport) -> bytes:
    """Return two sheets: the present state of addressees, and every change, one per row."""
    return render_xlsx([
        Sheet(
            _("Addressees"),
            [_("Addressee"), _("Answers"), _("No reply received"), _("Actions"), _("Changes in the period")],
            [[p.name, p.answers, p.silence, p.actions, len(p.changes)] for p in data.addressees],
        ),
        Sheet(
            _("Changes"),
            [_("Addressee"), _("Day"), _("Recommendation"), _("Kind"), _("What"), _("Text")],
            [
                [part.name, change.day, change.recommendation, change.kind, change.what, change.text]
                for part in data.addressees
                for change in part.changes
            ]
            + [["", change.day, change.recommendation, change.kind, change.what, change.text] for change in data.moves],
        ),
    ])  # fmt: skip
