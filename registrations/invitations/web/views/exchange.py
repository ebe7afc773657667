"""The ledger of invitees as a file: imported in steps on one page, exported as filtered."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.documents.rendering.tables import TABLES
from registrations.core.models.delegation import DelegationKind
from registrations.core.web.downloads import handed_out
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


class InviteeExportView(InviteeMixin, View):
    """The filtered ledger as a file. Noted in the history."""

    permission = "registrations.view_invitees"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("format", "")
        if chosen not in TABLES:
            raise Http404
        rows = Invitee.objects.of(self.conference).with_letters()
        found = InviteeFilter(request.GET, rows, conference=self.conference).qs
        content = export_invitees(self.conference, format=chosen, rows=found)
        return handed_out(
            content,
            chosen,
            self.conference,
            by=user_of(self.request),
            of="invitees",
            verb="registrations.invitees_exported",
        )
