"""Forms of the reports: text between the figures, the grant, targets, costs, results."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.translation.forms import TranslatedFormField
from confman.web.forms.revisions import RevisionMixin
from outcomes.reports.models.donor import CostLine, EnteredResult, Grant, ReportTarget


class ReportTextForm(RevisionMixin, ConferenceForm):
    """The text at one place of a report, with the revision it was read at."""

    text = TranslatedFormField(
        label=gettext_lazy("Text"),
        required=False,
        multiline=True,
        max_length=20_000,
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )


class GrantForm(ConferenceModelForm):
    award_number = forms.CharField(label=gettext_lazy("Award number"), max_length=100, required=False)

    class Meta:
        model = Grant
        fields = ("period_from", "period_to", "amount", "currency", "purpose")

    field_order = ("award_number", "period_from", "period_to", "amount", "currency", "purpose")


class ReportTargetsForm(ConferenceForm):
    """A number for each measure; empty: no target."""

    def __init__(self, *args: Any, targets: dict[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for measure in ReportTarget.Measure:
            percent = measure.value.endswith("percent")
            label = str(measure.label)
            self.fields[measure.value] = forms.DecimalField(
                label=label[:1].upper() + label[1:],
                required=False,
                min_value=0,
                max_value=100 if percent else 10_000_000,
                decimal_places=1 if percent else 0,
                initial=targets.get(measure.value),
            )

    def numbers(self) -> dict[str, Decimal | None]:
        """Return the target of each measure, None if there is none."""
        return {measure.value: self.cleaned_data[measure.value] for measure in ReportTarget.Measure}


class CostLineForm(ConferenceModelForm):
    class Meta:
        model = CostLine
        fields = ("label", "planned", "actual", "currency", "payer", "paid_by", "in_kind")


class EnteredResultForm(ConferenceModelForm):
    class Meta:
        model = EnteredResult
        fields = ("kind", "question", "respondents", "before_percent", "result_percent", "source")
        help_texts = {
            "before_percent": gettext_lazy("For a test: the mean share of right answers before."),
            "result_percent": gettext_lazy(
                "For a test: the mean share of right answers after. For satisfaction: who was (very) satisfied."
            ),
            "source": gettext_lazy("As in “paper questionnaires of 2 March”."),
        }
