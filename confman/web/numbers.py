"""Numbers that come as text from a page or an address."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"[0-9]{1,9}")


def whole_number(text: object) -> int | None:
    """Return the number that up to nine plain digits write; None for anything else.

    Python's own tests say yes to digits that int() refuses ("²"), and int() refuses what is very long.
    """
    written = str(text)
    return int(written) if _DIGITS.fullmatch(written) else None
