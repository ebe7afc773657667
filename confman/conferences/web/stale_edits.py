"""Two edits of one object, shown side by side for the second author to decide."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from confman.conferences.web.base import ConferenceMixin
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision, fingerprint_of
from confman.web.errors import Refused
from confman.web.forms.base import put_errors


@dataclass(frozen=True)
class StaleField:
    """One field: as typed, and as it is in the record now."""

    label: str
    yours: str
    theirs: str


def differences(current: models.Model, typed: Mapping[str, Any]) -> list[StaleField]:
    """Return the fields in which what was typed differs from `current`."""
    rows = []
    for name, value in typed.items():
        field: Any = current._meta.get_field(name)
        theirs = getattr(current, name)
        if field.many_to_many:
            value, theirs = list(value), list(theirs.all())
        if theirs != value:
            label = str(field.verbose_name)
            rows.append(
                StaleField(capfirst(label), value_in_words(field, value), value_in_words(field, theirs))
            )
    return rows


def row_differences(label: Any, typed: Iterable[str], stored: Iterable[str]) -> list[StaleField]:
    """Return the rows below a form (items, roles, hours) that only one side has; all, where only their order differs.

    They are saved as a whole: a difference not shown here would be overwritten unseen.
    """
    yours, theirs = list(typed), list(stored)
    if yours == theirs:
        return []
    only_yours = [row for row in yours if row not in theirs]
    only_theirs = [row for row in theirs if row not in yours]
    if only_yours or only_theirs:
        yours, theirs = only_yours, only_theirs
    return [StaleField(str(label), "; ".join(yours) or "—", "; ".join(theirs) or "—")]


def value_in_words(field: Any, value: Any) -> str:
    """Return a value of a field in words: a text in all its languages, a dash for none."""
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, TranslatedText):
        return " · ".join(f"{code}: {text}" for code, text in sorted(value.items()))
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


class StaleEditMixin(ConferenceMixin):
    """A form about something that someone else may have changed meanwhile: both versions are shown then.

    What was typed stays; saving it again is a deliberate decision.
    """

    # Values of the other version, as the page's template shows them.
    stale: Any = None
    status = 200

    def show_refusal(self, form: Any, error: ValidationError | Refused) -> None:
        """Show at the form why nothing was saved; of a stale edit, the other version as well."""
        put_errors(form, error)
        if isinstance(error, StaleRevision):
            self.note_stale(form, error)

    def note_stale(self, form: Any, error: StaleRevision) -> None:
        """Keep what the other version has, and let the form replace it."""
        self.status = 409
        if error.current is not None:
            self.stale = self.other_version(form, error.current)
            if hasattr(form, "note_current"):
                form.note_current(error.current)
            else:
                form.fingerprint = fingerprint_of(error.current, self.row_fields(form))

    def row_fields(self, form: Any) -> list[str]:
        """Return the names of the row's fields that the form shows."""
        return [name for name in form._meta.fields if name in form.fields]

    def typed_values(self, form: Any) -> dict[str, Any]:
        """Return what was typed for these fields."""
        return {name: form.cleaned_data.get(name) for name in self.row_fields(form)}

    def other_version(self, form: Any, current: Any) -> Any:
        """Return what the object has now, to be shown beside the form: the fields that differ."""
        return differences(current, self.typed_values(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(stale=self.stale, **kwargs)
