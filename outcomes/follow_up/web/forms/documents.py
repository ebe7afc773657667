"""Options of the secretariat for the follow-up matrix and the follow-up report."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.web.fields import filter_field
from confman.conferences.web.forms import ConferenceForm
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.follow_up_status import FollowUpStatus


class MatrixDocumentForm(ConferenceForm):
    status = forms.ChoiceField(
        label=_("follow-up"), required=False, choices=[("", _("all")), *FollowUpStatus.choices]
    )
    addressee = filter_field(Addressee.objects.all(), _("addressee"))


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
