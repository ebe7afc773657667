"""The rows of a chart, of a page or of a document: those that are read, without zeros, the last of many together."""

from collections.abc import Iterable, Sequence
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
