"""Rows in groups: by a key, or in parts of about the same size."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeVar

Key = TypeVar("Key")
Row = TypeVar("Row")


def grouped(pairs: Iterable[tuple[Key, Row]]) -> defaultdict[Key, list[Row]]:
    """Map each key to its rows, in their order; a key that has none to an empty list."""
    groups: defaultdict[Key, list[Row]] = defaultdict(list)
    for key, row in pairs:
        groups[key].append(row)
    return groups


def even_parts(rows: Sequence[Row], size: int) -> list[Sequence[Row]]:
    """Divide the rows into as many parts of at most `size` as needed, with about the same number in each."""
    count = -(-len(rows) // size)
    size = -(-len(rows) // count) if count else 1
    return [rows[start : start + size] for start in range(0, len(rows), size)]
