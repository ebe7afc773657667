"""Pages for the inputs of a report to a donor: grants, targets, costs, results typed in."""

from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Partner
from confman.conferences.web.base import SecretariatMixin, SecretariatView
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import ResourceFormView
from confman.conferences.web.verb_views import VerbFormView
from confman.translation.numbers import money
from outcomes.reports.documents.passages import cost_tables, result_tables, targets_table
from outcomes.reports.domain.figures import present_figures, results_of
from outcomes.reports.domain.inputs import (
    add_cost_line,
    add_result,
    change_cost_line,
    change_result,
    remove_cost_line,
    remove_result,
    save_grant,
    set_report_targets,
)
from outcomes.reports.models import CostLine, EnteredResult, Grant, ReportTarget
from outcomes.reports.web import forms
from registrations.statistics.domain.figures import participation_figures


class ReportBasisView(SecretariatView):
    """All inputs, with the present results."""

    permission = "outcomes.edit_report"
    template_name = "outcomes/reports/report_basis.html"
    navigation_key = "outcomes.report_basis"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        results = results_of(self.conference)
        actual = present_figures(self.conference, participation_figures(self.conference), results)
        targets = list(self.conference.report_targets.all())
        donors = list(self.conference.partners.filter(role=Partner.Role.DONOR).select_related("grant"))
        costs = list(self.conference.cost_lines.select_related("payer"))
        return super().get_context_data(
            grants=[
                {
                    "partner": donor,
                    "grant": (grant := getattr(donor, "grant", None)),
                    "amount": money(grant.amount, grant.currency)
                    if grant and grant.amount is not None
                    else "",
                    "grant_url": self.to("grant", donor.pk),
                    "targets_url": self.to("donor-targets", donor.pk),
                    "targets": targets_table(_targets_of(targets, donor), actual),
                }
                for donor in donors
            ],
            conference_targets=targets_table(_targets_of(targets, None), actual),
            costs=costs,
            cost_tables=list(cost_tables(costs)),
            entered=list(self.conference.entered_results.all()),
            result_tables=list(result_tables(results)),
            **kwargs,
        )


def _targets_of(targets: list[ReportTarget], partner: Partner | None) -> list[ReportTarget]:
    return [target for target in targets if target.partner_id == (partner.pk if partner else None)]


class BasisForm(VerbFormView):
    """A form that leads back to that page."""

    permission = "outcomes.edit_report"
    navigation_key = "outcomes.report_basis"

    values_name = "values"


class OfDonor(SecretariatMixin):
    """A mixin that finds the donor of the address."""

    partner: Any
    message_names = {"donor": "partner"}

    def prepare(self) -> None:
        super().prepare()
        self.partner = get_object_or_404(
            self.conference.partners.filter(role=Partner.Role.DONOR), pk=self.kwargs["partner"]
        )


class GrantView(OfDonor, BasisForm):
    form_class = forms.GrantForm
    heading = gettext_lazy("The grant of %(donor)s")

    def get_form_kwargs(self) -> dict[str, Any]:
        grant = Grant.objects.filter(partner=self.partner).first() or Grant(partner=self.partner)
        return {**super().get_form_kwargs(), "instance": grant}

    def get_initial(self) -> dict[str, Any]:
        return {"award_number": self.partner.grant_number}

    def perform(self, form: forms.GrantForm) -> Any:
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        save_grant(
            self.partner, by=self.acting_user, values=values, award_number=form.cleaned_data["award_number"]
        )
        return _("The grant was saved.")


class ReportTargetsView(BasisForm):
    """The page for the targets that the conference itself has planned."""

    form_class = forms.ReportTargetsForm
    heading = gettext_lazy("Targets of the conference")
    lead = gettext_lazy("If empty: no target. Results are counted from the record.")
    partner: Partner | None = None
    verb = set_report_targets
    success_message = gettext_lazy("The targets are saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = ReportTarget.objects.filter(conference=self.conference, partner=self.partner)
        targets: dict[str, Decimal] = dict(rows.values_list("measure", "target"))
        return {**super().get_form_kwargs(), "targets": targets}

    def get_values(self, form: forms.ReportTargetsForm) -> dict[str, Any]:
        return {"targets": form.numbers(), "partner": self.partner}


class DonorTargetsView(OfDonor, ReportTargetsView):
    """The page for the targets promised to one donor."""

    heading = gettext_lazy("Targets promised to %(donor)s")


COMMON: dict[str, Any] = {
    "navigation_key": "outcomes.report_basis",
    "edit_permission": "outcomes.edit_report",
    "list_name": "outcomes_secretariat:report-basis",
    "label": gettext_lazy("Grants, targets and costs"),
    "delete_question": gettext_lazy("Remove “%(name)s”?"),
    "delete_consequence": gettext_lazy("It leaves the report. The history keeps what it said."),
    "delete_label": gettext_lazy("Remove"),
}

cost_lines = Resource(
    model=CostLine, name="cost-line", form=forms.CostLineForm,
    add=add_cost_line, change=change_cost_line, delete=remove_cost_line,
    add_label=gettext_lazy("Add a cost line"),
    messages=Messages(
        gettext_lazy("The cost line was added."), gettext_lazy("The cost line was changed."),
        gettext_lazy("The cost line was removed."),
    ),
    **COMMON,
)  # fmt: skip


class ResultFormView(ResourceFormView):
    """Totals of a questionnaire or a test."""

    lead = gettext_lazy("Of a questionnaire or a test that was collected on paper or elsewhere: its totals.")


entered_results = Resource(
    model=EnteredResult, name="result", form=forms.EnteredResultForm, form_view=ResultFormView,
    add=add_result, change=change_result, delete=remove_result,
    add_label=gettext_lazy("Enter a result"),
    messages=Messages(
        gettext_lazy("The result was added."), gettext_lazy("The result was changed."),
        gettext_lazy("The result was removed."),
    ),
    **COMMON,
)  # fmt: skip
