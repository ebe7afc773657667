"""The blocks of a report in the form of the United Nations: parts, numbered paragraphs, lists, tables of figures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from confman.documents.meta import Picture
from confman.translation.marks import language_mark
from outcomes.publication.documents.annexes import roman

# (a), a), (iv): how sub-paragraphs begin.
_LETTERED = re.compile(r"\(?[^\W\d_]{1,5}\)\s")


@dataclass(frozen=True)
class ReportBlock:
    """A heading (`level` 2 to 4), a paragraph, which is numbered unless it is below another, or a list below one.

    A list is of lines, or of items of the agenda with their numbers.
    """

    text: str = ""
    number: int = 0
    level: int = 0
    lines: tuple[str, ...] = ()
    items: tuple[tuple[int, str], ...] = ()
    language: str = ""  # where it is not that of the document
    mark: str = ""  # which language that is, in words
    below: bool = False  # a sub-paragraph, which has a letter and no number
    leads: bool = False  # whether a list follows, from which it is not parted
    bookmark: str = ""  # by which the passage that begins here is known in a file of Word that comes back

    @property
    def is_lettered(self) -> bool:
        """Tell whether it begins with a letter, behind which its lines hang."""
        return self.below and bool(_LETTERED.match(self.text))


@dataclass(frozen=True)
class ReportPart:
    """A part with its heading, numbered by Roman numerals."""

    title: str
    blocks: tuple[ReportBlock, ...]


@dataclass(frozen=True)
class Drafted:
    """A part before it is numbered; without blocks it is left out, a heading without paragraphs as well."""

    title: str
    blocks: Sequence[ReportBlock] = field(default_factory=tuple)


def heading(text: str, *, below: bool = False) -> ReportBlock:
    return ReportBlock(text, level=4 if below else 3)


def paragraph(text: str, *, language: str = "", of_document: str = "") -> ReportBlock:
    """Return a paragraph; text in a language that is not the document's says which it is."""
    below = bool(_LETTERED.match(text))
    mark = language_mark(language, of_document)
    return ReportBlock(text, language=language if mark else "", mark=mark, below=below)


def listed(lines: Iterable[str]) -> ReportBlock:
    return ReportBlock(lines=tuple(lines))


def items_listed(items: Iterable[tuple[int, str]]) -> ReportBlock:
    return ReportBlock(items=tuple(items))


def numbered(parts: Iterable[Drafted]) -> tuple[ReportPart, ...]:
    """Return the parts that say something, numbered, and their paragraphs numbered throughout."""
    number = 0
    numbered_parts: list[ReportPart] = []
    for part in parts:
        blocks: list[ReportBlock] = []
        for block in _without_empty_headings(part.blocks):
            if (block.lines or block.items) and blocks:
                blocks[-1] = replace(blocks[-1], leads=True)
            if block.text and not block.level and not block.below:
                number += 1
                block = replace(block, number=number)
            blocks.append(block)
        if blocks:
            numbered_parts.append(
                ReportPart(f"{roman(len(numbered_parts) + 1)}. {part.title}", tuple(blocks))
            )
    return tuple(numbered_parts)


def _without_empty_headings(blocks: Sequence[ReportBlock]) -> Iterator[ReportBlock]:
    for index, block in enumerate(blocks):
        following = blocks[index + 1].level if index + 1 < len(blocks) else 3
        # The next block belongs to a heading if it is no heading, or one below it.
        is_led = not block.level or following == 0 or following > block.level
        if is_led and (block.text or block.lines or block.items):
            yield block


@dataclass(frozen=True)
class FigureTable:
    """A breakdown: its chart, its printed rows, and its definition.

    The first `words` columns hold text, the others figures. The last `totals` rows are sums of those above.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    definition: str = ""  # what is counted, where no table above has said it
    chart: Picture | None = None
    words: int = 1
    totals: int = 0


def shown(number: int | None) -> str:
    """Return a figure as printed: a dash stands for a suppressed one."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")
