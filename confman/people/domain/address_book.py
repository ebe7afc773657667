"""The address book of an organization: its institutions, and the people who agreed to be kept.

Duplicates are found by mailbox and name, joined field by field, and parted again.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference, Organization
from confman.people.domain.address_book_copies import book_values, kind_of, kinds_of, link, plain
from confman.people.models import BookEntry, Consent, Contact, Institution, Person, Sex, fold_name
from confman.people.models.address_book_copy import AddressBookCopy, AddressBookInstitution
from confman.people.models.person import CONSENT_TEXT_VERSION
from confman.translation.text import TranslatedText
from confman.web.database.changes import add_row, apply_changes, change_row, delete_row
from confman.web.errors import Refused
from confman.web.models import field_named
from confman.web.search import fold

# So long after the last conference that they were at people stay in the book: three years.
RETENTION = dt.timedelta(days=3 * 365)


def add_institution(conference: Conference, *, by: User, **fields: Any) -> Institution:
    """Add an institution to the organization's address book. Raises Refused, ValidationError for a duplicate."""
    institution = Institution(organization=book_of(conference), **fields)
    _refuse_duplicate(same_institutions(Institution.objects.of(conference), institution))
    return add_row(institution, "people.institution_added", by=by, label=str(institution))


def change_institution(institution: Institution, *, by: User, **changes: Any) -> list[str]:
    """Change an institution; what conferences have taken of it stays as it is. Raises ValidationError."""
    return change_row(institution, "people.institution_changed", changes, by=by, label=str(institution))


def delete_institution(institution: Institution, *, by: User) -> None:
    """Delete an institution from the book; what conferences have taken of it stays."""
    delete_row(institution, "people.institution_deleted", by=by, label=str(institution))


def add_contact(conference: Conference, *, by: User, **fields: Any) -> Contact:
    """Add a person on the word noted in `consent_source`. Raises ValidationError without one, and for a duplicate."""
    contact = Contact(organization=book_of(conference), **fields)
    _refuse_duplicate(same_people(Contact.objects.of(conference), contact))
    return add_row(contact, "people.contact_added", by=by)


def change_contact(contact: Contact, *, by: User, **changes: Any) -> list[str]:
    """Change a person in the book; what conferences have taken stays as it is. Raises ValidationError."""
    return change_row(contact, "people.contact_changed", changes, by=by)


def leave_address_book(contact: Contact, *, by: User) -> None:
    """Take a person out of the book at once. In every conference they are kept for none of the next any more.

    An entry that was joined to another meanwhile leaves with that.
    """
    with transaction.atomic():
        book = Contact.objects.select_for_update().filter(organization=contact.organization_id)
        others = (entry for entry in book.filter(joined__isnull=False) if entry.has_taken_in(contact.pk))
        contact = book.filter(pk=contact.pk).first() or next(others, contact)
        linked = contact.people.with_last_consent(Consent.Kind.NEXT).select_related("conference")  # type: ignore[misc]
        people = list(linked)
        refusing = [person for person in people if person.consented]
        Consent.objects.bulk_create(
            Consent(
                person=person, kind=Consent.Kind.NEXT, given=False, text_version=CONSENT_TEXT_VERSION,
                source="taken out of the address book",
            )
            for person in refusing
        )  # fmt: skip
        for person in people:
            record_audit("people.left_book", by=by, target=person)
        contact.people.update(entry=None, as_taken={})
        delete_row(contact, "people.contact_left", by=by)


def expire_contacts(*, by: User) -> int:
    """Take out whom no conference of the last years has seen; return how many. A legal hold stops it."""
    day = timezone.localdate() - RETENTION
    retained = Conference.objects.exclude(legal_hold="") | Conference.objects.filter(is_sample=True)
    expired = (
        Contact.objects.filter(consented_on__lt=day)
        .exclude(people__conference__ends_on__gte=day)
        .exclude(organization__conferences__in=retained)
    )
    contacts = list(expired)
    for contact in contacts:
        leave_address_book(contact, by=by)
    return len(contacts)


