"""A report that was edited in Word comes back: which of its passages say something else, and which are gone."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from confman.documents.domain.mastheads import document_meta
from confman.documents.rendering.pdf import NO_BREAK_SPACE
from confman.translation.languages import reading_in
from confman.translation.marks import language_mark
from confman.web.errors import Refused
from outcomes.drafting.exchange.text_import import read_paragraphs
from outcomes.drafting.exchange.text_rows import SourceParagraph
from outcomes.recommendations.domain.plain_text import tidy
from outcomes.reports.domain.narrative_builder import BOOKMARK, PassageText, digest_of, passage_texts
from outcomes.reports.models import Report, ReportParagraph

# Documents number the headings.
_NUMERAL = re.compile(r"\A[IVXLC]+\.\s+")


@dataclass(frozen=True)
class ReturnedPassage:
    """A passage whose words differ in the file; without `words` it is gone there.

    `now` is how it reads at present; `is_stale`: it was changed here since the file was made.
    """

    passage: ReportParagraph
    language: str
    now: str
    words: str
    is_stale: bool = False


@dataclass(frozen=True)
class ReturnedCopy:
    changes: Sequence[ReturnedPassage]
    notes: Sequence[str]


def read_copy(report: Report, content: bytes) -> ReturnedCopy:
    """Compare a Word file, which was made of this report and edited, with the report as it is now.

    Text that was added belongs to the passage above it. Raises Refused for a file that cannot be read, and for one
    in which no passage of the report is marked.
    """
    lines, notes = read_paragraphs(content)
    paragraphs_by_bookmark = {
        bookmark: paragraphs
        for bookmark, paragraphs in _found_in(lines, _credits(report)).items()
        if _read_mark(bookmark)["language"] in report.conference.languages
    }
    languages = Counter(_read_mark(bookmark)["language"] for bookmark in paragraphs_by_bookmark)
    now = {language: texts_by_passage(report, language) for language in languages}
    changes: list[ReturnedPassage] = []
    passage_ids: set[UUID] = set()
    for bookmark, paragraphs in paragraphs_by_bookmark.items():
        mark = _read_mark(bookmark)
        text = now[mark["language"]].get(mark["passage"])
        if text is None or text.passage.pk in passage_ids:
            continue
        passage_ids.add(text.passage.pk)
        if change := _change(text, mark, paragraphs, report):
            changes.append(change)
    if not passage_ids:
        raise Refused(
            _(
                "No passage of this report is marked in the file. Make the document as a Word file here, edit that "
                "file and save it as .docx."
            )
        )
    language, _count = languages.most_common(1)[0]
    changes += [
        ReturnedPassage(text.passage, text.language, text.text, "")
        for text in now[language].values()
        if text.passage.pk not in passage_ids
    ]
    order = {row.pk: position for position, row in enumerate(report.paragraphs.all())}
    changes.sort(key=lambda change: order[change.passage.pk])
    return ReturnedCopy(changes, notes)


def _change(
    text: PassageText, mark: dict[str, str], paragraphs: list[str], report: Report
) -> ReturnedPassage | None:
    """Return what the file says otherwise than when it was made; None if it says the same."""
    paragraphs = _without_labels(paragraphs, text.language, report) if paragraphs else paragraphs
    is_heading = text.passage.role == ReportParagraph.Role.HEADING
    if is_heading:
        paragraphs = [_NUMERAL.sub("", line) for line in paragraphs]
    if digest_of(paragraphs) in (mark["digest"], digest_of(text.paragraphs)):
        return None
    joined_text = (" " if is_heading else "\n\n").join(paragraphs)
    is_stale = digest_of(text.paragraphs) != mark["digest"]
    return ReturnedPassage(text.passage, text.language, text.text, joined_text, is_stale)


def _found_in(lines: Sequence[SourceParagraph], ends: set[str]) -> dict[str, list[str]]:
    """Return the paragraphs below each bookmark of a passage; text before the first is the document's head."""
    paragraphs_by_bookmark: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines:
        marks = [name for name in line.bookmarks if BOOKMARK.fullmatch(name)]
        for name in reversed(marks):
            # Passages that were joined to one paragraph: the words are the first's.
            current = paragraphs_by_bookmark.setdefault(name, [])
        # Documents keep dates whole by spaces that are not those of the record.
        text = tidy(line.text).replace(NO_BREAK_SPACE, " ")
        if current is not None and text and text not in ends and line.mark != "credit":
            current.append(text)
    return paragraphs_by_bookmark


def _read_mark(bookmark: str) -> dict[str, str]:
    matched = BOOKMARK.fullmatch(bookmark)
    assert matched
    passage, digest, language = matched.groups()
    return {"passage": passage, "digest": digest, "language": language.replace("_", "-")}


def texts_by_passage(report: Report, language: str) -> dict[str, PassageText]:
    """Return the passages as a document in the language shows them, by what their bookmarks begin with."""
    with reading_in(language, *report.conference.languages):
        return {text.passage.pk.hex[:20]: text for text in passage_texts(report, language)}


def _credits(report: Report) -> set[str]:
    """Return the lines that close a document, in every language of the conference."""
    lines: set[str] = set()
    for language in report.conference.languages:
        with reading_in(language, *report.conference.languages):
            masthead = document_meta(report.conference, language=language, title="").masthead
        lines |= {tidy(credit.text) for credit in masthead.credit_lines}
    return lines


def _without_labels(paragraphs: list[str], language: str, report: Report) -> list[str]:
    """Leave out the language that documents in another one say behind each paragraph."""
    labels = {language_mark(language, of_document) for of_document in report.conference.languages}
    pattern = "|".join(re.escape(label) for label in labels if label)
    return [re.sub(rf"\s*\[(?:{pattern})\]$", "", text) for text in paragraphs] if pattern else paragraphs
