"""Importing a list of people: the file, then what its columns mean."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from confman.conferences.web.forms import ConferenceForm
from confman.translation.languages import language_choices, language_name
from confman.web.forms.base import choice_field
from registrations.core.models.category import Category
from registrations.spreadsheets.exchange.columns import PEOPLE, ColumnTarget, ListFields, ListSheet

LARGEST = 20 * 1024 * 1024


class ListUploadForm(ConferenceForm):
    """A file, or cells pasted from a spreadsheet."""

    pasted = forms.CharField(
        label=_("Paste from a spreadsheet"),
        required=False,
        max_length=2_000_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "Choose the cells in Excel or Calc, with or without the line of headings, copy and paste them here."
        ),
    )
    file = forms.FileField(
        label=_("Or a file: CSV, XLSX, ODS or JSON"),
        required=False,
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.ods,.json"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is over 20 MB. Divide it, or save it as CSV."))
        elif not file and not cleaned.get("pasted", "").strip() and not self.errors:
            raise forms.ValidationError(_("Paste some cells, or choose a file."))
        return cleaned

    def content(self) -> bytes:
        """Return the content to be read: the file, or else the pasted text."""
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["pasted"].encode()


class ColumnsForm(ConferenceForm):
    """A form for the meaning of each column; kinds of lists add options for the rows, in the order of `asked`."""

    list_fields: ListFields
    asked: tuple[str, ...] = ("language", "is_headed", "skip_bad")

    language = forms.ChoiceField(
        label=_("Language of the list"), help_text=_("For columns that do not name a language.")
    )
    skip_bad = forms.BooleanField(label=_("Leave out lines that are wrong, import the rest"), required=False)
    is_headed = forms.BooleanField(label=_("The first line has the names of the columns"), required=False)

    def __init__(
        self, *args: Any, table: ListSheet, guessed: Mapping[int, ColumnTarget], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        # Not every kind of list asks for it.
        if "language" in self.fields:
            offered = self.conference.languages
            choice_field(self, "language").choices = [
                *((code, language_name(code)) for code in offered),
                *[pair for pair in language_choices() if pair[0] not in offered],
            ]
        choices = self._targets()
        offered_keys = {key for key, _label in choices}
        for number, name in enumerate(table.columns):
            target = guessed.get(number)
            initial = str(target or "")
            # A column that an export of another conference wrote.
            others = (
                [(initial, self.list_fields.label(target))] if target and initial not in offered_keys else []
            )
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=name, choices=[*choices, *others], required=False, initial=initial
            )

    def _targets(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [("", str(_("— leave out —")))]
        for field in self.list_fields.fields.values():
            choices.append((field.key, str(field.label)))
            if field.translated:
                for code in self.conference.languages:
                    target = ColumnTarget(field.key, code)
                    choices.append((str(target), self.list_fields.label(target)))
        return choices

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return each column's field with the first values of the column, to recognize it by."""
        return [
            (self[f"column_{number}"], self.table.column(number)) for number in range(len(self.table.columns))
        ]

    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]

    def choices(self) -> dict[str, Any]:
        """Return the choices as registrations/spreadsheets/exchange/uploads.py takes them."""
        columns = {
            str(number): key
            for number in range(len(self.table.columns))
            if (key := self.cleaned_data.get(f"column_{number}"))
        }
        return {"columns": columns, **{name: _plain(self.cleaned_data[name]) for name in self.asked}}


def _plain(value: Any) -> Any:
    """Return the chosen value as a JSON value."""
    if isinstance(value, Model):
        return str(value.pk)
    return value.isoformat() if isinstance(value, dt.date) else value


class PeopleColumnsForm(ColumnsForm):
    """The form for a list of people: also their category, and whether they are approved."""

    list_fields = PEOPLE
    asked = ("language", "category", "is_headed", "skip_bad", "approve")

    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=_("Category"),
        empty_label=None,
        help_text=_("For the rows that name none."),
    )
    approve = forms.BooleanField(label=_("Approve them at once, while there are places"), required=False)
