"""The pasted text as lines: undoes what Word, Excel and mail programs do to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agenda.pasting.domain.hours import read_hours
from agenda.pasting.domain.people import without_bullet
from agenda.pasting.domain.words import COLUMNS, TEXT_LABEL, plain, role_of

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u2002\u2003"), " ")
_NOTHING = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_QUOTED = re.compile(r'(?:^|(?<=\t))"((?:[^"]|"")*)"(?=\t|$)', re.MULTILINE)
_TAB = 4
# A line this long was probably broken by a mail programme, not by its author.
_WRAPPED = 72


@dataclass
class PastedLine:
    """A line that is not blank.

    `cells` has it by column where it is a row of a table; lines within a cell are separated by a vertical
    tab. `after_blank`: a blank line precedes it. It continues in the lines `joined`.
    """

    number: int
    text: str
    indent: int = 0
    bullet: bool = False
    cells: list[str] = field(default_factory=list)
    after_blank: bool = False
    joined: list[int] = field(default_factory=list)


def cleaned(text: str) -> str:
    """Return the text with one kind of line end and of space; a spreadsheet's quoted cell becomes one line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u0085", "\n")
    text = text.translate(_SPACES).translate(_NOTHING)
    if "\t" in text:
        text = _QUOTED.sub(lambda cell: cell[1].replace('""', '"').replace("\n", "\v"), text)
    return text


def lines_of(text: str) -> Iterator[PastedLine]:
    """Yield the lines that are not blank; the continuation of a bullet or bracket is joined to its line."""
    waiting: PastedLine | None = None
    raw_length = 0
    blank = False
    number = 0
    for raw in cleaned(text).split("\n"):
        number += 1
        line = _line(raw, number)
        extra = raw.count("\v")
        if line is None:
            blank = True
        elif waiting is not None and not blank and _is_continuation(waiting, raw_length, line):
            waiting.text = f"{waiting.text.rstrip()} {line.text}"
            waiting.joined.append(number)
            raw_length = len(raw)
        else:
            if waiting is not None:
                yield waiting
            waiting, line.after_blank, blank, raw_length = line, blank, False, len(raw)
        number += extra
    if waiting is not None:
        yield waiting


def _line(raw: str, number: int) -> PastedLine | None:
    stripped = raw.strip(" \t\v|")
    if not stripped:
        return None
    lead = raw[: len(raw) - len(raw.lstrip(" \t"))]
    indent = sum(_TAB if character == "\t" else 1 for character in lead)
    inner = raw.lstrip(" \t")
    if "\t" in inner.rstrip():
        cells = [cell.strip() for cell in inner.rstrip().split("\t")]
        return PastedLine(number, "\t".join(cells), indent, cells=cells)
    if inner.count("|") >= 2 and inner.startswith("|"):
        cells = [cell.strip() for cell in inner.strip().strip("|").split("|")]
        if all(set(cell) <= set("-: ") for cell in cells):
            return None
        return PastedLine(number, "\t".join(cells), 0, cells=cells)
    text, bullet = (stripped, False) if read_hours(stripped) else without_bullet(stripped)
    return PastedLine(number, text.strip(), indent, bullet)


def _is_continuation(before: PastedLine, length: int, line: PastedLine) -> bool:
    """Tell whether a line only continues the one before."""
    if line.bullet or line.cells or before.cells or read_hours(line.text) or _labelled(line.text):
        return False
    if before.text.count("(") > before.text.count(")"):
        return True
    if not before.bullet or line.indent <= before.indent:
        return False
    return line.text[:1].islower() or length >= _WRAPPED or before.text.rstrip().endswith(",")


def _labelled(text: str) -> bool:
    label, sign, _rest = text.partition(":")
    return bool(sign) and bool(role_of(label) or TEXT_LABEL.match(plain(label.strip())))


def columns_of_head(cells: list[str]) -> list[str] | None:
    """Return the columns that a table's head names ("" for an unknown one); None if the row is not a head."""
    names = []
    for cell in cells:
        text = plain(cell).strip(" .:*")
        names.append(next((name for name, pattern in COLUMNS if pattern.match(text)), ""))
    recognized = [name for name in names if name]
    filled = [cell for cell in cells if cell]
    return (
        names
        if len(recognized) >= 2 and len(recognized) * 2 >= len(filled) and "title" in recognized
        else None
    )
