"""Finding somebody who comes to the door without a ticket: only for devices of the secretariat."""

from dataclasses import dataclass
from uuid import UUID

from confman.people.models import Person
from registrations.attendance.domain.admission import admission_of, for_checkpoint
from registrations.attendance.domain.attendance import approved_first
from registrations.attendance.domain.code_reader import digest_of
from registrations.attendance.domain.messages import reason_words
from registrations.attendance.models.check_in import CheckInDevice
from registrations.core.domain.names import badge_name, entity_of, in_document, second_name
from registrations.core.models.registration import Registration


@dataclass(frozen=True)
class FoundAtDoor:
    """One result. `s` (admission), `r` (why not, or why with care) and `h` (digest of the ticket’s code; "" without a
    ticket) are as in the state of the device, whose program reads both.
    """

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
    """Return the people who may be meant by what was typed, in any script; those who are approved first.

    Empty text finds nobody.
    """
    if not words.strip():
        return []
    rows = for_checkpoint(
        Registration.objects.of(device.conference).alive().search(words), device.checkpoint
    ).select_related("person", "category", "delegation")
    return [_line(row, device) for row in approved_first(rows)]


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


def person_at_door(device: CheckInDevice, registration: UUID) -> Person | None:
    """Return the person of a registration, if it is one of this conference and is not over."""
    rows = Registration.objects.of(device.conference).alive().select_related("person")
    row = rows.filter(pk=registration).first()
    return row.person if row else None
