"""Numbers given as text by a page or an address."""

import re

_DIGITS = re.compile(r"[0-9]{1,9}")


def whole_number(text: object) -> int | None:
    """Return the number written with up to nine plain digits; None for anything else.

    Python's own tests accept digits that int() refuses ("²"), and int() refuses very long ones.
    """
    digits = str(text)
    return int(digits) if _DIGITS.fullmatch(digits) else None
