"""Change requests of participants in the secretariat: the list, and the decision on one."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.registries import ListAction
from confman.conferences.web.resources import filters, tables
from confman.conferences.web.resources.actions import ActionsMixin
from confman.conferences.web.resources.views import Empty, ListView
from confman.conferences.web.verb_views import ActionView, VerbFormView
from registrations.change_requests.domain import (
    accept_change,
    lines_of,
    refuse_change,
    stale_fields,
    withdraw_change,
)
from registrations.core.models.change_request import ChangeRequest
from registrations.core.web.base import RegistrationsMixin
from registrations.core.web.forms import ReasonForm
from registrations.core.web.portal import ParticipantMixin


class ChangeRequestFilter(filters.ResourceFilter):
    show = filters.ViewFilter(
        [("decided", pgettext_lazy("requests", "Decided"))], method="in_view", usual=gettext_lazy("To decide")
    )

    def in_view(self, rows: Any, name: str, value: str) -> Any:
        if value:
            return rows.exclude(state="open").order_by("-decided_at", "id")
        return rows.open().order_by("requested_at", "id")


class ChangeRequestTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="registration__person__name")
    category = tables.EvidentColumn(gettext_lazy("Category"), accessor="registration__category__name")
    delegation = tables.EvidentColumn(gettext_lazy("Delegation"), accessor="registration__delegation")
    requested_at = tables.MomentColumn(pgettext_lazy("of a request", "Asked"))
    state = tables.StatusColumn(pgettext_lazy("of a request", "State"), tone="tone")
    decided_by = tables.Column(gettext_lazy("Decided by"))

    def hidden_columns(self) -> tuple[str, ...]:
        return () if self.view.request.GET.get("show") else ("decided_by",)


class ChangeRequestListView(RegistrationsMixin, ActionsMixin, ListView):
    """Requests to decide, oldest first; and the decided ones."""

    navigation_key = "registrations.change_requests"
    lead = gettext_lazy("Registration and ticket stay as they are until you decide.")
    table, filter = ChangeRequestTable, ChangeRequestFilter
    is_walked = True
    empty = Empty(
        "check2-circle", gettext_lazy("Nothing to decide"),
        gettext_lazy("Changes requested by approved participants appear here."),
    )  # fmt: skip

    edit_permission = "registrations.review"
    primary_action = "accept"
    actions = (
        ListAction(
            key="accept",
            label=gettext_lazy("Make the changes"),
            verb=accept_change,
            form=ReasonForm,
            consequence=gettext_lazy(
                "Registration and ticket are changed as asked, and each is informed by mail."
            ),
        ),
        ListAction(
            key="refuse",
            label=gettext_lazy("Refuse"),
            verb=refuse_change,
            form=ReasonForm,
            consequence=gettext_lazy("Everything stays as it is, and each is told the reason by mail."),
        ),
    )
    row_page = "change-request"

    def get_rows(self) -> Any:
        return ChangeRequest.objects.of(self.conference).with_names()


class ChangeRequestDecisionForm(ReasonForm):
    """Form for a decision; `overwrite` is asked only if someone has changed the same field since."""

    overwrite = forms.BooleanField(
        label=gettext_lazy("Replace what somebody has written there since with what was asked"),
        required=False,
    )

    def __init__(self, *args: Any, stale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not stale:
            del self.fields["overwrite"]


class ChangeRequestView(RegistrationsMixin, VerbFormView):
    """One request: values before, requested and now; accepted, or refused with a reason."""

    permission = "registrations.review"
    form_class = ChangeRequestDecisionForm
    template_name = "registrations/change_requests/change_request.html"
    list_name = "registrations_secretariat:change-request-list"
    list_label = gettext_lazy("Changes asked for")

    heading = gettext_lazy("Change asked for: %(name)s")
    message_names = {"name": "object.registration.person.name"}

    def siblings(self) -> Any:
        rows = ChangeRequest.objects.of(self.conference).select_related("registration__person")
        return rows.filter(state=self.object.state)

    def get_object(self) -> ChangeRequest:
        return self.own_row(ChangeRequest.objects.with_names())

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "stale": bool(stale_fields(self.object))}

    def perform(self, form: ChangeRequestDecisionForm) -> str:
        reason = form.cleaned_data["reason"]
        if self.request.POST.get("decision") == "accept":
            overwrite = form.cleaned_data.get("overwrite", False)
            accept_change(self.object, by=self.acting_user, reason=reason, overwrite=overwrite)
            return _("The change of %(name)s is made.") % self.message_values()
        refuse_change(self.object, by=self.acting_user, reason=reason)
        return _("The change of %(name)s is refused.") % self.message_values()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(change=self.object, lines=lines_of(self.object), **kwargs)


class WithdrawChangeView(ParticipantMixin, ActionView):
    """Withdraws one's own request. POST only."""

    def perform(self) -> str:
        request = get_object_or_404(
            ChangeRequest, registration=self.registration, pk=self.kwargs["change_request"]
        )
        withdraw_change(request, by=self.acting_user)
        return _("Your request for this change was withdrawn.")
