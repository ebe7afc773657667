"""The modules of the four floors, for tests that hold something against all code."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
FLOORS = ("confman", "agenda", "registrations", "outcomes")


@cache
def texts(folder: str) -> dict[str, str]:
    """Return the texts of all modules in a folder, by path."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def modules_with(
    words: str, folders: Iterable[str] = FLOORS, *, and_migrations: bool = False
) -> Iterator[tuple[str, str, ast.Module]]:
    """Yield path, text and syntax of each module that such words stand in: to parse all of them takes seconds.

    `words` is a regular expression that finds whatever the test looks for, and may find more.
    """
    looked_for = re.compile(words, re.MULTILINE)
    for folder in folders:
        for path, text in texts(folder).items():
            if looked_for.search(text) and (and_migrations or "/migrations/" not in path):
                yield path, text, ast.parse(text)
