"""What the secretariat may choose when it asks for a document of this floor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.rooms.models.working_group import WorkingGroup
from confman.conferences.models import Partner, Theme
from confman.conferences.web.forms import ConferenceForm
from confman.translation.languages import language_name
from outcomes.amendments.models import Amendment
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.document import DocumentIssue
from outcomes.recommendations.models.follow_up_status import FollowUpStatus
from outcomes.recommendations.models.recommendation import Recommendation, Stage


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


class TwoColumnsForm(RecommendationsDocumentForm):
    """The same, and which language stands in the second column. The participants have no place in a column."""

    beside = forms.ChoiceField(label=_("language of the second column"))
    participants = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["beside"].choices = [(code, language_name(code)) for code in self.conference.languages]
        self.fields["beside"].initial = self.conference.languages[-1]
        self.order_fields(["beside"])


class CorrigendumDocumentForm(ConferenceForm):
    """Which of them. Left empty it is the last."""

    issue = forms.ModelChoiceField(
        label=_("corrigendum or revision"),
        required=False,
        queryset=DocumentIssue.objects.all(),
        empty_label=_("the last one"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["issue"]
        found = field.queryset.filter(document__conference=self.conference)
        field.queryset = found.exclude(kind=DocumentIssue.Kind.ORIGINAL).defer("content", "changes")


class AmendmentsDocumentForm(ConferenceForm):
    recommendation = forms.ModelChoiceField(
        label=_("text"), required=False, queryset=Recommendation.objects.all(), empty_label=_("all")
    )
    state = forms.ChoiceField(
        label=_("which"),
        required=False,
        choices=[("", _("all but those withdrawn")), ("open", _("those still to be decided"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amended = Amendment.objects.of(self.conference).order_by().values("recommendation")
        field = self.fields["recommendation"]
        field.queryset = field.queryset.filter(pk__in=amended).only("working_ref", "number", "conference")


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
    until = forms.DateField(
        label=pgettext_lazy("period", "to"), required=False, help_text=_("Empty: the year up to today.")
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return cleaned
