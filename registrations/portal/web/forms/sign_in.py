"""Signing in by a code in a mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm


class MailboxForm(ConferenceForm):
    """A form for the mail address to which the code is sent."""

    email = forms.EmailField(
        label=_("Your e-mail, as the secretariat has it"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "autofocus": True}),
    )


class CodeForm(ConferenceForm):
    """The nine digits, with or without a space."""

    code = forms.CharField(
        label=_("The nine digits in the mail"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
