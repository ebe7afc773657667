"""The ledger of invitees as a file: in by steps on one page, out as it stands filtered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from confman.accounts.sessions import user_of
from confman.documents.rendering.tables import TABLES
from registrations.core.models.delegation import DelegationKind
from registrations.core.web.downloads import handed_out
from registrations.correspondence.models import Invitee
from registrations.invitations.exchange import (
    InviteePlan,
    InviteeReport,
    export_invitees,
    import_invitees,
    plan_invitees,
)
from registrations.invitations.web.forms.invitees import InviteeColumnsForm, InviteeFilterForm
from registrations.invitations.web.views.invitees import InviteeMixin
from registrations.tables.exchange.columns import Target
from registrations.tables.exchange.table import Table
from registrations.tables.web.base import ListColumnsView, ListImportView


class InviteeImportView(InviteeMixin, ListImportView):
    heading = gettext_lazy("Import a list of invitees")
    columns_name = "invitee-import-columns"


class InviteeColumnsView(InviteeMixin, ListColumnsView):
    """A list of invitees: new ones are added, those of the ledger brought up to date."""

    form_class = InviteeColumnsForm
    heading = gettext_lazy("Import a list of invitees")
    rows_heading = gettext_lazy("Invitees")
    start_name = "invitee-import"

    def initial(self) -> dict[str, Any]:
        return {"kind": DelegationKind.INSTITUTION}

    def _options(self, chosen: Mapping[str, Any]) -> dict[str, Any]:
        usual = {name: chosen.get(name) for name in InviteeColumnsForm.usual}
        return {"language": chosen["language"], "usual": usual}

    def plan(self, table: Table, mapping: Mapping[int, Target], chosen: Mapping[str, Any]) -> InviteePlan:
        return plan_invitees(self.conference, table, mapping, **self._options(chosen))

    def write(self, table: Table, mapping: Mapping[int, Target], chosen: Mapping[str, Any]) -> InviteeReport:
        return import_invitees(
            self.conference,
            table,
            mapping,
            by=user_of(self.request),
            skip_bad=chosen["skip_bad"],
            **self._options(chosen),
        )


class InviteeExportView(InviteeMixin, View):
    """POST: the ledger as it stands filtered, as a file. Noted in the history."""

    permission = "registrations.view_invitees"
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = request.POST.get("format", "")
        if chosen not in TABLES:
            raise Http404
        filters = InviteeFilterForm(request.GET, conference=self.conference)
        rows = filters.filtered(Invitee.objects.of(self.conference).with_letters())
        content = export_invitees(self.conference, format=chosen, rows=rows)
        return handed_out(
            content,
            chosen,
            self.conference,
            by=user_of(self.request),
            of="invitees",
            verb="registrations.invitees_exported",
        )
