"""Two edits of one object, shown side by side for the second author to decide."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime

from confman.translation.text import TranslatedText


@dataclass(frozen=True)
class Difference:
    """One field: as typed, and as it is in the record now."""

    label: str
    yours: str
    theirs: str


def differences(current: models.Model, typed: Mapping[str, Any]) -> list[Difference]:
    """Return the fields in which what was typed differs from `current`."""
    found = []
    for name, value in typed.items():
        field: Any = current._meta.get_field(name)
        theirs = getattr(current, name)
        if theirs != value:
            label = str(field.verbose_name)
            found.append(
                Difference(label[:1].upper() + label[1:], _shown(field, value), _shown(field, theirs))
            )
    return found


def row_differences(label: Any, typed: Iterable[str], stored: Iterable[str]) -> list[Difference]:
    """Return the rows below a form (items, roles, hours) that only one side has; all, where only their order differs.

    They are saved as a whole: a difference not shown here would be overwritten unseen.
    """
    yours, theirs = list(typed), list(stored)
    if yours == theirs:
        return []
    told = [[row for row in rows if row not in others] for rows, others in ((yours, theirs), (theirs, yours))]
    mine, saved = told if any(told) else (yours, theirs)
    return [Difference(str(label), "; ".join(mine) or "—", "; ".join(saved) or "—")]


def _shown(field: Any, value: Any) -> str:
    if value in (None, "", [], {}):
        return "—"
    if isinstance(value, TranslatedText):
        return " · ".join(f"{code}: {text}" for code, text in sorted(value.items()))
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
