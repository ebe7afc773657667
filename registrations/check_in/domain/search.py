"""Finding somebody who comes to the door without a ticket: only for devices of the secretariat."""

from dataclasses import dataclass
from uuid import UUID

from confman.people.models import Person
from registrations.attendance.domain.admission import admission_of, for_checkpoint
from registrations.attendance.domain.messages import reason_words
from registrations.attendance.domain.ticket_codes import digest_of
from registrations.attendance.models.check_in import CheckInDevice
from registrations.core.domain.names import badge_name, entity_of, in_document, second_name
from registrations.core.models.registration import Registration

MOST = 20


@dataclass(frozen=True)
class FoundAtDoor:
    """One result; `s` and `r` are as in the state of the device."""

    registration: UUID
    name: str
    second_name: str
    entity: str
    category: str
    letter: str
    colour: str
    status: str
    s: str
    r: str
    h: str
    photo: bool


def find_at_door(device: CheckInDevice, words: str) -> list[FoundAtDoor]:
    """Return the people who may be meant by what was typed, in any script; those who may enter first.

    Empty text finds nobody.
    """
    if not words.strip():
        return []
    rows = for_checkpoint(
        Registration.objects.of(device.conference).alive().search(words), device.checkpoint
    ).select_related("person", "category", "delegation")
    found = sorted(rows[: MOST * 3], key=lambda row: not row.is_approved)[:MOST]
    return [_line(row, device) for row in found]


def _line(row: Registration, device: CheckInDevice) -> FoundAtDoor:
    conference, language = device.conference, device.conference.default_language
    level, reason = admission_of(row, device.checkpoint)
    name = badge_name(row.person, conference, language)
    return FoundAtDoor(
        registration=row.pk,
        name=name,
        second_name=second_name(row.person, conference, name),
        entity=entity_of(row, conference, language),
        category=in_document(row.category.name, conference, language),
        letter=row.category.letter,
        colour=row.category.colour,
        status=row.status,
        s=str(level.value),
        r=reason_words(reason),
        h=digest_of(row.ticket_token) if row.ticket_token else "",
        photo=bool(row.person.photo),
    )


def person_with_photo(device: CheckInDevice, registration: UUID) -> Person | None:
    """Return the person whose photograph is asked for, if registered for this conference."""
    rows = Registration.objects.of(device.conference).alive().select_related("person")
    row = rows.filter(pk=registration).first()
    return row.person if row else None
