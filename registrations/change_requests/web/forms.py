"""Form to decide on a participant's change request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registrations.core.web.forms import ReasonForm


class DecisionForm(ReasonForm):
    """Form for a decision; `overwrite` is asked only if someone has changed the same field since."""

    overwrite = forms.BooleanField(
        label=_("Put what was asked in place of what somebody has written there since"), required=False
    )

    def __init__(self, *args: Any, stale: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not stale:
            del self.fields["overwrite"]
