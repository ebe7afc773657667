"""Forms of the sheets that are signed: which one, and what it is as a document."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.models import Conference
from confman.conferences.web.fields import ConferenceChoiceField
from confman.conferences.web.forms import ConferenceForm
from registrations.attendance.domain.sign_in_sheets import day_of
from registrations.attendance.models.attendance import Checkpoint
from registrations.protocol.web.forms.documents import HandedOutForm


def days_to_choose(conference: Conference) -> list[tuple[str, str]]:
    return [(day.isoformat(), date_format(day, "DATE_FORMAT")) for day in conference.days]


class SheetForm(ConferenceForm):
    """Which sheet: of a checkpoint, on a day. A session has its own day. A name finds a line."""

    q = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"type": "search"}),
    )
    checkpoint = forms.ModelChoiceField(
        Checkpoint.objects.select_related("session__working_group", "conference"),
        label=gettext_lazy("Checkpoint"),
        empty_label=None,
    )
    day = ConferenceChoiceField(days_to_choose, required=False, label=gettext_lazy("Day"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if checkpoint := cleaned.get("checkpoint"):
            cleaned["day"] = day_of(checkpoint, cleaned.get("day") or "")
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
