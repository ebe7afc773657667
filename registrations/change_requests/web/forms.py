"""Deciding on a change that a participant asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.core.web.forms.reason import ReasonForm


class DecisionForm(ReasonForm):
    """`overwrite` is asked only where somebody has changed the same field since."""

    overwrite = forms.BooleanField(
        label=_("Put what was asked in place of what somebody has written there since"), required=False
    )

    def __init__(self, *args: Any, stale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not stale:
            del self.fields["overwrite"]
