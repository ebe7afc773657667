"""Forms of narrative reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from confman.web.forms.base import model_field
from outcomes.records.web.forms import PassageForm
from outcomes.reports.models.report import Report, ReportParagraph


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
        widget=forms.FileInput(attrs={"accept": ".docx"}),
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
        label=gettext_lazy("report"),
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
