"""People chosen in the directory, and entries chosen in the address book, as a spreadsheet."""

from typing import Any

from django.http import HttpResponse

from confman.people.models.address_book import BookQuerySet
from confman.people.models.person import PersonQuerySet
from registrations.core.web.downloads import handed_out


def export_chosen(page: Any, people: PersonQuerySet) -> HttpResponse:
    """Return these people as a spreadsheet; the history records who took it."""
    # Imported here: tables load the spreadsheet libraries.
    from registrations.lists.exchange import export_directory

    return handed_out(
        export_directory(page.conference, people, format="xlsx"),
        "xlsx",
        page.conference,
        by=page.acting_user,
        of="people",
        verb="registrations.people_exported",
        chosen=people.count(),
    )


def export_entries(page: Any, entries: BookQuerySet) -> HttpResponse:
    """Return these entries of the address book as a spreadsheet; the history records who took it."""
    from registrations.lists.exchange import export_address_book

    return handed_out(
        export_address_book(page.conference, entries, format="xlsx"),
        "xlsx",
        page.conference,
        by=page.acting_user,
        of="address-book",
        verb="registrations.address_book_exported",
        chosen=entries.count(),
    )
