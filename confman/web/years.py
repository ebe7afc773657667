"""Limit the years in which anything is held, wherever a day comes from: a form, a file, a pasted text."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def validate_year(value: dt.date) -> None:
    """Refuse days outside these years: typing errors; and at the ends of the calendar other time zones fail."""
    if not 1900 <= value.year <= 2200:
        raise ValidationError(_("Give a year from 1900 to 2200."))
