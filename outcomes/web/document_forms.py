"""What the secretariat may choose when it asks for a document of this floor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.models import WorkingGroup
from confman.conferences.models import Partner, Theme
from confman.conferences.web.forms import ConferenceForm
from outcomes.models import Addressee, FollowUpStatus, Stage


class RecommendationTableForm(ConferenceForm):
    published = forms.BooleanField(label=_("published ones only"), required=False)
    stage = forms.ChoiceField(label=_("stage"), required=False, choices=[("", _("all")), *Stage.choices])
    group = forms.ModelChoiceField(
        label=_("working group"), required=False, queryset=WorkingGroup.objects.all(), empty_label=_("all")
    )
    theme = forms.ModelChoiceField(
        label=_("theme"), required=False, queryset=Theme.objects.all(), empty_label=_("all")
    )
    addressee = forms.ModelChoiceField(
        label=_("addressee"), required=False, queryset=Addressee.objects.all(), empty_label=_("all")
    )


class RecommendationsDocumentForm(RecommendationTableForm):
    participants = forms.ChoiceField(
        label=_("list of participants as an annex"),
        required=False,
        choices=[
            ("", _("in the final document: whole and published")),
            ("yes", _("yes")),
            ("no", _("no")),
        ],
        help_text=_("Only who has agreed to be listed for those whom the document goes to."),
    )


class MatrixDocumentForm(ConferenceForm):
    status = forms.ChoiceField(
        label=_("follow-up"), required=False, choices=[("", _("all")), *FollowUpStatus.choices]
    )
    addressee = forms.ModelChoiceField(
        label=_("addressee"), required=False, queryset=Addressee.objects.all(), empty_label=_("all")
    )


class ReportDocumentForm(ConferenceForm):
    participants = forms.ChoiceField(
        label=_("list of participants as an annex"),
        required=False,
        choices=[("", _("no")), ("yes", _("yes"))],
        help_text=_("Only who has agreed to be listed for everyone."),
    )


class DonorReportDocumentForm(ReportDocumentForm):
    partner = forms.ModelChoiceField(
        label=_("donor"),
        required=False,
        queryset=Partner.objects.filter(role=Partner.Role.DONOR),
        empty_label=_("the first of the list"),
    )


class FollowUpReportForm(ConferenceForm):
    """The period; without one, the year up to today."""

    since = forms.DateField(label=_("from"), required=False)
    until = forms.DateField(label=_("to"), required=False, help_text=_("Empty: the year up to today."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return cleaned
