"""Suppression of small cells: a figure under five may identify a person, as may its difference from a total.

Groups under five are not named when figures are suppressed: they form one line (`small_groups`). Primary suppression
hides figures from one to four. Complementary suppression then hides the next smallest figures of the column until the
hidden ones cannot be computed from the total: at least two cells, with at least five people in them together. Which
they are does not depend on the order of the cells: a reader of the same table in two languages, each in the order of
its alphabet, would put together what is hidden.
"""

from collections.abc import Mapping
from typing import TypeVar

THRESHOLD = 5

Key = TypeVar("Key")
Line = TypeVar("Line")


def small_groups(sizes: Mapping[Key, int]) -> frozenset[Key]:
    """Return the groups so small that their name alone would reveal who is there, without empty ones."""
    return frozenset(key for key, number in sizes.items() if 0 < number < THRESHOLD)


def suppress(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return the cells of a column whose total is known; None stands for a suppressed figure. Zeros stay."""
    hidden = set(small_groups(cells))
    candidates = sorted(
        (key for key, number in cells.items() if number and key not in hidden),
        key=lambda key: (cells[key], str(key)),
    )
    for key in candidates:
        if not hidden or (len(hidden) > 1 and sum(cells[other] for other in hidden) >= THRESHOLD):
            break
        hidden.add(key)
    return {key: None if key in hidden else number for key, number in cells.items()}


def suppress_total(number: int) -> int | None:
    """Suppress a total that is itself a small figure."""
    return None if 0 < number < THRESHOLD else number


def format_number(number: int | None) -> str:
    """Return a figure as it is read; a dash for one that is suppressed."""
    return "–" if number is None else str(number)


def suppress_table(
    table: Mapping[Line, Mapping[Key, int]], *, hidden_lines: frozenset[Line] = frozenset()
) -> dict[Line, dict[Key, int | None]]:
    """Return the cells of a table whose totals of lines and columns are known; None is a suppressed figure.

    `hidden_lines` are hidden entirely. Every line and column with a hidden cell has at least two, with at least five
    people in them together, or is all hidden; a zero is hidden only if nothing else is left.
    """
    hidden = {
        (line, key)
        for line, cells in table.items()
        for key, number in cells.items()
        if line in hidden_lines or 0 < number < THRESHOLD
    }
    runs = [[(line, key) for key in cells] for line, cells in table.items()]
    keys = dict.fromkeys(key for cells in table.values() for key in cells)
    runs += [[(line, key) for line, cells in table.items() if key in cells] for key in keys]

    def number_of(cell: tuple[Line, Key]) -> int:
        return table[cell[0]][cell[1]]

    # Hiding a cell of a line may leave its column with a single one: repeat until nothing changes.
    again = True
    while again:
        again = False
        for run in runs:
            inside = [cell for cell in run if cell in hidden]
            if not inside:
                continue
            left = [cell for cell in run if cell not in hidden]
            for cell in sorted(left, key=lambda cell: (number_of(cell) == 0, number_of(cell), str(cell))):
                if len(inside) > 1 and sum(map(number_of, inside)) >= THRESHOLD:
                    break
                inside.append(cell)
                hidden.add(cell)
                again = True
    return {
        line: {key: None if (line, key) in hidden else number for key, number in cells.items()}
        for line, cells in table.items()
    }
