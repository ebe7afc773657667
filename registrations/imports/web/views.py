"""Lists of people: imported in steps on one page, exported as filtered."""

from typing import Any

from django.utils.translation import gettext_lazy

from registrations.core.web.exports import ExportMixin
from registrations.desk.web.views.registration_list import RegistrationListView
from registrations.imports.exchange.plan import PEOPLE_LISTS
from registrations.lists.exchange import export_people
from registrations.spreadsheets.web.base import ListColumnsView, ListImportView, ListPage
from registrations.spreadsheets.web.forms import PeopleColumnsForm


class PeoplePage(ListPage):
    """A page about lists of people."""

    permission = "registrations.import_people"
    kind = PEOPLE_LISTS
    heading = gettext_lazy("Import a list of people")
    start_name = "import"
    page_name = "import-columns"


class PeopleImportView(PeoplePage, ListImportView):
    """Takes the file or the pasted cells."""


class ImportColumnsView(PeoplePage, ListColumnsView):
    """A list of people: persons, their registrations and the delegations they name."""

    form_class = PeopleColumnsForm
    rows_heading = gettext_lazy("People")

    def initial(self) -> dict[str, Any]:
        return {"category": self.conference.categories.first()}


class PeopleExportView(ExportMixin, RegistrationListView):
    """The filtered list as a file. Noted in the history."""

    permission = "registrations.export_people"
    of = "people"
    noted = "registrations.people_exported"

    def content(self, format: str) -> bytes:
        return export_people(self.conference, format=format, rows=self.requested_rows(self.filtered_rows()))
