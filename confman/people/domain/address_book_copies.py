"""Compare a conference's record with its entry in the address book; take over what the conference corrects."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.translation import get_language

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.models import BookEntry, Person, Sex
from confman.people.models.address_book_copy import AddressBookCopy, AddressBookInstitution
from confman.people.registries import AddressBookKind, booked_kinds
from confman.translation.languages import languages_in_list
from confman.translation.text import TranslatedText
from confman.web.database.changes import change_row
from confman.web.models import field_in_words, field_named


@dataclass(frozen=True)
class EntryDifference:
    """A field in which a record says something else than its entry."""

    label: str
    in_book: str
    in_record: str


def kind_of(record: AddressBookCopy) -> AddressBookKind:
    """Return what kind of record this is. Raises LookupError for one that the address book does not know."""
    for kind in booked_kinds:
        if isinstance(record, kind.model):
            return kind
    raise LookupError(f"{record._meta.label} is no record of the address book.")


def kinds_of(entry: type[BookEntry]) -> list[AddressBookKind]:
    """Return the kinds of records that are taken from entries of this model."""
    return [kind for kind in booked_kinds if kind.model._meta.get_field("entry").related_model is entry]


def shared_fields(record: AddressBookCopy) -> Mapping[str, str]:
    """Return the fields of the record that its entry has, too. What a named addressee is called is not among them."""
    left_out: tuple[str, ...] = ()
    if isinstance(record, AddressBookInstitution) and not record.by_office:
        left_out = record.OF_A_PERSON
    return {name: of_entry for name, of_entry in kind_of(record).fields.items() if name not in left_out}


def book_values(record: AddressBookCopy) -> dict[str, Any]:
    """Return the fields of a new entry that the record gives."""
    return {of_entry: getattr(record, name) for name, of_entry in shared_fields(record).items()}


def link(record: AddressBookCopy, entry: BookEntry) -> None:
    """Link a record to its entry: what both say alike is agreed, and the rest is a correction."""
    alike = [
        name
        for name, of_entry in shared_fields(record).items()
        if not _adds_value(getattr(record, name), getattr(entry, of_entry))
    ]
    agree(record, alike, entry=entry)


def values_of(record: AddressBookCopy, names: Iterable[str] | None = None) -> dict[str, Any]:
    """Return what the record says in these fields, or in all that its entry has, as plain data."""
    names = shared_fields(record) if names is None else names
    return {name: plain(getattr(record, name)) for name in names}


def agree(record: AddressBookCopy, names: Iterable[str] | None = None, **changes: Any) -> None:
    """Note that what the record says now in these fields, or all, has been decided."""
    record.as_taken = {**record.as_taken, **values_of(record, names)}
    for name, value in changes.items():
        setattr(record, name, value)
    # Nothing that the record says is changed: its search text and its revision stay.
    type(record)._base_manager.filter(pk=record.pk).update(as_taken=record.as_taken, **changes)


def corrected_fields(record: AddressBookCopy, among: Collection[str] | None = None) -> dict[str, str]:
    """Return the fields in which the record was corrected since it was taken, each with that of the entry.

    With `among`, only those of these that were.
    """
    return {
        name: of_entry
        for name, of_entry in shared_fields(record).items()
        if (among is None or name in among)
        and _adds_value(value := getattr(record, name), getattr(record.entry, of_entry))
        and record.as_taken.get(name) != plain(value)
    }


def corrections_in(record: AddressBookCopy, fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what the entry would say with these fields corrected; of a text, the languages that the record has."""
    corrected: dict[str, Any] = {}
    for name, of_entry in fields.items():
        value, value_of_entry = getattr(record, name), getattr(record.entry, of_entry)
        corrected[of_entry] = (
            TranslatedText({**value_of_entry, **value}) if isinstance(value, TranslatedText) else value
        )
    return corrected


def differences(record: AddressBookCopy) -> Iterator[EntryDifference]:
    """Yield the corrections as readers see them."""
    entry = record.entry
    for name, of_entry in corrected_fields(record).items():
        label = str(field_named(type(entry), of_entry).verbose_name)
        yield EntryDifference(label, in_words(entry, of_entry), in_words(record, name))


def _adds_value(value: object, value_of_entry: object) -> bool:
    """Tell whether a value says something that the entry does not; an empty one says nothing."""
    if isinstance(value, Mapping) and isinstance(value_of_entry, Mapping):
        return any(value_of_entry.get(language) != text for language, text in value.items())
    return bool(value) and value != Sex.NOT_STATED and value != value_of_entry


def plain(value: object) -> object:
    """Return a field's value as plain data, which the field's `to_python` reads."""
    if isinstance(value, Mapping):
        return dict(value)
    return value if isinstance(value, list) else str(getattr(value, "code", value) or "")


def in_words(row: models.Model, name: str) -> str:
    """Return a field as readers see it, a text in all its languages."""
    value = field_in_words(row, name)
    if name in ("language", "languages"):
        codes = value if isinstance(value, list) else filter(None, [value])
        return languages_in_list(codes, get_language() or "en")
    if isinstance(value, Mapping):
        return "\n".join(value.values())
    return str(localize(value or ""))


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
