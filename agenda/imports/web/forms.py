"""Forms to import a schedule: the file, then the meaning of its columns and the treatment of missing sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agenda.imports.exchange.uploads import LARGEST
from agenda.programme.exchange.schedule import UnreadableSchedule
from agenda.programme.exchange.spreadsheets import (
    FIELDS,
    KEEP,
    LEAVE_OUT,
    TRANSLATED,
    AgendaSheet,
    field_labels,
    match_columns,
    target_label,
)
from agenda.sessions.web.forms import InitialAgendaForm
from confman.conferences.web.forms import ConferenceForm, language_field, zone_field
from confman.web.forms.base import choice_field, offered_choices
from confman.web.uploads.fields import at_most


class ScheduleFileForm(ConferenceForm):
    """The file. Its kind is recognized by its content."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "schedule.xml of frab, pentabarf or pretalx, schedule.json of c3voc, a calendar (.ics), or a table: "
            "CSV, XLSX, ODS. Up to 16 MB."
        ),
        validators=[at_most(LARGEST)],
        widget=forms.FileInput({"accept": ".xml,.json,.ics,.csv,.tsv,.txt,.xlsx,.ods"}),
    )


class ScheduleChoicesForm(InitialAgendaForm):
    """Asks for the facts that a file leaves out; for a table, for the meaning of its columns."""

    asked = ("replace_frame", "timezone", "language", "make_rooms", "make_people", "skip_bad")

    timezone = zone_field(required=False, help_text=_("For times without a time zone in the file."))
    language = language_field(
        _("Language of the texts"),
        none=_("The language in which each session is held"),
        help_text=_("Where the file does not say it."),
    )
    make_rooms = forms.BooleanField(label=_("Add rooms that are missing"), required=False)
    make_people = forms.BooleanField(label=_("Add people who are missing"), required=False)
    skip_bad = forms.BooleanField(label=_("Leave out what is wrong, import the rest"), required=False)

    def __init__(
        self, *args: Any, table: AgendaSheet | None = None, choices: Any = None, **kwargs: Any
    ) -> None:
        choices = choices or {}
        initial = {"timezone": "", "make_rooms": True, "make_people": True}
        super().__init__(*args, initial={**initial, **choices}, **kwargs)
        self.table = table
        zones = choice_field(self, "timezone")
        zones.choices = [
            ("", _("The time zone of the file, or else of the conference")),
            *offered_choices(zones)[1:],
        ]
        if table is not None:
            self._add_columns(table, choices.get("columns") or self._guessed(table))

    def _add_columns(self, table: AgendaSheet, guessed: dict[str, str]) -> None:
        choices = self._targets()
        keys = {key for key, _label in choices}
        for number, name in enumerate(table.columns):
            if table.is_empty(number):
                continue
            target = guessed.get(name, KEEP)
            field, _mark, code = target.rpartition("_")
            others = [(target, target_label((field, code)))] if target not in keys else []
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=name, choices=[*choices, *others], initial=target
            )

    @staticmethod
    def _guessed(table: AgendaSheet) -> dict[str, str]:
        """Return what the columns probably are; nothing if none looks like the titles."""
        try:
            matched = match_columns(table, {})
        except UnreadableSchedule:
            return {}
        return {table.columns[number]: _target_key(target) for number, target in matched.items()}

    def _targets(self) -> list[tuple[str, Any]]:
        choices: list[tuple[str, Any]] = [(KEEP, _("— keep —")), (LEAVE_OUT, _("— leave out —"))]
        labels = field_labels()
        for field in FIELDS:
            choices.append((field, str(labels[field])))
            if field in TRANSLATED:
                targets = [(field, code) for code in self.conference.languages]
                choices += [(_target_key(target), target_label(target)) for target in targets]
        return choices

    def columns(self) -> list[tuple[forms.BoundField, list[str]]]:
        """Return each column's field with the first values of the column, to recognize it by."""
        if self.table is None:
            return []
        return [
            (self[f"column_{number}"], self.table.examples(number))
            for number in range(len(self.table.columns))
            if f"column_{number}" in self.fields
        ]

    def options(self) -> list[forms.BoundField]:
        """Return the fields that stand folded; `replace_frame`, which takes sessions away, stands above them."""
        return [self[name] for name in self.asked[1:]]

    def choices(self) -> dict[str, Any]:
        """Return the choices as agenda.imports.exchange.uploads takes them."""
        answers = {name: self.cleaned_data[name] for name in self.asked if name in self.fields}
        if self.table is not None:
            answers["columns"] = {
                name: self.cleaned_data.get(f"column_{number}", LEAVE_OUT)
                for number, name in enumerate(self.table.columns)
            }
        return answers


def _target_key(target: tuple[str, str]) -> str:
    field, language = target
    return f"{field}_{language}" if language else field
