"""Attendees of another system as the lines of a list of people: found, compared and checked as in any such list."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from confman.conferences.models import Conference
from confman.people.models import Person, fold_name
from registrations.core.domain.ticket_codes import new_ticket_token
from registrations.core.models.category import Category
from registrations.core.models.registration import RegistrationStatus as Status
from registrations.imports.exchange.resource import PeopleResource, PlannedRow
from registrations.source_systems.exchange.description import SourceAttendee
from registrations.spreadsheets.exchange.columns import ColumnTarget, ListRow, ListSheet, clean_cell
from registrations.spreadsheets.exchange.row_reader import LINE

_COLUMNS = (
    "title", "name", "given_name", "family_name", "email", "organization", "job_title", "country", "phone", "category",
)  # fmt: skip


class AttendeeResource(PeopleResource):
    """Reads attendees. `planned` maps their codes to what becomes of them; several may be of one person.

    `categories` are those of the conference by the codes of the other system, `known` the people who were taken
    earlier, by the codes of their registrations.
    """

    def __init__(
        self,
        conference: Conference,
        attendees: Sequence[SourceAttendee],
        *,
        categories: Mapping[str, Category],
        person_ids: Mapping[str, UUID],
    ) -> None:
        # A person has one registration: where there are several, the one that counts comes first.
        self.attendees = sorted(attendees, key=lambda attendee: attendee.status != Status.APPROVED)
        self.by_code, self.planned = categories, dict[str, PlannedRow]()
        self._by_address: dict[tuple[str, str], Person] = {}
        names = ("confman_id", *_COLUMNS)
        rows = [
            ListRow(
                number,
                (
                    str(person_ids.get(attendee.code, "")),
                    *(clean_cell(getattr(attendee, name), is_data=True) for name in _COLUMNS),
                ),
            )
            for number, attendee in enumerate(self.attendees)
        ]
        mapping = {number: ColumnTarget(name) for number, name in enumerate(names)}
        super().__init__(conference, ListSheet(names, tuple(rows)), mapping)

    def value_of(self, name: str, cell: str) -> object:
        return self.by_code.get(cell) if name == "category" else super().value_of(name, cell)

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Person, bool]:
        """Return the same person as in any list; but two of one name, whose addresses differ there, are two."""
        email, names = row["__values__"].get("email", "").lower(), row["__texts__"].get("name", {})
        keys = [(fold_name(name), email) for name in names.values()]
        if same := next((self._by_address[key] for key in keys if key in self._by_address), None):
            return same, False
        person, is_new = super().get_or_init_instance(instance_loader, row)
        is_taken = person.pk in self._planned and not row["__values__"].get("confman_id")
        if is_taken and email and person.email and person.email.lower() != email:
            person, is_new = self.new_person(), True
        if email:
            self._by_address |= dict.fromkeys(keys, person)
        return person, is_new

    def import_instance(self, instance: Person, row: dict[str, Any], **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        attendee = self.attendees[row[LINE]]
        planned = self._planned[instance.pk]
        self.planned[attendee.code] = planned
        if planned.facts:
            return
        planned.facts = _facts(attendee)
        if planned.is_new and attendee.language in self.conference.languages:
            instance.language = attendee.language

    def place_of(self, line: int) -> str:
        """Return where in the files a line comes from."""
        return self.attendees[line].place


def _facts(attendee: SourceAttendee) -> dict[str, Any]:
    """Return what a new registration is beyond what a list says."""
    now = timezone.now()
    is_approved = attendee.status == Status.APPROVED
    return {
        "status": attendee.status,
        "submitted_at": attendee.submitted_at or now,
        "decided_at": None if attendee.status == Status.SUBMITTED else now,
        "ticket_token": new_ticket_token() if is_approved else None,
    }
