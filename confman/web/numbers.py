"""Numbers given by a page, an address or a file: whole ones, and the years in which anything is held."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_DIGITS = re.compile(r"[0-9]{1,9}")


def whole_number(text: object) -> int | None:
    """Return the number written with up to nine plain digits; None for anything else.

    Python's own tests accept digits that int() refuses ("²"), and int() refuses very long ones.
    """
    digits = str(text)
    return int(digits) if _DIGITS.fullmatch(digits) else None


# Others are typing errors; and at the ends of the calendar a moment cannot be told in other zones.
YEARS = range(1900, 2201)


def validate_year(value: dt.date) -> None:
    """Refuse days outside these years."""
    if value.year not in YEARS:
        raise ValidationError(_("Give a year from 1900 to 2200."))
