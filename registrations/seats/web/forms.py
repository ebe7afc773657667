"""What is chosen of seats by participants on their own pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference

ACTS = ("take", "give-up", "accept")


class OwnSeatForm(forms.Form):
    """One button beside one working group or session."""

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    group = forms.ModelChoiceField(WorkingGroup.objects.none(), required=False)
    session = forms.ModelChoiceField(Session.objects.none(), required=False)

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["group"].queryset = WorkingGroup.objects.of(conference)
        fields["session"].queryset = Session.objects.of(conference)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("group")) == bool(cleaned.get("session")):
            raise ValidationError("One of both.")
        return cleaned