# --- From a conference into the book ----------------------------------------------------------------------


def enter_person(person: Person, *, by: User) -> Contact:
    """Enter a person of a conference who agreed to be kept; one who is in the book is only linked to it.

    Raises Refused without their consent.
    """
    organization = _book_for(person)
    contacts = Contact.objects.filter(organization=organization)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        consent = person.consents.filter(kind=Consent.Kind.NEXT).order_by("-at").first()
        if person.forgotten_at or consent is None or not consent.given:
            raise Refused(_("They have not agreed to be kept for the next conferences."))
        contact = next(same_people(contacts, person), None) or add_row(
            Contact(
                organization=organization,
                consented_on=timezone.localdate(consent.at),
                consent_source=consent.source or str(person.conference),
                **book_values(person),
            ),
            "people.contact_added",
            by=by,
        )
        link(person, contact)
        record_audit("people.entered_book", by=by, target=person)
    return contact


def enter_institution(record: AddressBookInstitution, *, by: User) -> Institution:
    """Enter the institution of a conference's record, without a named addressee. Raises Refused."""
    organization = _book_for(record)
    institutions = Institution.objects.filter(organization=organization)
    with transaction.atomic():
        institution = next(same_institutions(institutions, record), None)
        if institution is None:
            values = {**book_values(record), **kind_of(record).entered(record)}
            institution = Institution(organization=organization, **values)
            add_row(institution, "people.institution_added", by=by, label=str(institution))
        link(record, institution)
        record_audit("people.entered_book", by=by, target=record)
    return institution


def _refuse_duplicate(same: Iterator[BookEntry]) -> None:
    """Raise ValidationError if there is one who is the same."""
    if entry := next(same, None):
        raise ValidationError({"name": _("“%(name)s” is in the address book already.") % {"name": entry}})


def book_of(conference: Conference) -> Organization:
    """Return whose address book the conference uses. Raises Refused for a conference of no organization."""
    if conference.organization is None:
        raise Refused(_("The conference belongs to no organization, and has no address book."))
    return conference.organization


def _book_for(record: AddressBookCopy) -> Organization:
    """Return whose book a record may enter. Raises Refused for one of practice, or that is there."""
    organization = book_of(record.conference)
    if getattr(record, "is_practice", False):
        raise Refused(_("It was made for practice."))
    if record.entry_id:
        raise Refused(_("It is in the address book already."))
    return organization


# --- Who is the same --------------------------------------------------------------------------------------


def names_of(name: object) -> set[str]:
    """Return a person's names in all languages, folded, as they are compared."""
    return {fold_name(text) for text in TranslatedText.of(name).values()}


def keys_of(record: AddressBookCopy | BookEntry) -> set[tuple[str, str]]:
    """Return by what an institution is recognized: each of its names, in its country."""
    if isinstance(record, BookEntry):
        names, countries = record.all_values("name"), record.all_values("country")
    else:
        names, countries = iter([record.name]), iter([getattr(record, "country", "")])
    return {
        (fold(text), str(getattr(country, "code", country) or ""))
        for name, country in zip(names, countries, strict=True)
        for text in TranslatedText.of(name).values()
    }


def same_people(contacts: Iterable[Contact], person: Person | Contact) -> Iterator[Contact]:
    """Yield the contacts of the same name and mailbox; for a person without a mailbox, of the same institution.

    Anybody can type a name and an institution into a form, and with it goes a mailbox of their own.
    """
    names, email = names_of(person.name), person.email.lower()
    works_for = set() if email else names_of(_institution_of(person))
    for contact in contacts:
        has_mailbox = email and email in map(str.lower, contact.all_values("email"))
        if not (has_mailbox or works_for & _names(contact.all_values("institution"))):
            continue
        if names & _names(contact.all_values("name")):
            yield contact


def _institution_of(person: Person | Contact) -> TranslatedText:
    return person.organization if isinstance(person, Person) else person.institution


def _names(names: Iterable[TranslatedText]) -> set[str]:
    return set().union(*map(names_of, names))


