"""Exports attendance: a line for each record, as CSV, XLSX, ODS or JSON."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import RENDERERS, Sheet
from confman.people.privacy import audience_of, listed_through
from registrations.attendance.models import Scan, ScanQuerySet
from registrations.core.domain.names import entity_of, name_on_record


def exported_scans(conference: Conference, rows: ScanQuerySet, *, by: User) -> ScanQuerySet:
    """Return those of the records that an export has: of people whom the privacy layer lets `by` see named.

    A code that led to nobody is not attendance and is in no export.
    """
    scans: ScanQuerySet = rows.exclude(registration=None)
    visible_scans: Any = listed_through(scans, audience_of(by, conference), "registration__person")
    return visible_scans


def export_attendance(conference: Conference, rows: ScanQuerySet, *, format: str, by: User) -> bytes:
    """Return these records as a table, by time. Two queries, however many."""
    scans = (
        exported_scans(conference, rows, by=by)
        .select_related(
            "checkpoint__session",
            "device",
            "registration__person",
            "registration__category",
            "registration__delegation",
        )
        .order_by("at", "pk")
    )
    columns = [
        _("Day"), _("Time"), pgettext("of a person", "Name"), _("Delegation or organization"), _("Category"),
        _("Checkpoint"), _("Session"), _("Direction"), _("Result"), _("Reason"), _("Recorded by"), _("Device"),
    ]  # fmt: skip
    return RENDERERS[format](
        Sheet(_("Attendance"), columns, [_row(conference, scan) for scan in scans.iterator()])
    )


def _row(conference: Conference, scan: Scan) -> list[object]:
    registration = scan.registration
    assert registration is not None
    language = conference.default_language
    local: dt.datetime = conference.local(scan.at)
    session = scan.checkpoint.session
    return [
        local.date(),
        f"{local:%H:%M}",
        name_on_record(registration.person, conference, language),
        entity_of(registration, conference, language),
        str(registration.category.name),
        str(scan.checkpoint.name),
        str(session.title) if session else "",
        str(scan.get_direction_display()),
        str(scan.get_result_display()),
        str(scan.get_reason_display()) if scan.reason else "",
        str(scan.get_means_display()),
        scan.device.name if scan.device else "",
    ]
