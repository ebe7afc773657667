"""The ledger of invitees as a file, imported and exported; and institutions taken from other conferences."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.conferences.web.base import SecretariatView
from confman.web.forms.selection import chosen_keys
from registrations.core.models.delegation import DelegationKind
from registrations.core.web.exports import ExportMixin
from registrations.correspondence.models import Invitee
from registrations.invitations.domain.other_conferences import (
    copy_invitees,
    known_institutions,
    related_conferences,
)
from registrations.invitations.exchange import INVITEE_LISTS, export_invitees
from registrations.invitations.web.forms import InviteeColumnsForm
from registrations.invitations.web.tables import InviteeFilter
from registrations.invitations.web.views.invitees import InviteeMixin
from registrations.spreadsheets.web.base import ListColumnsView, ListImportView, ListPage


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
        invitees = InviteeFilter(self.request.GET, rows, conference=self.conference).qs
        return export_invitees(self.conference, format=format, rows=self.requested_rows(invitees))


SHOWN = 300


class OtherConferencesView(InviteeMixin, SecretariatView):
    """Shows whom other conferences of the organization or series have invited, and takes those who are chosen."""

    template_name = "registrations/invitations/other_conferences.html"
    heading = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "")
        institutions = known_institutions(self.conference, self.request.user, query)
        return super().get_context_data(
            known=institutions[:SHOWN],
            left=max(len(institutions) - SHOWN, 0),
            words_typed=query,
            has_related=bool(related_conferences(self.conference, self.request.user)),
            list_url=self.to("invitee-list"),
            list_label=self.list_label,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        keys = chosen_keys(request.POST.getlist("selected"))
        number = len(copy_invitees(self.conference, keys, by=user_of(request)))
        message = ngettext("%(count)d invitee was added.", "%(count)d invitees were added.", number)
        messages.success(request, message % {"count": number})
        return HttpResponseRedirect(self.to("invitee-list"))
