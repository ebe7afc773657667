"""Forms to verify a certificate, and to issue one below the required share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.documents.seals.codes import is_document_code
from confman.web.forms.base import OpenForm, StyledForm
from confman.web.uploads.fields import MEGABYTE, at_most

LARGEST_DOCUMENT = 20 * MEGABYTE


class VerifyForm(OpenForm, StyledForm):
    """Form for the code printed on a document or certificate, and the surname of the holder of a certificate."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("As printed on the certificate or the document, in groups of four."),
        widget=forms.TextInput(
            {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    surname = forms.CharField(
        label=_("Surname of the holder"),
        max_length=150,
        required=False,
        help_text=_("Of a certificate only."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "code" in cleaned and not cleaned.get("surname") and not is_document_code(cleaned["code"]):
            self.add_error(
                "surname",
                _(
                    "Type the surname of the holder of the certificate. Only the code of a document, which has 20 "
                    "letters and figures, needs none."
                ),
            )
        return cleaned


class VerifyFileForm(OpenForm, StyledForm):
    """Form for the file of an official document, whose seal is read; its content is checked by the reader of seals."""

    file = forms.FileField(
        label=_("The document as a PDF file"),
        max_length=200,
        help_text=_("As you received it, up to 20 MB. It is read once, and not kept."),
        validators=[at_most(LARGEST_DOCUMENT)],
        widget=forms.FileInput({"accept": ".pdf,application/pdf"}),
    )


class ExceptionForm(ConferenceForm):
    """Form for the reason of a certificate below the required share."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Kept in the history; it stands neither on the certificate nor in the mail."),
    )
