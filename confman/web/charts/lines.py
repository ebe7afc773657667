"""Lines over days that a page draws by itself, in its own font and as wide as its text."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from confman.web.charts.rows import in_figures

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
