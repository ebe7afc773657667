"""Forms of the outbox and of the texts of mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.mail.domain.renderer import check_placeholders
from confman.mail.registry import MailKind
from confman.translation.forms import TranslatedFormField
from confman.translation.languages import language_name
from confman.translation.text import TranslatedText
from confman.web.database.changes import fingerprint
from confman.web.errors import Refused
from confman.web.forms.base import RevisionCheckMixin

UNKNOWN_PLACEHOLDER = "unknown-placeholder"


class MailTextForm(ConferenceForm):
    """Form for subject and text of a mail in each language of the conference, with placeholders of its kind."""

    subject = TranslatedFormField(label=_("Subject"), required=False, max_length=300)
    body = TranslatedFormField(label=_("Text"), required=False, multiline=True, max_length=20000)

    def __init__(self, *args: Any, kind: MailKind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["rows"] = 12

    def _clean_text(self, name: str) -> Any:
        """Return the field's texts. Raises ValidationError with the unknown placeholders, by language."""
        faults = []
        for code, text in self.cleaned_data[name].items():
            try:
                check_placeholders(self.kind, text)
            except Refused as refusal:
                said = f"{language_name(code)}: {refusal.message}"
                faults.append(forms.ValidationError(said, code=UNKNOWN_PLACEHOLDER))
        if faults:
            raise forms.ValidationError(faults)
        return self.cleaned_data[name]

    def unknown_placeholders(self) -> list[str]:
        """Return what is said of unknown placeholders, each with the label of its field."""
        return [
            f"{self.fields[name].label}, {text}"
            for name, errors in self.errors.as_data().items()
            for error in errors
            if error.code == UNKNOWN_PLACEHOLDER
            for text in error
        ]

    def clean_subject(self) -> Any:
        return self._clean_text("subject")

    def clean_body(self) -> Any:
        return self._clean_text("body")


class MailTemplateForm(RevisionCheckMixin, MailTextForm):
    """Form for the conference's own words of a mail; an empty field means the standard text."""

    def seen_now(self, current: tuple[TranslatedText, TranslatedText]) -> str:
        """Return the digest of subject and text as they are."""
        return fingerprint(current)
