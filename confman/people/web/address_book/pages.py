"""Common parts of the pages of the address book."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property

from confman.conferences.web.base import SecretariatMixin
from confman.people.domain.address_book_copies import corrections_of, differences, kind_of, records_of
from confman.people.models import BookEntry, Contact, Institution


class BookMixin(SecretariatMixin):
    """A page of the address book, for the team of the organization."""

    permission = "people.keep_address_book"

    @cached_property
    def may_see(self) -> Callable[[Any], bool]:
        """Return a check of a user's access to a record, by the rule of its page; asked once for each conference."""
        answers: dict[tuple[str, Any], bool] = {}

        def is_visible(record: Any) -> bool:
            key = (kind_of(record).permission, record.conference_id)
            if key not in answers:
                answers[key] = self.request.user.has_perm(key[0], record.conference)
            return answers[key]

        return is_visible

    def records(self, entry: BookEntry) -> list[Any]:
        """Return what conferences have taken of the entry, as far as the user may see it there."""
        entries = type(entry)._default_manager.filter(pk=entry.pk)
        return [record for record in records_of(entries) if self.may_see(record)]

    def corrections(self, entries: QuerySet[Any]) -> list[dict[str, Any]]:
        """Return the corrections of these entries that the user may see, as the page shows them."""
        return as_shown(
            [correction for correction in corrections_of(entries) if self.may_see(correction)],
            self.conference.slug,
        )

    def get_object(self) -> Any:
        # The entry is the organization's: what is done to it stands in the history of no conference.
        return (
            self.conference
            if self.queryset is None or "pk" not in self.kwargs
            else self.own_row(self.queryset)
        )


class OfInstitutions:
    """A page about an institution."""

    queryset: ClassVar[QuerySet[Any] | None] = Institution.objects.all()
    page = "institution"
    navigation_key = "people.institutions"


class OfContacts:
    """A page about a person."""

    queryset: ClassVar[QuerySet[Any] | None] = Contact.objects.all()
    page = "contact"
    navigation_key = "people.contacts"


def as_shown(records: list[Any], slug: str) -> list[dict[str, Any]]:
    """Return corrections as the page shows them."""
    return [
        {
            "record": record,
            "kind": kind_of(record).key,
            "entry": record.entry,
            "url": reverse(
                f"people_secretariat:{record.entry._meta.model_name}", args=[slug, record.entry_id]
            ),
            "differences": list(differences(record)),
        }
        for record in records
    ]
