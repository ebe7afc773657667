"""Forms of the check-in: devices, cases of the help desk, who is inside."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from registrations.attendance.models import CaseOutcome, CheckInDevice
from registrations.core.models.delegation import Delegation


class DeviceForm(ConferenceModelForm):
    class Meta:
        model = CheckInDevice
        fields = ["name", "checkpoint", "trusted", "expires_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            # The evening of the last day, else of today, and from eleven at night on that of tomorrow.
            soonest = self.conference.local(timezone.now() + dt.timedelta(hours=1)).date()
            last = max(self.conference.ends_on, soonest)
            evening = dt.datetime.combine(last, dt.time(23, 0), tzinfo=self.conference.zone)
            self.fields["expires_at"].initial = evening

    def clean_expires_at(self) -> dt.datetime:
        until: dt.datetime = self.cleaned_data["expires_at"]
        if until <= timezone.now():
            raise ValidationError(_("This time has passed. A device needs some time to work."))
        return until


class CaseForm(ConferenceForm):
    """Records the solution for a person at the help desk."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was done?"), choices=CaseOutcome, widget=forms.RadioSelect
    )


class NoteForm(ConferenceForm):
    """The four letters that someone brings from a door."""

    note = forms.CharField(
        label=gettext_lazy("Note from the door"),
        required=False,
        max_length=10,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "autocapitalize": "characters"}),
    )


class DelegationInsideForm(ConferenceForm):
    """The delegation whose people inside are shown by name."""

    delegation = forms.ModelChoiceField(
        Delegation.objects.all(),
        required=False,
        label=gettext_lazy("People of a delegation"),
        empty_label=gettext_lazy("choose a delegation"),
    )
