"""Forms of the check-in: devices, cases of the help desk, sheets."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.fields import ConferenceChoiceField
from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from registrations.attendance.domain.sign_in_sheets import days_of
from registrations.attendance.models.attendance import Checkpoint
from registrations.attendance.models.check_in import CaseOutcome, CheckInDevice
from registrations.core.models.delegation import Delegation
from registrations.protocol.web.forms.protocol_documents import HandedOutForm


class DeviceForm(ConferenceModelForm):
    class Meta:
        model = CheckInDevice
        fields = ["name", "checkpoint", "trusted", "expires_at"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["expires_at"].initial = _end_of(self.conference)

    def clean_expires_at(self) -> dt.datetime:
        until: dt.datetime = self.cleaned_data["expires_at"]
        if until <= timezone.now():
            raise ValidationError(_("This moment is over. A device needs some time to work."))
        return until


def _end_of(conference: Any) -> dt.datetime:
    """Return the evening of the last day, else of today."""
    last = max(conference.ends_on, conference.today())
    return dt.datetime.combine(last, dt.time(23, 0), tzinfo=conference.zone)


class CaseForm(ConferenceForm):
    """How the case of a person at the help desk was settled."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What was done?"), choices=CaseOutcome, widget=forms.RadioSelect
    )


class NoteForm(ConferenceForm):
    """The four letters that somebody brings from a door."""

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


def days_to_choose(conference: Conference) -> list[tuple[str, str]]:
    return [(day.isoformat(), date_format(day, "DATE_FORMAT")) for day in conference.days]


class SheetForm(ConferenceForm):
    """Which sheet: of a checkpoint, on a day. A session has its own day."""

    checkpoint = forms.ModelChoiceField(
        Checkpoint.objects.select_related("session__working_group", "conference"),
        label=gettext_lazy("Checkpoint"),
        empty_label=None,
    )
    day = ConferenceChoiceField(days_to_choose, required=False, label=gettext_lazy("Day"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if checkpoint := cleaned.get("checkpoint"):
            days = days_of(checkpoint)
            chosen = cleaned.get("day")
            day = dt.date.fromisoformat(chosen) if chosen else days[0]
            cleaned["day"] = day if day in days else days[0]
        return cleaned


class AttendanceSheetForm(HandedOutForm):
    """The sheet as a document."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.all(), label=gettext_lazy("Checkpoint"))
    day = ConferenceChoiceField(
        days_to_choose,
        required=False,
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("The sheet of a session has the session's day."),
    )
    field_order = ("checkpoint", "day", "recipient", "purpose")
