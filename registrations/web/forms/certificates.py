"""Verifying a certificate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.web.forms import StyledForm
from confman.web.open_forms import OpenForm


class VerifyForm(OpenForm, StyledForm):
    """Both stand on the certificate."""

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
