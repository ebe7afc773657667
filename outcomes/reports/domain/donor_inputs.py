"""Inputs to the report for a donor: the grant, its targets, the costs, and results collected elsewhere."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference, Partner
from confman.web.database.changes import add_row, apply_changes, change_row, delete_row
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import may
from outcomes.reports.models import CostLine, EnteredResult, Grant, ReportTarget


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
