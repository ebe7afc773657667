"""Fields and forms that several pages of the agenda use."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from agenda.core.domain.intervals import ends_too_early, on_day
from confman.conferences.models import Conference
from confman.conferences.web.forms import ConferenceForm
from confman.documents.domain.texts import document_day
from confman.translation.languages import reading_languages
from confman.web.numbers import validate_year


def day_choices(conference: Conference, also: dt.date | None = None) -> list[tuple[str, str]]:
    """Return the days of the conference, and one outside of them where a session stands there."""
    days = conference.days if also is None or also in conference.days else sorted([*conference.days, also])
    language = (reading_languages() or ("en",))[0]
    return [(day.isoformat(), document_day(day, language)) for day in days]


def day_chosen(text: str) -> dt.date:
    """Return the day of a choice. Raises ValueError or ValidationError for anything else, which its field refuses."""
    day = dt.date.fromisoformat(text)
    validate_year(day)
    return day


def put_hours(form: Any, cleaned: dict[str, Any], day: dt.date, starts: dt.time, ends: Any) -> None:
    """Put the start and the end of these hours into `cleaned`; an end that is too early is reported at its field."""
    start, end = on_day(day, starts, ends or starts, form.conference.zone)
    cleaned["start"] = start
    if ends and ends_too_early(starts, ends):
        form.add_error("ends", _("The end is not after the start."))
    elif ends:
        cleaned["end"] = end


class PlaceInput(forms.NumberInput):
    """The number of a row's place; a script that moves the rows writes it (static/src/modules/forms/sorting.js)."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"min": 1, "data-sort-place": "", **(attrs or {})})


class RowFormSet(forms.BaseFormSet):
    """Rows, each with its place."""

    ordering_widget = PlaceInput


def row_formset(
    form: type[forms.BaseForm], prefix: str, *, extra: int, can_order: bool = False, **options: Any
) -> Any:
    """Return a set of rows with `extra` empty ones below; `options` are those of the formset itself."""
    factory = forms.formset_factory(
        form, RowFormSet, extra=extra, can_delete=True, can_order=can_order, max_num=300
    )
    return factory(prefix=prefix, **options)


class PersonRoleForm(ConferenceForm):
    """A row that gives a person a role. A name is enough; one not known yet becomes a person by that name alone."""

    person = forms.CharField(
        label=pgettext_lazy("of a person", "Name"),
        required=False,
        max_length=600,
        widget=forms.TextInput({"list": "people", "autocomplete": "off"}),
    )

    def has_changed(self) -> bool:
        return any(name in self.changed_data for name in ("person", "DELETE")) or bool(self.initial)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("DELETE") and not (cleaned.get("person") or "").strip():
            self.add_error("person", _("Whose role is it? Or mark it to be removed."))
        return cleaned
