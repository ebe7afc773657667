"""Paragraphs as plain text, and back: for lists, files and forms into which a text is pasted.

Empty lines separate paragraphs; (a) begins a sub-paragraph, (i) one below it. The labels are not part of the text: they
are counted again wherever it is shown.
"""

import re
from collections.abc import Iterable, Sequence

from django.utils.translation import get_language

from confman.translation.list_marks import list_mark
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus, new_paragraph_id

LEVEL_1 = re.compile(r"^\(?([a-zа-я])\)[\s\u00a0]+", re.IGNORECASE)
LEVEL_2 = re.compile(r"^\(?(?:x{0,3}(?:ix|iv|v?i{0,3}))\)[\s\u00a0]+", re.IGNORECASE)
# White space and controls, line ends of any kind, lone surrogates, and Unicode's noncharacters.
_NO_LETTERS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# A placeholder for a paragraph that a language lacks, so that the others keep their positions.
MISSING = "…"
ROMAN = (
    "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
    " xxi xxii xxiii xxiv xxv xxvi xxvii xxviii xxix xxx".split()
)


def tidy(text: str) -> str:
    """Return one line without control characters, keeping non-breaking spaces; every saved paragraph is tidy."""
    return _NO_LETTERS.sub(" ", text).strip()


def labels(levels: Iterable[int], language: str = "") -> list[str]:
    """Return each paragraph's label by its level: '' for the paragraph itself, (a) … (z), (aa); (i) … (xxx).

    They are written as the documents of the United Nations write them in the language; without one, in that of the
    reader.

    >>> labels([0, 1, 1, 2, 2, 1, 0, 1], "en")
    ['', '(a)', '(b)', '(i)', '(ii)', '(c)', '', '(a)']
    >>> labels([0, 1, 2], "ru")
    ['', 'a)', 'i)']
    """
    mark = list_mark(language or get_language() or "en")
    counts = [0, 0, 0]
    marks = []
    for level in levels:
        counts[level] += 1
        counts[level + 1 :] = [0] * (len(counts) - level - 1)
        number = counts[level]
        if level == 0:
            marks.append("")
        elif level == 1:
            marks.append(mark % _letters(number))
        else:
            marks.append(mark % (ROMAN[number - 1] if number <= len(ROMAN) else number))
    return marks


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def as_plain_text(paragraphs: Sequence[Paragraph], language: str) -> str:
    """Return the text in one language, '' if it has none. `split_plain_text` reads it back."""
    if not any(paragraph.text(language) for paragraph in paragraphs):
        return ""
    marks = labels((paragraph.level for paragraph in paragraphs), language)
    return "\n\n".join(
        f"{mark} {paragraph.text(language) or MISSING}".strip()
        for mark, paragraph in zip(marks, paragraphs, strict=True)
    )


def blocks_of(text: str) -> list[str]:
    """Divide a text at its empty lines."""
    return re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n"))


def split_plain_text(text: str) -> list[tuple[int, str]]:
    """Return pairs of level and text. A line that begins with a label begins a paragraph even without an empty line.

    (i), (v) and (x) are letters after (h), (u), (w) and Roman numbers elsewhere below a sub-paragraph.
    """
    parts: list[tuple[int, str]] = []
    expected = "a"
    for block in blocks_of(text):
        for line in _labelled_lines(block):
            level, content = level_of(line, parts[-1][0] if parts else 0, expected)
            if level == 0:
                expected = "a"
            elif level == 1:
                expected = chr(ord(line.lstrip("(")[0].lower()) + 1)
            if content:
                parts.append((level, content))
    return parts


def _labelled_lines(block: str) -> list[str]:
    lines: list[str] = []
    for line in block.split("\n"):
        stripped = tidy(line)
        if not stripped:
            continue
        if lines and not (LEVEL_1.match(stripped) or LEVEL_2.match(stripped)):
            lines[-1] = f"{lines[-1]} {stripped}"
        else:
            lines.append(stripped)
    return lines


def level_of(line: str, level_before: int, expected: str) -> tuple[int, str]:
    """Return level and text of a line, without its label; `expected` is the letter that would come next above it."""
    roman, letter = LEVEL_2.match(line), LEVEL_1.match(line)
    if roman and roman.end() and level_before >= 1 and not (letter and letter.group(1).lower() == expected):
        return 2, line[roman.end() :].strip()
    if letter:
        return 1, line[letter.end() :].strip()
    return 0, line


def paragraphs_of(texts: dict[str, str], statuses: dict[str, str] | None = None) -> list[Paragraph]:
    """Make paragraphs from plain texts, language -> text. The first language that has any determines the levels.

    Raises ValueError if two languages have different numbers of paragraphs: nobody could tell which correspond.
    """
    split = {code: parts for code, text in texts.items() if (parts := split_plain_text(text))}
    counts = {code: len(parts) for code, parts in split.items()}
    if len(set(counts.values())) > 1:
        numbers = ", ".join(f"{code}: {count}" for code, count in counts.items())
        raise ValueError(f"The languages differ in their number of paragraphs ({numbers}).")
    if not split:
        return []
    statuses = statuses or {}
    return [
        Paragraph(
            new_paragraph_id(),
            parts[0][0],
            {
                code: Text(text, statuses.get(code) or TextStatus.DRAFT)
                for code, (_level, text) in zip(split, parts, strict=True)
                if text != MISSING
            },
        )
        for parts in zip(*split.values(), strict=True)
    ]
