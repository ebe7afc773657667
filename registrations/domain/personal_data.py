"""What this floor holds on a person: giving it, erasing it, moving it when two records become one."""

from __future__ import annotations

from typing import Any

from confman.people.models import Person
from registrations.domain.places import free_places
from registrations.models import FocalPoint, Registration, RegistrationStatus


def collect_registrations(person: Person) -> list[dict[str, Any]]:
    """Their registrations, with the scans that say when they were there."""
    rows = Registration.objects.filter(person=person).with_names().prefetch_related("scans__checkpoint")
    return [
        {
            "category": dict(row.category.name),
            "delegation": dict(row.delegation.name) if row.delegation else None,
            "function": row.function,
            "mode": row.mode,
            "status": row.status,
            "reason": row.decision_reason,
            "answers": row.answers,
            "submitted": row.submitted_at,
            "confirmed": row.confirmed_at,
            "decided": row.decided_at,
            "ticket": row.ticket_token,
            "scans": [
                {"checkpoint": dict(scan.checkpoint.name), "at": scan.at, "result": scan.result}
                for scan in row.scans.all()
            ],
        }
        for row in rows
    ]


def erase_registrations(person: Person, *, by: Any) -> None:
    """Blank what could tell who it was; state, category and scans stay for the totals, of nobody known."""
    rows = Registration.objects.filter(person=person)
    open_ones = list(rows.alive().exclude(status=RegistrationStatus.APPROVED))
    free_places([row for row in open_ones if row.holds_a_place])
    rows.filter(pk__in=[row.pk for row in open_ones]).update(status=RegistrationStatus.CANCELLED)
    rows.update(answers={}, notes="", decision_reason="", ticket_token=None, form_key=None)


def merge_registrations(kept: Person, merged: Person, *, by: Any) -> None:
    """Their registrations become those of the person who is kept; of two open ones the further stays.

    The other is cancelled, with its place given back and its scans moved along.
    """
    mine = Registration.objects.filter(person=kept).alive().first()
    theirs = Registration.objects.filter(person=merged).alive().first()
    if mine and theirs:
        order = list(RegistrationStatus)
        further, other = sorted(
            (mine, theirs), key=lambda row: order.index(RegistrationStatus(row.status)), reverse=True
        )
        if other.holds_a_place:
            free_places([other])
        other.scans.update(registration=further)
        other.status = RegistrationStatus.CANCELLED
        other.save(update_fields=["status"])
    Registration.objects.filter(person=merged).update(person=kept)


def collect_focal_points(person: Person) -> list[dict[str, Any]]:
    return [
        {"delegation": dict(row.delegation.name), "since": row.created_at}
        for row in FocalPoint.objects.filter(person=person).select_related("delegation")
    ]


def erase_focal_points(person: Person, *, by: Any) -> None:
    """Their link opens nothing from now on."""
    FocalPoint.objects.filter(person=person).delete()


def merge_focal_points(kept: Person, merged: Person, *, by: Any) -> None:
    """What one of them spoke for, the one who is kept speaks for."""
    for focal_point in FocalPoint.objects.filter(person=merged):
        if FocalPoint.objects.filter(person=kept, delegation=focal_point.delegation_id).exists():
            focal_point.delete()
        else:
            FocalPoint.objects.filter(pk=focal_point.pk).update(person=kept)
