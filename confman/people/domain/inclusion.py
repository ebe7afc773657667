"""Take entries of the address book into a conference: several in one act, which can be undone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit, record_audit_in_bulk
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.address_book import keys_of, names_of
from confman.people.domain.address_book_copies import values_of
from confman.people.models import BookEntry, Consent, Contact, Listing, Person, PossibleDuplicate
from confman.people.models.address_book_copy import AddressBookCopy
from confman.people.models.person import CONSENT_TEXT_VERSION
from confman.people.registries import AddressBookKind
from confman.web.errors import Refused


@dataclass(frozen=True)
class Offer:
    """An entry that the conference may take; whether it has it, or someone of the same mailbox or name."""

    entry: BookEntry
    is_here: bool = False
    same_mail: bool = False
    same_name: bool = False

    @property
    def is_double(self) -> bool:
        return self.same_mail or self.same_name


def entry_model(kind: AddressBookKind) -> type[BookEntry]:
    """Return the model of the entries that such records are taken from."""
    return kind.model._meta.get_field("entry").related_model


def offers(conference: Conference, kind: AddressBookKind, words: str = "") -> list[Offer]:
    """Return the entries with these words, each compared with what the conference has. Two queries."""
    entries = entry_model(kind).objects.of(conference).search(words)
    rows = list(kind.model.objects.of(conference))
    entry_keys = {row.entry_id for row in rows}
    mails = {row.email.lower() for row in rows if row.email}
    names = {name for row in rows for name in _names(row, kind)}
    return [
        Offer(
            entry,
            entry.pk in entry_keys,
            entry.email.lower() in mails if entry.email else False,
            not names.isdisjoint(_names(entry, kind)),
        )
        for entry in entries
    ]


def add_entries(
    conference: Conference, kind: AddressBookKind, keys: Collection[UUID], *, by: User
) -> Sequence[Any]:
    """Add what is chosen to the conference, and return the new records. What it has already is left out."""
    with transaction.atomic():
        # Of two who take at once the second finds what the first has taken.
        Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
        records = [
            _record_of(offer.entry, conference, kind)
            for offer in offers(conference, kind)
            if not offer.is_here and offer.entry.pk in keys
        ]
        kind.model.objects.bulk_create(records, batch_size=500)
        kind.taken(records)
        record_audit_in_bulk(kind.verb, by=by, conference=conference, targets=records)
        if records:
            record_audit(
                "people.taken_from_book", by=by, target=conference,
                details={"count": len(records), "kind": kind.key, "rows": [str(record.pk) for record in records]},
            )  # fmt: skip
    return records


def _record_of(entry: BookEntry, conference: Conference, kind: AddressBookKind) -> AddressBookCopy:
    values = {name: getattr(entry, of_entry) for name, of_entry in kind.fields.items()}
    record = kind.model(conference=conference, entry=entry, **values, **kind.made(entry))
    if hasattr(record, "is_practice"):
        record.is_practice = conference.is_practice
    record.as_taken = values_of(record)
    record.prepare_search()
    return record


def last_taking(conference: Conference, kind: AddressBookKind, *, by: User) -> AuditEntry | None:
    """Return the last act by which the user took such records, if it was not undone."""
    acts = AuditEntry.objects.of(conference).filter(by=by, details__kind=kind.key)
    last = acts.filter(verb__in=("people.taken_from_book", "people.taking_undone")).order_by("-at").first()
    return last if last and last.verb == "people.taken_from_book" else None


def undo_taking(conference: Conference, kind: AddressBookKind, *, by: User) -> int:
    """Delete what the user's last act took; return how much.

    Raises Refused where there is no such act, or one of the records was changed or used since.
    """
    act = last_taking(conference, kind, by=by)
    if act is None:
        raise Refused(_("There is nothing to undo."))
    with transaction.atomic():
        rows = list(kind.model.objects.of(conference).select_for_update().filter(pk__in=act.details["rows"]))
        touched = AuditEntry.objects.filter(target_id__in=[row.pk for row in rows]).exclude(verb=kind.verb)
        changed = set(touched.values_list("target_id", flat=True))
        if used := [str(row) for row in rows if row.pk in changed or _is_used(row)]:
            raise Refused(
                _("These were changed or used since, so nothing was undone: %(names)s.")
                % {"names": ", ".join(used)}
            )
        kind.model.objects.filter(pk__in=[row.pk for row in rows]).delete()
        record_audit(
            "people.taking_undone", by=by, target=conference,
            details={"count": len(rows), "kind": kind.key},
        )  # fmt: skip
    return len(rows)


def consent_comes_along(people: Sequence[Person]) -> None:
    """Give people who were taken their consent to be kept, so that they can take it back there, too."""
    Consent.objects.bulk_create(
        Consent(
            person=person, kind=Consent.Kind.NEXT, given=True, text_version=CONSENT_TEXT_VERSION,
            source="in the address book",
        )
        for person in people
    )  # fmt: skip


def hidden_at_first(contact: Contact) -> dict[str, Any]:
    """Return what people who were taken begin with: nobody but the secretariat sees them."""
    return {"listing": Listing.SECRETARIAT}


def _names(row: AddressBookCopy | BookEntry, kind: AddressBookKind) -> set[Any]:
    """Return by what a row and an entry are the same: addressees of recommendations have no country."""
    if kind.model is Person:
        return names_of(row.name)
    keys = keys_of(row)
    return keys if hasattr(kind.model, "country") else {name for name, _country in keys}


def _is_used(row: models.Model) -> bool:
    """Tell whether anything refers to the row but what came with it."""
    came_along: tuple[type[models.Model], ...] = (Consent, PossibleDuplicate)
    return any(
        relation.related_model._base_manager.filter(**{relation.field.name: row.pk}).exists()
        for relation in row._meta.related_objects
        if relation.related_model not in came_along
    )
