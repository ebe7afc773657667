"""Corrections come back: what a conference says otherwise since it took something from the address book.

The team of the organization decides on each, because a conference may know a function that holds for its days alone.
Only what people correct about themselves is taken at once: it is their own word on which the entry rests.
"""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.domain.booked import agree, corrected_fields, corrections_in, kinds_of
from confman.people.models import BookEntry, Person
from confman.people.models.address_book_copy import AddressBookCopy
from confman.web.database.changes import change_row


def records_of(entries: QuerySet[Any]) -> list[Any]:
    """Return what conferences have taken of these entries, the latest conference first; a query for each kind."""
    assert issubclass(entries.model, BookEntry)
    records = [
        record
        for kind in kinds_of(entries.model)
        for record in kind.model._base_manager.filter(
            entry__in=entries.order_by().values("pk")
        ).select_related("conference", "entry")
    ]
    return sorted(records, key=lambda record: (-record.conference.starts_on.toordinal(), str(record)))


def corrections_of(entries: QuerySet[Any]) -> list[Any]:
    """Return the records that were corrected since, and not decided on."""
    return [record for record in records_of(entries) if corrected_fields(record)]


def accept_correction(
    record: AddressBookCopy, *, by: User, among: Collection[str] | None = None
) -> list[str]:
    """Let the entry say what the record says, in all fields or `among` these; return its changed fields.

    Raises ValidationError.
    """
    with transaction.atomic():
        entry = type(record.entry).objects.select_for_update().get(pk=record.entry_id)
        record.entry = entry
        fields = corrected_fields(record, among)
        changed = change_row(entry, "people.entry_corrected", corrections_in(record, fields), by=by)
        agree(record, None if among is None else fields)
        record_audit("people.correction_accepted", by=by, target=record, details={"fields": changed})
    return changed


def reject_correction(record: AddressBookCopy, *, by: User) -> None:
    """Keep what the entry says; the same correction is not shown again."""
    fields = sorted(corrected_fields(record))
    with transaction.atomic():
        agree(record)
        record_audit("people.correction_refused", by=by, target=record, details={"fields": fields})


def correct_own_entry(person: Person, fields: Collection[str], *, by: User) -> None:
    """Take what people have said of themselves in these fields into the address book at once.

    What the team has corrected in others still waits.
    """
    if person.entry_id and corrected_fields(person, fields):
        accept_correction(person, by=by, among=fields)
