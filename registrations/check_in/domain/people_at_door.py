"""The columns of a person that a door shows, and which device may name them."""

from confman.documents.domain.texts import in_document
from confman.people.privacy import Audience, may_list
from registrations.attendance.domain.code_reader import digest_of
from registrations.attendance.models import CheckInDevice
from registrations.core.domain.names import badge_name, entity_of
from registrations.core.models.registration import Registration, RegistrationQuerySet

# The columns of a registration needed at a door; every further one costs time at every scan.
NEEDED_AT_A_DOOR = (
    "conference", "status", "mode", "ticket_token",
    *(f"person__{name}" for name in ("name", "given_name", "family_name", "family_name_first", "badge_name")),
    "person__listing", "person__organization", "person__country",
    *(f"category__{name}" for name in ("name", "letter", "colour")),
    "delegation__name",
)  # fmt: skip


def as_shown(rows: RegistrationQuerySet) -> RegistrationQuerySet:
    """Return the rows with what a door shows of them, and no more."""
    return rows.select_related("person", "category", "delegation").only(*NEEDED_AT_A_DOOR)


def may_hold_name(row: Registration, *, trusted: bool) -> bool:
    """Tell whether a device may show and keep who it is.

    One that is not the secretariat's own keeps nobody who is listed for the secretariat alone or only
    counted: the name is on the badge, and the device shows the category.
    """
    return trusted or may_list(row.person.listing, Audience.PARTICIPANTS)


def shown_at_door(row: Registration, device: CheckInDevice) -> dict[str, str]:
    """Return who a person is, as the device shows it, and the digest of their ticket's code, `h`."""
    conference, language = device.conference, device.conference.default_language
    may_name = may_hold_name(row, trusted=device.trusted)
    return {
        "name": badge_name(row.person, conference, language) if may_name else "",
        "entity": entity_of(row, conference, language) if may_name else "",
        "category": in_document(row.category.name, conference, language),
        "letter": row.category.letter,
        "colour": row.category.colour,
        "h": digest_of(row.ticket_token) if row.ticket_token else "",
    }
