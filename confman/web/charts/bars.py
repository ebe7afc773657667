"""Bars that a page draws by itself, in its own font and as wide as its text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from confman.web.charts.rows import MAX_BARS, in_figures, main_rows, series_of


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
