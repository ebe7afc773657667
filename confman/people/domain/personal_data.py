"""Collect the data of the organization's address book on a person of a conference."""

from typing import Any

from confman.accounts.models import User
from confman.people.domain.address_book import contacts_of
from confman.people.domain.address_book_copies import plain
from confman.people.models import Person

_GIVEN = (
    "name", "title", "sex", "job_title", "institution", "country", "email", "phone", "languages", "consented_on",
    "consent_source", "family_name_first",
)  # fmt: skip


def collect_entries(person: Person) -> list[dict[str, Any]]:
    """Return their entries as plain data, each followed by what was joined to it."""
    return [
        dict(zip(_GIVEN, map(plain, values), strict=True))
        for contact in contacts_of(person)
        for values in zip(*map(contact.all_values, _GIVEN), strict=True)
    ]


def unlink_entry(person: Person, *, by: User) -> None:
    """Forget which entry the record is of.

    Who asks to be erased has left the book before; where only the time of a conference is over, the entry stays.
    """
    Person.objects.filter(pk=person.pk).update(entry=None, as_taken={})


def merge_entries(kept: Person, merged: Person, *, by: User) -> None:
    """Keep the link to the address book, of whichever record has one."""
    if kept.entry_id is None and merged.entry_id:
        kept.entry_id, kept.as_taken = merged.entry_id, merged.as_taken
