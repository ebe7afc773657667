"""Forms to verify a certificate, and to issue one below the required share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.web.forms.base import StyledForm
from confman.web.forms.public import OpenForm
from confman.web.uploads.fields import MEGABYTE, check_size

LARGEST_DOCUMENT = 20 * MEGABYTE


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


class VerifyFileForm(OpenForm, StyledForm):
    """Form for the file of an official document, whose seal is read; its content is checked by the reader of seals."""

    file = forms.FileField(
        label=_("The document as a PDF file"),
        max_length=200,
        help_text=_("As you received it, up to 20 MB. It is read once, and not kept."),
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )

    def clean_file(self) -> Any:
        """Return the file if it is of a size that an official document can have."""
        file = self.cleaned_data["file"]
        check_size(file.size, LARGEST_DOCUMENT)
        return file


class ExceptionForm(ConferenceForm):
    """Form for the reason of a certificate below the required share."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept in the history; it stands neither on the certificate nor in the mail."),
    )
