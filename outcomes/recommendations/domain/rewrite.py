"""A text rewritten in one language: its new paragraphs, and merging with others' changes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from outcomes.recommendations.domain.plain_text import tidy
from outcomes.recommendations.models.paragraphs import Paragraph, Text, TextStatus, new_paragraph_id


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
    """Return the writer's rows, each with the other writer's version, None if that is the same.

    A paragraph that only the other added is inserted after the one it follows, so that saving again does not remove it;
    one that the other removed has ''.
    """
    before = {row.id: row for row in base}
    now = {row.id: row for row in newest}
    rows: list[tuple[ParagraphText, str | None]] = []
    for row in written:
        old, theirs = before.get(row.id), now.get(row.id)
        stands = theirs.text(language) if theirs else ""
        changed = bool(old and stands != old.text(language) and stands != tidy(row.text))
        rows.append((row, stands if changed else None))
    followed = ""
    for theirs in newest:
        if theirs.id not in before and theirs.text(language):
            index = next((at + 1 for at, (row, _said) in enumerate(rows) if row.id == followed), len(rows))
            rows.insert(index, (ParagraphText(theirs.text(language), theirs.level, theirs.id), None))
        followed = theirs.id
    return rows


def reads_the_same(one: Sequence[Paragraph], other: Sequence[Paragraph]) -> bool:
    """Tell whether two texts are the same, whatever the status of their translations."""
    contents = [
        [(p.id, p.level, {code: value.text for code, value in p.texts.items()}) for p in body]
        for body in (one, other)
    ]
    return contents[0] == contents[1]
