"""A table of figures as it is printed, with its chart and its definition."""

from __future__ import annotations

from dataclasses import dataclass

from confman.documents.meta import Picture


@dataclass(frozen=True)
class FigureTable:
    """A breakdown: its chart, its rows as they are printed, and what they mean.

    The first `words` columns hold words, the others figures.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    definition: str
    chart: Picture | None = None
    words: int = 1


def shown(number: int | None) -> str:
    """Return a figure as it is printed: a dash stands for a suppressed one."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")
