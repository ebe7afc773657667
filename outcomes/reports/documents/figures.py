"""A printed table of figures, with its chart and its definition."""

from dataclasses import dataclass

from confman.documents.meta import Picture


@dataclass(frozen=True)
class FigureTable:
    """A breakdown: its chart, its printed rows, and its definition.

    The first `words` columns hold text, the others figures.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    definition: str = ""  # what is counted, where no table above has said it
    chart: Picture | None = None
    words: int = 1


def shown(number: int | None) -> str:
    """Return a figure as printed: a dash stands for a suppressed one."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")