def same_institutions(
    institutions: Iterable[Institution], record: AddressBookCopy | BookEntry
) -> Iterator[Institution]:
    """Yield the institutions that have one of its names in its country."""
    keys = keys_of(record)
    names = {name for name, _country in keys}
    for institution in institutions:
        own_keys = keys_of(institution)
        # An addressee of recommendations has no country.
        if keys & own_keys or (
            not hasattr(record, "country") and names & {name for name, _country in own_keys}
        ):
            yield institution


def contacts_of(person: Person) -> list[Contact]:
    """Return their entries in the book of the organization: the one that they are linked to, and the same person.

    A record of practice, or without a mailbox that was confirmed, is nobody's except for its link: whose mail goes to
    a focal point has the name and the institution that the focal point chose, and a page that they open.
    """
    contacts = Contact.objects.of(person.conference)
    linked = list(contacts.filter(pk=person.entry_id))
    if person.is_practice or not person.email:
        return linked
    others = contacts.exclude(pk=person.entry_id)
    mailbox = Q(email__iexact=person.email) | Q(joined__isnull=False)
    same = list(same_people(others.filter(mailbox), person))
    if same and person.pk in set().union(*answers(Query.UNCONFIRMED, person.conference)):
        return linked
    return linked + same


# The consent of both counts, and is shown as that of the person who agreed last.
_CONSENT = ("consented_on", "consent_source")


@dataclass(frozen=True)
class EntryChoice:
    """A field in which two entries differ, and whether the one that goes says more."""

    name: str
    joined_is_fuller: bool


def duplicates_of(entry: BookEntry) -> list[BookEntry]:
    """Return the other entries of the book that have its mailbox or one of its names."""
    marks = _marks(entry)
    others = type(entry)._default_manager.filter(organization=entry.organization_id).exclude(pk=entry.pk)
    return [other for other in others if marks & _marks(other)]


def _marks(entry: BookEntry) -> set[object]:
    names: set[Any] = names_of(entry.name) if isinstance(entry, Contact) else keys_of(entry)
    return names | ({entry.email.lower()} if entry.email else set())


def joined_fields(model: type[BookEntry]) -> list[str]:
    """Return the fields that are joined one by one: the name, and all others of the form except for the consent."""
    names = [
        field.name
        for field in model._meta.concrete_fields
        if field.editable and not field.is_relation and field.name not in _CONSENT
    ]
    return sorted(names, key=lambda name: name != "name")


def entry_choices(kept: BookEntry, gone: BookEntry) -> list[EntryChoice]:
    """Return the fields that both fill differently; texts in different languages are combined."""
    choices = []
    for name in joined_fields(type(kept)):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if isinstance(mine, TranslatedText):
            if any(mine[code] != theirs[code] for code in mine.keys() & theirs.keys()):
                choices.append(EntryChoice(name, len(theirs) > len(mine)))
        elif _has_value(mine) and _has_value(theirs) and mine != theirs:
            choices.append(EntryChoice(name, isinstance(mine, list) and len(theirs) > len(mine)))
    return choices


def join_entries(kept: BookEntry, gone: BookEntry, *, by: User, take: Collection[str] = ()) -> BookEntry:
    """Give `kept` what it lacks of `gone`, and all records taken from either, and delete `gone`.

    Where both say something, `kept` wins except for the fields in `take`. Raises Refused for two of different books or
    kinds, for one and the same, and where one of them has gone meanwhile.
    """
    if kept.pk == gone.pk or type(kept) is not type(gone) or kept.organization_id != gone.organization_id:
        raise Refused(_("Choose two different entries of the same address book."))
    with transaction.atomic():
        kept, gone = _locked(kept, gone)
        values = _joined_values(kept, gone, take)
        changed = [name for name, value in values.items() if value != getattr(kept, name)]
        act = {
            "id": str(gone.pk),
            "said": _values_of(gone, [*joined_fields(type(gone)), *_consent_of(gone), "joined"]),
            "records": _move_records(gone, kept),
            "before": _values_of(kept, changed),
            "after": {name: _plain(values[name]) for name in changed},
        }
        gone.delete()
        apply_changes(kept, {**values, "joined": [*(kept.joined or ()), act]})
        fields = {"fields": sorted(changed)} if changed else {}
        record_audit("people.entries_joined", by=by, target=kept, details={"merged": act["id"], **fields})
    return kept


