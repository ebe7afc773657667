"""Forms to verify a certificate, and to issue one below the required share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import StyledForm
from confman.web.forms.public import OpenForm


class VerifyForm(OpenForm, StyledForm):
    """Form for the code and the surname, both printed on the certificate."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("As printed on the certificate, in groups of four."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    surname = forms.CharField(
        label=_("Surname of the holder"), max_length=150, widget=forms.TextInput({"autocomplete": "off"})
    )


class WhyForm(ConferenceForm):
    """Form for the reason of a certificate below the required share."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept in the history; it stands neither on the certificate nor in the mail."),
    )
