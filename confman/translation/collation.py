"""The order of names by the Unicode Collation Algorithm (UTS #10), from pyuca.

The databases differ in their order, so a sorted model stores a key.
"""

from functools import cache, lru_cache

import pyuca

_Collator = pyuca.Collator


@cache
def collator() -> pyuca.Collator:
    """Return the collator; the first call reads the table."""
    return _Collator()


class LateCollator:
    """A collator for others that make one as they are imported."""

    def sort_key(self, text: str) -> tuple[int, ...]:
        return collator().sort_key(text)


pyuca.Collator = LateCollator


@lru_cache(maxsize=20_000)
def collation_key(text: str) -> str:
    """Return the UTS #10 key of a text as hexadecimal digits, of which plain comparison sorts as people expect."""
    return "".join(f"{weight:04x}" for weight in collator().sort_key(text.casefold()))[:200]
