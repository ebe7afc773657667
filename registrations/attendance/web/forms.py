"""Forms of checkpoints, of what is recorded there, and of the sheets that are signed."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.conferences.web.forms import (
    ConferenceChoiceField,
    ConferenceForm,
    ConferenceModelForm,
    language_field,
)
from registrations.attendance.domain.sign_in_sheets import day_of
from registrations.attendance.models import Checkpoint, Direction, Means
from registrations.core.models.registration import Registration
from registrations.protocol.web.forms import DisclosureForm


def days_to_choose(conference: Conference) -> list[tuple[str, str]]:
    return [(day.isoformat(), date_format(day, "DATE_FORMAT")) for day in conference.days]


class SheetForm(ConferenceForm):
    """Chooses the sheet of a checkpoint on a day. A session has its own day. A name finds a line."""

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
    # The order of the names is that of its alphabet.
    language = language_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.conference.languages) == 1:
            self.fields["language"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if checkpoint := cleaned.get("checkpoint"):
            cleaned["day"] = day_of(checkpoint, cleaned.get("day") or "")
        return cleaned


class AttendanceSheetForm(DisclosureForm):
    """The sheet as a document."""

    checkpoint = forms.ModelChoiceField(Checkpoint.objects.all(), label=gettext_lazy("Checkpoint"))
    day = ConferenceChoiceField(
        days_to_choose,
        required=False,
        label=gettext_lazy("Day"),
        help_text=gettext_lazy("The sheet of a session has the session's day."),
    )
    field_order = ("checkpoint", "day", "recipient", "purpose")


class CheckpointForm(ConferenceModelForm):
    class Meta:
        model = Checkpoint
        fields = ["name", "kind", "mode", "session", "room", "capacity", "categories", "position"]
        widgets = {"categories": forms.CheckboxSelectMultiple}
        help_texts = {
            "session": _(
                "For a checkpoint at one session: its attendance is counted from these records. Where the "
                "session requires signing up, participants who have not are shown in amber."
            ),
            "mode": _(
                "In and out: who leaves is scanned, too, and the page of the checkpoint says who is inside."
            ),
        }


class RecordForm(ConferenceForm):
    """One scan, as the page of a checkpoint sends it; that page makes `scan_id`, so that it counts once."""

    registration = forms.ModelChoiceField(queryset=Registration.objects.with_names())
    scan_id = forms.UUIDField()
    direction = forms.ChoiceField(choices=Direction, initial=Direction.IN, required=False)
    means = forms.ChoiceField(choices=Means)
