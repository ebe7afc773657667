"""People chosen in the directory, as a spreadsheet."""

from typing import Any

from django.http import HttpResponse

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
