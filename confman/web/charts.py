"""Charts of a page: bars and lines drawn by the page itself, in its own font and as wide as its text.

What a chart of a page and one of a document have in common, its rows, is chosen here, too (`main_rows`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import ngettext

# A chart of more bars is not read; the table has them all.
MOST_BARS = 7
# Of lines, as many can be told apart.
MOST_LINES = 5
# A row of a chart: label, series (empty if there is but one), number; None is a number that is not shown.
Row = tuple[str, str, float | None]


@dataclass(frozen=True)
class Bar:
    """One bar: the number of its series, what stands at its end, its length in per cent ("" draws none)."""

    series: int
    shown: str
    share: str


@dataclass(frozen=True)
class BarRow:
    """The bars of a label, and where its target stands, in per cent; "" if there is none."""

    label: str
    bars: list[Bar]
    target: str


@dataclass(frozen=True)
class BarChart:
    """Bars from zero, one below the other; the names of their series if there are several."""

    rows: list[BarRow]
    series: list[str]


@dataclass(frozen=True)
class Line:
    """A line: its name and last number, its points and the height of its target in the unit of the drawing."""

    name: str
    last: str
    points: str
    target: str


@dataclass(frozen=True)
class LineChart:
    """Lines over days; `top` is the number at the upper edge."""

    lines: list[Line]
    top: str
    first: dt.date
    last: dt.date


def main_rows(rows: Iterable[Sequence[Any]], *, most: int = MOST_BARS, keep: Iterable[str] = ()) -> list[Row]:
    """Return the rows of a chart: without those that are nothing but zeros, and the last of many together.

    Rows are (label, number) or (label, series, number). `keep`: labels that stay though they are zero.
    """
    found: dict[str, dict[str, float | None]] = {}
    series: dict[str, None] = {}
    for label, *names, number in rows:
        of = str(names[0]) if names else ""
        series[of] = None
        found.setdefault(label, {})[of] = number
    kept = {*keep}
    labels = [
        label for label, cells in found.items() if label in kept or any(cell != 0 for cell in cells.values())
    ]
    shown = labels if len(labels) <= most else labels[: most - 1]
    chosen: list[Row] = [
        (label, name, number)
        for label in shown
        for name in series
        if (number := found[label].get(name, 0)) != 0 or label in kept
    ]
    if rest := labels[len(shown) :]:
        words = ngettext("%(count)d other", "%(count)d others", len(rest)) % {"count": len(rest)}
        for name in series:
            numbers = [found[label].get(name, 0) for label in rest]
            # A sum of numbers of which one is not shown would say less than there is.
            chosen.append((words, name, None if None in numbers else sum(filter(None, numbers))))
    return chosen


def series_of(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Return the names of the series of these rows, in their order; one without bars is among them."""
    return list(dict.fromkeys(row[1] if len(row) == 3 else "" for row in rows))


def bars(
    rows: Sequence[Sequence[Any]],
    *,
    targets: Mapping[str, float] | None = None,
    most: int = MOST_BARS,
    keep: Iterable[str] = (),
) -> BarChart | None:
    """Return the chart of these rows; None if there is nothing to draw. A target is a stroke across its bars."""
    targets = targets or {}
    chosen = main_rows(rows, most=most, keep=[*targets, *keep])
    largest = max([*(number or 0 for _label, _series, number in chosen), *targets.values()], default=0)
    if not any(number for _label, _series, number in chosen):
        return None
    names = series_of(rows)
    found: dict[str, list[Bar]] = {}
    for label, series, number in chosen:
        found.setdefault(label, []).append(
            Bar(names.index(series) + 1, in_figures(number), _share(number, largest) if number else "")
        )
    return BarChart(
        [
            BarRow(label, each, _share(targets[label], largest) if label in targets else "")
            for label, each in found.items()
        ],
        names if len(names) > 1 else [],
    )


def lines(
    points: Iterable[tuple[dt.date, str, float]], *, targets: Mapping[str, float] | None = None
) -> LineChart | None:
    """Return lines that rise in steps over days, of points (day, series, number); None if there are none."""
    targets = targets or {}
    found: dict[str, list[tuple[dt.date, float]]] = {}
    for day, name, number in points:
        found.setdefault(name, []).append((day, number))
    if not found:
        return None
    days = [day for line in found.values() for day, _number in line]
    first, last = min(days), max(days)
    aims = {name: number for name, number in targets.items() if name in found}
    top = max([1, *aims.values(), *(number for line in found.values() for _day, number in line)])

    def place(day: dt.date, number: float) -> str:
        return f"{1000 * (day - first).days / max((last - first).days, 1):.0f},{_height(number, top)}"

    drawn = []
    for name, line in found.items():
        steps = [place(*line[0])]
        for (_before, height), (day, number) in pairwise(line):
            steps += [place(day, height), place(day, number)]
        aim = _height(aims[name], top) if name in aims else ""
        drawn.append(Line(name, in_figures(line[-1][1]), " ".join(steps), aim))
    return LineChart(drawn, in_figures(top), first, last)


def in_figures(number: float | None) -> str:
    """Return a number as it stands at its bar; a dash is a number that is not shown."""
    return "–" if number is None else f"{number:,.0f}".replace(",", "\u202f")


def _share(number: float, largest: float) -> str:
    # A dot in any language: it is a measure of the drawing.
    return f"{100 * number / largest:.1f}"


def _height(number: float, top: float) -> str:
    return f"{300 - 300 * number / top:.0f}"
