"""The ledger of invitees as a file: imported in steps on one page, exported as filtered."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import View

from registrations.core.models.delegation import DelegationKind
from registrations.core.web.exports import ExportMixin
from registrations.correspondence.models import Invitee
from registrations.invitations.exchange import INVITEE_LISTS, export_invitees
from registrations.invitations.web.forms.invitees import InviteeColumnsForm
from registrations.invitations.web.tables import InviteeFilter
from registrations.invitations.web.views.invitees import InviteeMixin
from registrations.tables.web.base import ListColumnsView, ListImportView, ListPage


class InviteeListPage(InviteeMixin, ListPage):
    """A page about lists of invitees."""

    kind = INVITEE_LISTS
    heading = gettext_lazy("Import a list of invitees")
    start_name = "invitee-import"
    page_name = "invitee-import-columns"


class InviteeImportView(InviteeListPage, ListImportView):
    """Takes the file or the pasted cells."""


class InviteeColumnsView(InviteeListPage, ListColumnsView):
    """A list of invitees: new ones are added, those of the ledger updated."""

    form_class = InviteeColumnsForm
    rows_heading = gettext_lazy("Invitees")

    def initial(self) -> dict[str, Any]:
        return {"kind": DelegationKind.INSTITUTION}


class InviteeExportView(ExportMixin, InviteeMixin, View):
    """The filtered ledger as a file. Noted in the history."""

    permission = "registrations.view_invitees"
    of = "invitees"
    noted = "registrations.invitees_exported"

    def content(self, format: str) -> bytes:
        rows = Invitee.objects.of(self.conference).with_letters()
        found = InviteeFilter(self.request.GET, rows, conference=self.conference).qs
        return export_invitees(self.conference, format=format, rows=self.asked(found))
