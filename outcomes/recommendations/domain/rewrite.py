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
