"""Forms of the secretariat's page of documents."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm, language_field
from confman.documents.domain.jobs import request_document
from confman.documents.models import DocumentJob
from confman.documents.registry import FORMATS, DocumentKind
from confman.web.forms.base import choice_field
from confman.web.uploads.fields import upload_attributes

# The prefix of a document's own questions.
OPTIONS = "options"
LARGEST_TEMPLATE = 10 * 1024 * 1024


class DocumentSearchForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False, max_length=200, widget=forms.SearchInput())


class DocumentRequestForm(ConferenceForm):
    """Form for language and format, beside the document's own questions."""

    language = language_field()
    format = forms.ChoiceField(label=_("Format"))

    def __init__(self, *args: Any, kind: DocumentKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "format").choices = [(key, FORMATS[key].label) for key in kind.formats]


def request_forms(
    kind: DocumentKind, conference: Conference, data: Any = None, *, initial: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
) -> list[forms.Form]:  # fmt: skip
    """Return the forms by which a document is asked for: language and format, and its own questions if it has any."""
    filled: list[forms.Form] = [DocumentRequestForm(data, conference=conference, kind=kind, initial=initial)]
    if kind.options_form:
        filled.append(
            kind.options_form(data, conference=conference, prefix=OPTIONS, initial=options)  # type: ignore[call-arg]
        )
    return filled


def order_document(
    filled: Sequence[forms.Form], kind: DocumentKind, conference: Conference, *, by: User
) -> DocumentJob:
    """Ask for the document that valid forms describe. Raises Refused."""
    choice = filled[0].cleaned_data
    return request_document(
        kind,
        conference,
        language=choice["language"],
        format=choice["format"],
        options=plain_options(filled[1].cleaned_data) if len(filled) > 1 else {},
        by=by,
    )


class WordTemplateForm(ConferenceForm):
    """Form for a .docx that replaces the standard template."""

    language = language_field()
    file = forms.FileField(
        label=_("Word template (.docx)"),
        help_text=_("Start from the standard template: what stands in {{ }} and {% %} is filled in."),
        widget=forms.FileInput(
            attrs={
                "accept": ".docx",
                **upload_attributes(LARGEST_TEMPLATE, _("This is not a Word document (.docx).")),
            }
        ),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_TEMPLATE:
            raise forms.ValidationError(_("The file is over 10 MB. Make its pictures smaller."))
        return file


def plain_options(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return cleaned values as JSON stores them: an object as its id, several as a list of ids, a day in ISO 8601."""

    def plain(value: Any) -> Any:
        if isinstance(value, models.Model):
            return str(value.pk)
        if isinstance(value, (models.QuerySet, list, tuple, set)):
            return [plain(item) for item in value]
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    return {name: plain(value) for name, value in cleaned.items()}