def part_entries(kept: BookEntry, *, by: User) -> BookEntry:
    """Undo the last joining: both entries say what they said, and have their records; return the one that is back.

    Raises Refused if there is none, or if something that the joining changed was changed since.
    """
    with transaction.atomic():
        kept = type(kept)._default_manager.select_for_update().get(pk=kept.pk)
        if not kept.joined:
            raise Refused(_("There is nothing to undo."))
        *earlier, act = kept.joined
        after = act["after"]
        if since := [name for name, value in _values_of(kept, after).items() if value != after[name]]:
            labels = ", ".join(str(field_named(type(kept), name).verbose_name) for name in since)
            raise Refused(_("It was changed since, so nothing was undone: %(fields)s.") % {"fields": labels})
        apply_changes(kept, {**_typed(kept, act["before"]), "joined": earlier or None})
        parted = type(kept)(id=UUID(act["id"]), organization_id=kept.organization_id)
        for name, value in _typed(parted, act["said"]).items():
            setattr(parted, name, value)
        parted.joined = parted.joined or None
        parted.save(force_insert=True)
        for kind in kinds_of(type(kept)):
            rows = kind.model._base_manager.filter(entry=kept, pk__in=act["records"].get(kind.key, ()))
            rows.update(entry=parted)
        record_audit("people.entries_parted", by=by, target=kept, details={"parted": act["id"]})
    return parted


def _locked(kept: BookEntry, gone: BookEntry) -> tuple[BookEntry, BookEntry]:
    rows = type(kept)._default_manager.select_for_update().filter(pk__in=(kept.pk, gone.pk)).order_by("pk")
    entry_by_pk = {row.pk: row for row in rows}
    if len(entry_by_pk) < 2:
        raise Refused(_("One of the two has left the address book meanwhile. Look at the list again."))
    for row in rows:
        row.joined = row.joined or []
    return entry_by_pk[kept.pk], entry_by_pk[gone.pk]


def _joined_values(kept: BookEntry, gone: BookEntry, take: Collection[str]) -> dict[str, Any]:
    """Return what the entry says once both are one."""
    values: dict[str, Any] = {}
    for name in joined_fields(type(kept)):
        mine, theirs = getattr(kept, name), getattr(gone, name)
        if isinstance(mine, TranslatedText):
            first, second = (theirs, mine) if name in take else (mine, theirs)
            values[name] = TranslatedText({**second, **first})
        else:
            values[name] = theirs if _has_value(theirs) and (name in take or not _has_value(mine)) else mine
    last = max((kept, gone), key=lambda entry: getattr(entry, "consented_on", 0))
    return values | {name: getattr(last, name) for name in _consent_of(kept)}


def _move_records(gone: BookEntry, kept: BookEntry) -> dict[str, list[str]]:
    """Give the records taken of one entry to the other; return their keys by kind."""
    keys_by_kind = {}
    for kind in kinds_of(type(gone)):
        rows = kind.model._base_manager.filter(entry=gone)
        keys_by_kind[kind.key] = [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(entry=kept)
    return keys_by_kind


def _consent_of(entry: BookEntry) -> tuple[str, ...]:
    return _CONSENT if isinstance(entry, Contact) else ()


def _has_value(value: object) -> bool:
    return bool(value) and value != Sex.NOT_STATED


def _values_of(entry: BookEntry, names: Collection[str]) -> dict[str, Any]:
    return {name: _plain(getattr(entry, name)) for name in names}


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else plain(value)


def _typed(entry: BookEntry, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data as the fields have them."""
    return {name: field_named(type(entry), name).to_python(value) for name, value in values.items()}
