"""Paragraphs as plain text, and back; and a text rewritten in one language, merged with others' changes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class ParagraphText:
    """A paragraph in the language being edited; `id` is empty for a new one."""

    text: str
    level: int = 0
    id: str = ""


def rewritten(
    before: Sequence[Paragraph],
    language: str,
    written: Sequence[ParagraphText],
    *,
    status: str = TextStatus.DRAFT,
    editorial: bool = False,
) -> list[Paragraph]:
    """Return the paragraphs with one language rewritten.

    Changing an up-to-date text makes the other languages of its paragraph stale, unless the change is `editorial`
    (wording in this language only). A stale or missing text catches up; the others stay as they are. A paragraph that
    is not in `written` is removed, in all its languages.
    """
    paragraphs_by_id = {paragraph.id: paragraph for paragraph in before}
    body = []
    for row in written:
        old = paragraphs_by_id.get(row.id)
        text = tidy(row.text)
        texts = dict(old.texts) if old else {}
        old_text = texts.get(language)
        if old_text is None or old_text.status == TextStatus.STALE:
            changes_meaning = False
        else:
            changes_meaning = old_text.text != text and not editorial
        if text:
            # An unchanged text that was reviewed does not become a draft because a neighbour was edited.
            unchanged = old_text is not None and old_text.text == text and status == TextStatus.DRAFT
            texts[language] = Text(text, old_text.status if unchanged and old_text else status)
        else:
            texts.pop(language, None)
        if changes_meaning:
            texts = {
                code: value if code == language else replace(value, status=TextStatus.STALE)
                for code, value in texts.items()
            }
        if texts:
            body.append(Paragraph(old.id if old else new_paragraph_id(), row.level, texts))
    return body


def merged_paragraphs(
    base: Sequence[Paragraph], newest: Sequence[Paragraph], language: str, written: Sequence[ParagraphText]
) -> list[ParagraphText] | None:
    """Merge the texts of two writers who changed different paragraphs of one list; None if they did not.

    `written` is one writer's text in `language`, `newest` the version the other saved; both began from `base`. Only
    unambiguous changes are merged: if either added, removed or moved paragraphs or changed a level, people must decide.
    """
    shape = [(paragraph.id, paragraph.level) for paragraph in base]
    if shape != [(p.id, p.level) for p in newest] or shape != [(row.id, row.level) for row in written]:
        return None
    both = []
    for old, theirs, mine in zip(base, newest, written, strict=True):
        is_mine = tidy(mine.text) != old.text(language)
        if is_mine and theirs != old:
            return None
        both.append(mine if is_mine else replace(mine, text=theirs.text(language)))
    return both


def rows_beside_newest(
    base: Sequence[Paragraph], newest: Sequence[Paragraph], language: str, written: Sequence[ParagraphText]
) -> list[tuple[ParagraphText, str | None]]:
    """Return the writer's rows, each with the other writer's text where that has changed, else None.

    A paragraph that only the other writer added is inserted after the one it follows, so that saving again does not
    remove it; one that the other writer removed has ''.
    """
    before = {paragraph.id: paragraph for paragraph in base}
    now = {paragraph.id: paragraph for paragraph in newest}
    rows: list[tuple[ParagraphText, str | None]] = []
    for row in written:
        old, theirs = before.get(row.id), now.get(row.id)
        their_text = theirs.text(language) if theirs else ""
        differs = old is not None and their_text not in (old.text(language), tidy(row.text))
        rows.append((row, their_text if differs else None))
    previous_id = ""
    for theirs in newest:
        if theirs.id not in before and theirs.text(language):
            ids = [row.id for row, _their_text in rows]
            index = ids.index(previous_id) + 1 if previous_id in ids else len(rows)
            rows.insert(index, (ParagraphText(theirs.text(language), theirs.level, theirs.id), None))
        previous_id = theirs.id
    return rows


def reads_the_same(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> bool:
    """Tell whether two texts are the same, whatever the status of their translations."""
    return _wording(before) == _wording(after)


def _wording(body: Sequence[Paragraph]) -> list[tuple[str, int, dict[str, str]]]:
    return [
        (paragraph.id, paragraph.level, {code: text.text for code, text in paragraph.texts.items()})
        for paragraph in body
    ]
