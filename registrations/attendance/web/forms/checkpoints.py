"""Forms of checkpoints and of what is recorded at them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm, ConferenceModelForm
from registrations.attendance.models.attendance import Checkpoint, Direction, Means
from registrations.core.models.registration import Registration


class CheckpointForm(ConferenceModelForm):
    class Meta:
        model = Checkpoint
        fields = ["name", "kind", "mode", "session", "room", "capacity", "categories", "position"]
        widgets = {"categories": forms.CheckboxSelectMultiple}
        help_texts = {
            "session": _(
                "For a checkpoint at one session: its attendance is counted from these records. Where one signs up for "
                "it, whoever has not is shown in amber."
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
