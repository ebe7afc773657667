"""Lists of people: imported in steps on one page, exported as filtered."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from confman.conferences.web.verb_views import ConfirmView
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.exports import ExportMixin
from registrations.desk.web.views.registration_list import RegistrationListView
from registrations.imports.domain import last_import, undo_import, undoable_import
from registrations.imports.exchange.plan import PEOPLE_LISTS
from registrations.lists.exchange import export_people
from registrations.spreadsheets.web.base import ListColumnsView, ListImportView, ListPage
from registrations.spreadsheets.web.forms import PeopleColumnsForm

# Names in the question.
MAX_NAMES = 20


class PeoplePage(ListPage):
    """A page about lists of people."""

    permission = "registrations.import_people"
    kind = PEOPLE_LISTS
    heading = gettext_lazy("Import a list of people")
    start_name = "import"
    page_name = "import-columns"


class PeopleImportView(PeoplePage, ListImportView):
    """Takes the file or the pasted cells, and offers to undo the last import."""

    template_name = "registrations/imports/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            last_import=last_import(self.conference, by=self.acting_user), **kwargs
        )


class ImportUndoView(RegistrationsMixin, ConfirmView):
    """Asks whether to undo the user's last import of people, and names who stays."""

    permission = "registrations.import_people"
    question = gettext_lazy("Undo the last import of people?")
    action = gettext_lazy("Undo")
    danger = True

    def get_consequence(self) -> str:
        undoable = undoable_import(self.conference, by=self.acting_user)
        number = len(undoable.unused) if undoable else 0
        if undoable is None or not number:
            return _("There is nothing to undo.")
        sentence = ngettext(
            "%(count)d registration that it added, and that nobody has used since, is deleted, with its person. "
            "What it changed in others stays.",
            "%(count)d registrations that it added, and that nobody has used since, are deleted, with their people. "
            "What it changed in others stays.",
            number,
        ) % {"count": number}
        if undoable.used:
            names = ", ".join(str(row.person) for row in undoable.used[:MAX_NAMES])
            more = "…" if len(undoable.used) > MAX_NAMES else ""
            sentence += " " + _("Used since, and kept: %(names)s") % {"names": f"{names}{more}."}
        return sentence

    def perform(self) -> str:
        number = undo_import(self.conference, by=self.acting_user)
        return ngettext(
            "%(count)d registration was taken back.", "%(count)d registrations were taken back.", number
        ) % {"count": number}


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
