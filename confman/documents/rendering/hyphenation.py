"""Words are divided by the dictionaries of their language; a word with a capital, which may be a name, never is.

Nor is one with a word joiner, by which a page says that a word is to be whole.
"""

from pathlib import Path
from typing import Any

from confman.translation.dates import WORD_JOINER

# Dictionaries of languages that write every noun with a capital.
CAPITAL_NOUNS = ("hyph_de", "hyph_lb")


def leave_names_whole() -> None:
    """Have Pyphen, and WeasyPrint by it, divide no word with a capital or a joiner from now on, in this process.

    The first word of a sentence may be a name as well; nothing is lost where it is none. WeasyPrint has no hook there,
    and a span around each such word would take a third of the time of a page.
    """
    import pyphen

    class NamesWhole(pyphen.HyphDict):
        """Patterns of a language that have no place to divide a word with a capital, or with a joiner."""

        def __init__(self, path: Path) -> None:
            super().__init__(path)
            self.may_divide_capitals = path.name.startswith(CAPITAL_NOUNS)

        def positions(self, word: str) -> list[Any]:
            may_divide = WORD_JOINER not in word and (self.may_divide_capitals or word == word.lower())
            return super().positions(word) if may_divide else []

    pyphen.HyphDict = NamesWhole
    pyphen.hdcache.clear()
