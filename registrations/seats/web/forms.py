"""Forms in which participants choose seats on their own pages."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.web.forms import ConferenceForm

ACTIONS = ("take", "give-up", "accept")


class OwnSeatForm(ConferenceForm):
    """The button of one working group or session."""

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS])
    group = forms.ModelChoiceField(WorkingGroup.objects.all(), required=False)
    session = forms.ModelChoiceField(Session.objects.all(), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("group")) == bool(cleaned.get("session")):
            raise ValidationError("One of both.")
        return cleaned
