"""Forms of the reports: text between the figures, grant, targets, costs, results; narrative reports; their options."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Partner
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.translation.forms import TranslatedFormField
from confman.web.forms.base import RevisionMixin, model_field
from confman.web.uploads.fields import upload_attributes
from outcomes.drafting.exchange.text_import import MAX_BYTES
from outcomes.records.web.forms import PassageForm
from outcomes.reports.models import CostLine, EnteredResult, Grant, Report, ReportParagraph, ReportTarget


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
            self.fields[measure.value] = forms.DecimalField(
                label=capfirst(str(measure.label)),
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


class OwnPassageForm(PassageForm):
    """A new passage, behind another."""

    role = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            (ReportParagraph.Role.TEXT, gettext_lazy("text")),
            (ReportParagraph.Role.HEADING, gettext_lazy("heading")),
        ],
    )
    after = forms.ModelChoiceField(
        queryset=ReportParagraph.objects.none(), required=False, widget=forms.HiddenInput
    )
    field_order = ("role", "text", "after", "revision")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model_field(self, "after").queryset = report.paragraphs.all()


class EditedCopyForm(ConferenceForm):
    file = forms.FileField(
        label=gettext_lazy("The edited file"),
        help_text=gettext_lazy("The Word file (.docx) that was made of this report here, up to 10 MB."),
        widget=forms.FileInput(
            attrs={
                "accept": ".docx",
                **upload_attributes(MAX_BYTES, gettext_lazy("This is not a Word document (.docx).")),
            }
        ),
    )


class ReturnedPassageForm(forms.Form):
    """One difference between file and report. Without words the passage is gone in the file: it is left out."""

    take = forms.BooleanField(required=False)
    words = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    passage = forms.UUIDField(widget=forms.HiddenInput)
    language = forms.CharField(widget=forms.HiddenInput, max_length=20)
    revision = forms.IntegerField(widget=forms.HiddenInput)


ReturnedPassageFormSet = forms.formset_factory(ReturnedPassageForm, extra=0, max_num=1000, absolute_max=1000)


class ReportDetailsForm(ConferenceModelForm):
    class Meta:
        model = Report
        fields = ("title", "symbol")


class NarrativeDocumentForm(ConferenceForm):
    report = forms.ModelChoiceField(
        label=gettext_lazy("Report"),
        queryset=Report.objects.filter(partner=None).exclude(kind__in=("conference", "donor")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from outcomes.reports.documents.narrative import subject_of, title_of

        super().__init__(*args, **kwargs)
        # The field is this form's own copy.
        model_field(self, "report").label_from_instance = lambda report: (  # type: ignore[method-assign, assignment]
            _("%(title)s: %(about)s")
            % {
                "title": title_of(report),
                "about": subject_of(report, self.conference.default_language) or report.conference,
            }
        )


class ReportDocumentForm(ConferenceForm):
    participants = forms.ChoiceField(
        label=gettext_lazy("list of participants as an annex"),
        required=False,
        choices=[("", gettext_lazy("no")), ("yes", gettext_lazy("yes"))],
        help_text=gettext_lazy("Only people who have agreed to be listed for everyone."),
    )


class DonorReportDocumentForm(ReportDocumentForm):
    partner = forms.ModelChoiceField(
        label=gettext_lazy("donor"),
        required=False,
        queryset=Partner.objects.filter(role=Partner.Role.DONOR),
        empty_label=gettext_lazy("the first of the list"),
    )
