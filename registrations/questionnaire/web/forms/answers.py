"""Forms about answers that are not the form itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm


class ProtectedReasonForm(ConferenceForm):
    """A form for the reason why passport and visa data are needed."""

    reason = forms.CharField(
        label=_("What do you need these data for?"),
        max_length=500,
        help_text=_("Stands in the history with your name and the time; what you see does not."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
