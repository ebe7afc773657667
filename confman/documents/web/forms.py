"""Forms of the secretariat's page of documents."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.fields import language_field
from confman.conferences.web.forms import ConferenceForm
from confman.documents.registry import FORMATS, DocumentKind
from confman.web.forms.base import choice_field

LARGEST_TEMPLATE = 10 * 1024 * 1024


class DocumentSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Search"), required=False, max_length=200, widget=forms.TextInput({"type": "search"})
    )


class DocumentRequestForm(ConferenceForm):
    """Form for language and format, beside the document's own questions."""

    language = language_field()
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "format").choices = [(key, FORMATS[key].label) for key in kind.formats]


class WordTemplateForm(ConferenceForm):
    """Form for a .docx that replaces the standard template."""

    language = language_field()
    file = forms.FileField(
        label=_("Word template (.docx)"),
        help_text=_("Start from the standard template: what stands in {{ }} and {% %} is filled in."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("The file is over 10 MB. Make its pictures smaller."))
        return file


def plain_options(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return cleaned values as JSON stores them: an object as its id, several as a list of ids, a day in ISO 8601."""

    def one(value: Any) -> Any:
        if isinstance(value, models.Model):
            return str(value.pk)
        if isinstance(value, (models.QuerySet, list, tuple, set)):
            return [one(item) for item in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    return {name: one(value) for name, value in cleaned.items()}
