"""Charts that a page draws by itself, in its own font and as wide as its text: bars, and lines over days."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import pgettext

# A chart of more bars is not read; the table has them all.
MAX_BARS = 7
# A row of a chart: label, series (empty if there is but one), number; None is a number that is not shown.
Row = tuple[str, str, float | None]


def main_rows(
    rows: Iterable[Sequence[Any]], *, max_rows: int = MAX_BARS, keep: Iterable[str] = ()
) -> list[Row]:
    """Return the rows of a chart: without those that are nothing but zeros, and the last of many together.

    Rows are (label, number) or (label, series, number). `keep`: labels that stay though they are zero.
    """
    numbers_by_label: dict[str, dict[str, float | None]] = {}
    series: dict[str, None] = {}
    for label, *names, number in rows:
        of = str(names[0]) if names else ""
        series[of] = None
        numbers_by_label.setdefault(label, {})[of] = number
    always = {*keep}
    labels = [
        label
        for label, cells in numbers_by_label.items()
        if label in always or any(cell != 0 for cell in cells.values())
    ]
    first_labels = labels if len(labels) <= max_rows else labels[: max_rows - 1]
    result: list[Row] = [
        (label, name, number)
        for label in first_labels
        for name in series
        if (number := numbers_by_label[label].get(name, 0)) != 0 or label in always
    ]
    if rest := labels[len(first_labels) :]:
        # Without their number: a row such as “Groups of fewer than five” or “Not stated” is not one of them.
        other_label = pgettext("bar of a chart", "All others")
        for name in series:
            numbers = [numbers_by_label[label].get(name, 0) for label in rest]
            # A sum of numbers of which one is not shown would say less than there is.
            result.append((other_label, name, None if None in numbers else sum(filter(None, numbers))))
    return result


def series_of(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Return the names of the series of these rows, in their order; one without bars is among them."""
    return list(dict.fromkeys(row[1] if len(row) == 3 else "" for row in rows))


def in_figures(number: float | None) -> str:
    """Return a number as it stands at its bar; a dash is a number that is not shown."""
    return "–" if number is None else f"{number:,.0f}".replace(",", "\u202f")


@dataclass(frozen=True)
class Bar:
    """One bar: the number of its series, the text at its end, and its length in per cent ("" draws no bar)."""

    series: int
    shown: str
    share: str


@dataclass(frozen=True)
class BarRow:
    """The bars of one label, and the position of its target in per cent ("" if it has no target)."""

    label: str
    bars: list[Bar]
    target: str


@dataclass(frozen=True)
class BarChart:
    """Bars from zero, one below the other; the names of their series if there are several."""

    rows: list[BarRow]
    series: list[str]

    @property
    def has_targets(self) -> bool:
        """Tell whether a stroke is to be explained."""
        return any(row.target for row in self.rows)


def bars(
    rows: Sequence[Sequence[Any]],
    *,
    targets: Mapping[str, float] | None = None,
    max_rows: int = MAX_BARS,
    keep: Iterable[str] = (),
) -> BarChart | None:
    """Return the chart of these rows; None if there is nothing to draw. A target is a stroke across its bars."""
    targets = targets or {}
    main = main_rows(rows, max_rows=max_rows, keep=[*targets, *keep])
    largest = max([*(number or 0 for _label, _series, number in main), *targets.values()], default=0)
    if not any(number for _label, _series, number in main):
        return None
    names = series_of(rows)
    bars_by_label: dict[str, list[Bar]] = {}
    for label, series, number in main:
        bars_by_label.setdefault(label, []).append(
            Bar(names.index(series) + 1, in_figures(number), _share(number, largest) if number else "")
        )
    return BarChart(
        [
            BarRow(label, bars_of_label, _share(targets[label], largest) if label in targets else "")
            for label, bars_of_label in bars_by_label.items()
        ],
        names if len(names) > 1 else [],
    )


def _share(number: float, largest: float) -> str:
    # A dot in any language: it is a measure of the drawing.
    return f"{100 * number / largest:.1f}"


# As many can be told apart.
MAX_LINES = 5


@dataclass(frozen=True)
class ChartLine:
    """A line: its name and last number, its points and the height of its target in the unit of the drawing."""

    name: str
    last: str
    points: str
    target: str


@dataclass(frozen=True)
class LineChart:
    """Lines over days; `top` is the number at the upper edge."""

    lines: list[ChartLine]
    top: str
    first: dt.date
    last: dt.date


def lines(
    points: Iterable[tuple[dt.date, str, float]], *, targets: Mapping[str, float] | None = None
) -> LineChart | None:
    """Return lines that rise in steps over days, of points (day, series, number); None if there are none."""
    targets = targets or {}
    points_by_name: dict[str, list[tuple[dt.date, float]]] = {}
    for day, name, number in points:
        points_by_name.setdefault(name, []).append((day, number))
    if not points_by_name:
        return None
    days = [day for line in points_by_name.values() for day, _number in line]
    first, last = min(days), max(days)
    aims = {name: number for name, number in targets.items() if name in points_by_name}
    top = max([1, *aims.values(), *(number for line in points_by_name.values() for _day, number in line)])

    def place(day: dt.date, number: float) -> str:
        return f"{1000 * (day - first).days / max((last - first).days, 1):.0f},{_height(number, top)}"

    chart_lines = []
    for name, line in points_by_name.items():
        steps = [place(*line[0])]
        for (_before, height), (day, number) in pairwise(line):
            steps += [place(day, height), place(day, number)]
        aim = _height(aims[name], top) if name in aims else ""
        chart_lines.append(ChartLine(name, in_figures(line[-1][1]), " ".join(steps), aim))
    return LineChart(chart_lines, in_figures(top), first, last)


def _height(number: float, top: float) -> str:
    return f"{300 - 300 * number / top:.0f}"
