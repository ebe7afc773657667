"""Finding somebody who comes to the door without a ticket: only for devices of the secretariat."""

from typing import Any
from uuid import UUID

from confman.people.models import Person
from registrations.attendance.domain.admission import admission_of, for_checkpoint
from registrations.attendance.domain.attendance import approved_first
from registrations.attendance.domain.messages import reason_words
from registrations.attendance.models.check_in import CheckInDevice
from registrations.check_in.domain.scans import shown_at_door
from registrations.core.domain.names import second_name
from registrations.core.models.registration import Registration


def find_at_door(device: CheckInDevice, words: str) -> list[dict[str, Any]]:
    """Return the people who may be meant by what was typed, in any script; those who are approved first.

    `s` (admission), `r` (why not, or why with care) and `h` (digest of the ticket’s code; "" without a ticket) are as
    in the state of the device, whose program reads both. Empty text finds nobody.
    """
    if not words.strip():
        return []
    rows = for_checkpoint(
        Registration.objects.of(device.conference).alive().search(words), device.checkpoint
    ).select_related("person", "category", "delegation")
    return [_line(row, device) for row in approved_first(rows)]


def _line(row: Registration, device: CheckInDevice) -> dict[str, Any]:
    level, reason = admission_of(row, device.checkpoint)
    shown = shown_at_door(row, device)
    return {
        **shown,
        "registration": str(row.pk),
        "second_name": second_name(row.person, device.conference, shown["name"]),
        "status": row.status,
        "s": str(level.value),
        "r": reason_words(reason),
        "photo": bool(row.person.photo),
    }


def person_at_door(device: CheckInDevice, registration: UUID) -> Person | None:
    """Return the person of a registration, if it is one of this conference and is not over."""
    rows = Registration.objects.of(device.conference).alive().select_related("person")
    row = rows.filter(pk=registration).first()
    return row.person if row else None
