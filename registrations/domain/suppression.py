"""Small cells: a figure under five may point at a person, and so may what is left when it is taken from a total.

Primary suppression hides the figures from one to four. Complementary suppression then hides the next smallest
figures of the same column until what is hidden cannot be computed from the total: at least two cells, and at
least five people in them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

THRESHOLD = 5

Key = TypeVar("Key")


def suppress(cells: Mapping[Key, int], *, threshold: int = THRESHOLD) -> dict[Key, int | None]:
    """The cells of one column whose total is known; None stands for a suppressed figure. Zeros stay."""
    hidden = {key for key, number in cells.items() if 0 < number < threshold}
    candidates = sorted(
        (key for key, number in cells.items() if number and key not in hidden), key=lambda key: cells[key]
    )
    for key in candidates:
        if not hidden or (len(hidden) > 1 and sum(cells[one] for one in hidden) >= threshold):
            break
        hidden.add(key)
    return {key: None if key in hidden else number for key, number in cells.items()}


def suppress_total(number: int, *, threshold: int = THRESHOLD) -> int | None:
    """A total that is itself a small figure is hidden too."""
    return None if 0 < number < threshold else number
