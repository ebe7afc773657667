"""Inputs to a report: texts between its figures; for a donor the grant, targets, costs, results from elsewhere."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Partner
from confman.translation.text import TranslatedText
from confman.web.database.changes import (
    add_row,
    apply_changes,
    change_row,
    changed_meanwhile,
    claim_revision,
    delete_row,
)
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import may
from outcomes.reports.models import (
    CostLine,
    EnteredResult,
    Grant,
    Report,
    ReportKind,
    ReportParagraph,
    ReportTarget,
)
from registrations.lifecycle.table import MEASURES

# The places for texts, in the order of the report.
TEXT_PLACES: dict[str, Promise] = {
    "summary": gettext_lazy("Summary"),
    "conference": gettext_lazy("The conference"),
    "targets": gettext_lazy("Targets and results"),
    "participants": gettext_lazy("Participants"),
    "sessions": gettext_lazy("Sessions"),
    "recommendations": gettext_lazy("Recommendations"),
    "follow-up": gettext_lazy("Follow-up"),
    "results": gettext_lazy("Tests and satisfaction"),
    "costs": gettext_lazy("Costs"),
    "lessons": gettext_lazy("Lessons and next steps"),
}
_FIGURE = re.compile(r"\{(\w+)\}")


def names_of_places(_conference: UUID, keys: Collection[str]) -> dict[str, str]:
    """Return what these places of a report are called."""
    return {key: str(TEXT_PLACES[key]) for key in keys if key in TEXT_PLACES}


def report_paragraphs(
    conference: Conference, kind: str, *, partner: Partner | None = None
) -> dict[str, ReportParagraph]:
    """Return the texts written for a report, by their place; one query."""
    paragraphs = ReportParagraph.objects.filter(
        report__conference=conference, report__kind=kind, report__about=_about(partner)
    )
    return {paragraph.section: paragraph for paragraph in paragraphs}


def write_report_text(
    conference: Conference,
    *,
    by: User,
    kind: str,
    place: str,
    text: TranslatedText,
    revision: int,
    partner: Partner | None = None,
) -> ReportParagraph:
    """Save a text at its place. `revision` is that of the text being changed, 0 if there was none.

    Raises Refused for users who may not, for an unknown place, and for unknown figures in {braces}; StaleRevision if
    another text was saved since.
    """
    if not may(by, "outcomes.edit_report", conference):
        raise Refused(_("You may not write the report; the rapporteur’s office may."))
    if place not in TEXT_PLACES or kind not in (ReportKind.CONFERENCE, ReportKind.DONOR):
        raise Refused(_("The report has no place “%(place)s”.") % {"place": place})
    check_figures(text)
    with transaction.atomic():
        report, _made = Report.objects.get_or_create(
            conference=conference, kind=kind, about=_about(partner),
            defaults={"partner": partner, "created_by": by},
        )  # fmt: skip
        paragraph, created = ReportParagraph.objects.get_or_create(
            report=report, section=place,
            defaults={"text": text, "is_edited": True, "position": list(TEXT_PLACES).index(place)},
        )  # fmt: skip
        if not created:
            claim_revision(paragraph, revision)
            ReportParagraph.objects.filter(pk=paragraph.pk).update(text=text, is_edited=True)
        elif revision:
            # The text was there and is gone: saving again, the writer begins a new one.
            raise changed_meanwhile(ReportParagraph(revision=0))
        record_audit(
            "outcomes.report_written", by=by, conference=conference, target=report, label=str(TEXT_PLACES[place]),
            details={"kind": kind, "place": place, "languages": sorted(text)},
        )  # fmt: skip
    paragraph.refresh_from_db()
    return paragraph


def _about(partner: Partner | None) -> str:
    return str(partner.pk) if partner else ""


# --- Figures in the text --------------------------------------------------------------------------------

FIGURES: dict[str, Promise] = {
    **{key: measure.noun for key, measure in MEASURES.items()},
    "participant_days": gettext_lazy("participant-days"),
    "women_percent": gettext_lazy("women among those who attended, per cent"),
    "countries": gettext_lazy("countries of those who attended"),
    "institutions": gettext_lazy("institutions of those who attended"),
    "sessions": gettext_lazy("sessions held"),
    "adopted": gettext_lazy("recommendations adopted"),
    "implemented": gettext_lazy("recommendations implemented"),
}


def check_figures(text: Mapping[str, str]) -> None:
    """Raise Refused if a text uses an unknown figure."""
    for translation in text.values():
        for name in _FIGURE.findall(translation):
            if name not in FIGURES:
                raise Refused(
                    _("There is no figure {%(name)s}. There are: %(known)s.")
                    % {"name": name, "known": ", ".join(f"{{{figure}}}" for figure in FIGURES)}
                )


def with_figures(text: str, figures: Mapping[str, str]) -> str:
    """Return the text with the present value of every {figure}; unknown ones stay as written.

    >>> with_figures("{attended} people from {countries} countries", {"attended": "61", "countries": "9"})
    '61 people from 9 countries'
    """
    return _FIGURE.sub(lambda match: figures.get(match[1], match[0]), text)


def _require(conference: Conference, by: User) -> None:
    if not may(by, "outcomes.edit_report", conference):
        raise Refused(_("You may not change what the report says; the rapporteur’s office may."))


def save_grant(partner: Partner, *, by: User, values: Mapping[str, Any], award_number: str) -> Grant:
    """Save the terms of the agreement with a donor; the award number is a field of the partner."""
    conference = partner.conference
    _require(conference, by)
    if partner.role != Partner.Role.DONOR:
        raise Refused(
            _("%(partner)s is not a donor: its role is set under “Partners”.") % {"partner": partner}
        )
    with transaction.atomic():
        grant, _is_new = Grant.objects.select_for_update().get_or_create(partner=partner)
        changed = apply_changes(grant, values)
        if partner.grant_number != award_number:
            partner.grant_number = award_number
            partner.save(update_fields=["grant_number"])
        record_audit(
            "outcomes.grant_changed", by=by, conference=conference, target=grant, label=str(partner),
            details={"award number": award_number, "fields": changed},
        )  # fmt: skip
    return grant


def set_report_targets(
    conference: Conference, targets: Mapping[str, Decimal | None], *, by: User, partner: Partner | None = None
) -> None:
    """Set the targets promised to a donor (or planned, without one); None removes a target."""
    _require(conference, by)
    with transaction.atomic():
        # In one order, whatever that of the form: others may set the same.
        for measure, number in sorted(targets.items()):
            of_measure: dict[str, Any] = {"conference": conference, "partner": partner, "measure": measure}
            if number is None:
                ReportTarget.objects.filter(**of_measure).delete()
            else:
                ReportTarget(**of_measure, target=number).clean_fields(exclude=["conference", "partner"])
                ReportTarget.objects.update_or_create(**of_measure, defaults={"target": number})
        record_audit(
            "outcomes.report_targets_set",
            by=by,
            target=partner or conference,
            label=str(partner or ""),
            details={key: str(number) for key, number in targets.items() if number is not None},
        )


def add_cost_line(conference: Conference, *, by: User, **values: Any) -> CostLine:
    """Add a line to the costs, last in the table."""
    row = CostLine(conference=conference, position=conference.cost_lines.count(), **values)
    return _added(row, by, "cost_line")


def change_cost_line(line: CostLine, *, by: User, **values: Any) -> None:
    """Change a line of the costs."""
    _changed(line, by, "cost_line", values)


def remove_cost_line(line: CostLine, *, by: User) -> None:
    """Delete a line; the history keeps its content."""
    _removed(line, by, "cost_line", {"planned": str(line.planned), "actual": str(line.actual or "")})


def add_result(conference: Conference, *, by: User, **values: Any) -> EnteredResult:
    """Add totals collected on paper or elsewhere. Raises ValidationError if a test has no value before it."""
    row = EnteredResult(conference=conference, position=conference.entered_results.count(), **values)
    return _added(row, by, "result")


def change_result(result: EnteredResult, *, by: User, **values: Any) -> None:
    """Change entered totals. Raises ValidationError if a test has no value before it."""
    _changed(result, by, "result", values)


def remove_result(result: EnteredResult, *, by: User) -> None:
    """Delete a typed result; the history keeps its content."""
    _removed(result, by, "result", {"answers": result.respondents, "result": str(result.result_percent)})


InputT = TypeVar("InputT", CostLine, EnteredResult)


def _added(row: InputT, by: User, noun: str) -> InputT:
    _require(row.conference, by)
    return add_row(row, f"outcomes.{noun}_added", by=by, label=str(row))


def _changed(row: CostLine | EnteredResult, by: User, noun: str, values: Mapping[str, Any]) -> None:
    _require(row.conference, by)
    change_row(row, f"outcomes.{noun}_changed", values, by=by, label=str(row))


def _removed(row: CostLine | EnteredResult, by: User, noun: str, details: dict[str, Any]) -> None:
    _require(row.conference, by)
    delete_row(row, f"outcomes.{noun}_removed", by=by, label=str(row), details=details)
