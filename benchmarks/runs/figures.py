"""The output of a benchmark, as figures that can be compared with those of another run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

_FIGURE = re.compile(r"\s*([\d,]+(?:\.\d+)?)\s*(µs|ms|s|kB|MB|GB)?\s*")
# In seconds and bytes, so that "980 ms" and "1.1 s" are a tenth apart.
_UNITS = {
    "µs": (1e-6, "s"),
    "ms": (1e-3, "s"),
    "s": (1.0, "s"),
    "kB": (1e3, "B"),
    "MB": (1e6, "B"),
    "GB": (1e9, "B"),
}
_RATE = re.compile(r"a second\b")
# Columns of bounds and sizes: given, not measured.
_GIVEN = ("Aim", "Of")
_NOTHING = ("", "–")


class Figure(NamedTuple):
    """A figure, in "s" (seconds), "B" (bytes), "/s" (so many a second; more is better), or "" (a number)."""

    value: float
    unit: str


@dataclass(frozen=True)
class Difference:
    """A figure that is another than the last time; a ratio above 1 is worse, whichever way the figure goes."""

    name: str
    before: float
    now: float
    ratio: float


def figures(printed: str) -> dict[str, Figure]:
    """Return the figures in the tables (Markdown) of a text, by "row · column"; the first cell names the row."""
    found: dict[str, Figure] = {}
    for head, row in _rows(printed):
        cells = [
            (column, cell, _figure(cell, column) if index else None)
            for index, (column, cell) in enumerate(zip(head, row, strict=False))
        ]
        name = ", ".join(
            cell for column, cell, figure in cells if column == "Of" or not (figure or cell in _NOTHING)
        )
        for column, _cell, figure in cells:
            if figure and column not in _GIVEN:
                found[f"{name} · {column}"] = figure
    return found


def differences(
    now: dict[str, Figure], before: dict[str, Figure], *, machine: float, least: float = 1.1
) -> list[Difference]:
    """Return what became better or worse by a factor of `least`, the worst first.

    `machine` says how many times as long the same work took as in the run before: times are divided by it.
    """
    found = []
    for name in now.keys() & before.keys():
        value, unit = now[name]
        was, unit_before = before[name]
        if unit != unit_before or not (value and was):
            continue
        ratio = was / value / machine if unit == "/s" else value / was / (machine if unit == "s" else 1)
        if not 1 / least < ratio < least:
            found.append(Difference(name, was, value, ratio))
    return sorted(found, key=lambda each: (-each.ratio, each.name))


def _rows(printed: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the rows of all tables with the heads of their columns."""
    head: list[str] = []
    last: list[str] = []
    for line in printed.splitlines():
        if not line.startswith("|"):
            head = last = []
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if set(line) <= set("|-: "):
            head = last
        elif head:
            yield head, cells
        last = cells


def _figure(cell: str, column: str) -> Figure | None:
    match = _FIGURE.fullmatch(cell)
    if not match:
        return None
    factor, unit = _UNITS.get(match[2], (1.0, "/s" if _RATE.search(column) else ""))
    return Figure(float(match[1].replace(",", "")) * factor, unit)
