"""The document in two languages side by side, paragraph beside paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.meta import DocumentMeta
from confman.documents.word.languages import first_direction
from confman.translation.languages import language_direction, language_name, languages_in_list, reading_in
from confman.web.errors import Refused
from outcomes.publication.documents.annexes import AnnexedFile
from outcomes.publication.documents.outcome_document import (
    PrintedRecommendation,
    PrintedSection,
    RecommendationsDocument,
    build_recommendations,
)
from outcomes.publication.documents.record import read_record
from outcomes.recommendations.documents import PrintedParagraph

# As many letters, four lines of a column, stand on one page.
MAX_WHOLE_LENGTH = 160


@dataclass(frozen=True)
class Side:
    """One column of a row. `language` is that of the text; `label` its number or (a); `below` is small print."""

    text: str = ""
    language: str = ""
    label: str = ""
    below: tuple[str, ...] = ()

    @property
    def direction(self) -> str:
        return language_direction(self.language)

    @property
    def text_direction(self) -> str:
        """The direction of the text itself: text that is not translated runs against its column."""
        return first_direction(self.text) or self.direction


@dataclass(frozen=True)
class ParagraphPair:
    """A paragraph in both languages. `kind` is 'heading', 'subheading', 'text', 'line', 'fact' or 'empty'.

    For a line, `level` is its depth, `list` and `start` the list in which Word numbers it, if it does.
    """

    kind: str
    first: Side
    second: Side
    level: int = 0
    list: str = ""
    start: int = 0
    is_first: bool = False
    ends: bool = False  # a heading follows: nothing goes on

    @property
    def leads(self) -> bool:
        """Return whether it leads to what follows."""
        return self.first.text.endswith(":")

    @property
    def is_long(self) -> bool:
        """Return whether it may go on over the end of a page: of a short one a side alone would do so."""
        return max(len(self.first.text), len(self.second.text)) > MAX_WHOLE_LENGTH

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.first, self.second


@dataclass(frozen=True)
class TwoColumns:
    meta: DocumentMeta
    heads: tuple[Side, Side]
    titles: tuple[Side, Side]
    rows: tuple[ParagraphPair, ...]
    appended: tuple[AnnexedFile, ...] = ()


def build_two_columns(conference: Conference, *, language: str, options: Mapping[str, Any]) -> TwoColumns:
    """Build the document in `language` beside that in the option `beside`, else in the first other language.

    The other options are those of the document. Both languages are of one record: what someone changes while the
    first is made is in neither. Raises Refused without a second language.
    """
    others = [code for code in conference.languages if code != language]
    other = str(options.get("beside") or next(iter(others), ""))
    if other == language or other not in conference.languages:
        raise Refused(_("Choose another language of the conference for the second column."))
    pair, record = [], read_record(conference, options)
    for code in (language, other):
        with reading_in(code, *[other_code for other_code in conference.languages if other_code != code]):
            document = build_recommendations(conference, language=code, options=options, record=record)
            pair.append((document, _DocumentWords.in_language(code, is_extract=bool(document.meta.subtitle))))
    (first, words), (second, other_words) = pair
    names = languages_in_list((language, other), language)
    builder = _Rows(first, second, words, other_words)
    return TwoColumns(
        meta=replace(first.meta, subtitle=" · ".join(filter(None, (first.meta.subtitle, names)))),
        heads=(Side(language_name(language), language), Side(language_name(other), other)),
        titles=(Side(first.meta.title, language), Side(second.meta.title, other)),
        rows=tuple(_with_ends([*builder.rows()])),
        appended=first.appended,
    )


def _with_ends(rows: Sequence[ParagraphPair]) -> Iterator[ParagraphPair]:
    for row, after in zip_longest(rows, rows[1:]):
        yield replace(row, ends=after is not None and after.kind in ("heading", "subheading"))


@dataclass(frozen=True)
class _DocumentWords:
    """The document's own words, in one language."""

    language: str
    recommendations: str
    adoption: str
    others: str
    votes: str
    recommendation: str
    positions: str
    addressed: str
    stage: str
    missing: str
    nothing: str

    @classmethod
    def in_language(cls, language: str, *, is_extract: bool) -> _DocumentWords:
        """Return the words in the reading language."""
        return cls(
            language=language,
            recommendations=_("Recommendations"),
            adoption=_("Adoption"),
            others=_("Recommendations not adopted or still under consideration"),
            votes=_("Recorded votes"),
            recommendation=_("Recommendation %(head)s"),
            positions=_("Reservations and statements"),
            addressed=_("Addressed to:"),
            stage=_("Stage:"),
            missing=_("[not available in this language]"),
            nothing=_("No recommendation matches.")
            if is_extract
            else _("No recommendation has been adopted yet."),
        )

    def side(self, text: str) -> Side:
        return Side(text, self.language)


class _Rows:
    """Walks through both documents at once: made from one record, they have the same parts in the same order."""

    def __init__(
        self,
        first: RecommendationsDocument,
        second: RecommendationsDocument,
        words: _DocumentWords,
        other_words: _DocumentWords,
    ) -> None:
        self.first, self.second, self.words, self.other_words = first, second, words, other_words

    def rows(self) -> Iterator[ParagraphPair]:
        yield from self._texts(
            self.first.preamble,
            self.second.preamble,
            (self.first.preamble_language, self.second.preamble_language),
        )
        yield from self._parts(self.first.parts, self.second.parts)
        if not self.first.count:
            yield self._pair("empty", (self.words.nothing, self.other_words.nothing))
        if self.first.adoption:
            yield self._word_pair("adoption")
            yield from self._texts(self.first.adoption, self.second.adoption)
        yield from self._votes()
        if self.first.others:
            yield self._word_pair("others")
            yield from self._parts(self.first.others, self.second.others)
        yield from self._positions()
        yield from self._annexes()

    def _pair(self, kind: str, texts: tuple[str, str], **more: Any) -> ParagraphPair:
        return ParagraphPair(kind, self.words.side(texts[0]), self.other_words.side(texts[1]), **more)

    def _word_pair(self, name: str) -> ParagraphPair:
        return self._pair("heading", (getattr(self.words, name), getattr(self.other_words, name)))

    def _texts(
        self, first: Sequence[str], second: Sequence[str], languages: tuple[str, str] | None = None
    ) -> Iterator[ParagraphPair]:
        codes = languages or (self.words.language, self.other_words.language)
        for text, other_text in zip_longest(first, second, fillvalue=""):
            yield ParagraphPair("text", Side(text, codes[0]), Side(other_text, codes[1]))

    def _parts(
        self, first: Sequence[PrintedSection], second: Sequence[PrintedSection]
    ) -> Iterator[ParagraphPair]:
        # A part is a series of recommendations of one section, and both have the same: only the titles differ.
        numbered = iter([entry for part in second for entry in part.entries])
        titles = iter([part.title for part in second])
        for part in first:
            title = next(titles, "") or part.title
            if part.title or title:
                yield self._pair("heading", (part.title, title))
            elif part.entries and part.entries[0].number:
                yield self._word_pair("recommendations")
            for entry in part.entries:
                yield from self._entry(entry, next(numbered))

    def _entry(self, first: PrintedRecommendation, second: PrintedRecommendation) -> Iterator[ParagraphPair]:
        if not first.number:
            head = (f"{first.ref} · {first.stage}", f"{second.ref} · {second.stage}")
            yield self._pair("subheading", head)
        lines, others = ({line.key: line for line in entry.lines} for entry in (first, second))
        keys = [*dict.fromkeys([*lines, *others])]
        for index, key in enumerate(keys):
            line, is_last = lines.get(key) or others[key], index == len(keys) - 1
            is_head = index == 0 and bool(first.number)
            yield ParagraphPair(
                "line",
                replace(
                    self._side(lines.get(key), self.words, first.head if is_head else line.label),
                    below=self._facts(first, self.words) if is_last else (),
                ),
                replace(
                    self._side(
                        others.get(key),
                        self.other_words,
                        second.head if is_head else others.get(key, line).label,
                    ),
                    below=self._facts(second, self.other_words) if is_last else (),
                ),
                level=0 if is_head else line.level,
                list=first.ref if is_head or line.level else "",
                start=first.number,
                is_first=index == 0,
            )

    @staticmethod
    def _side(line: PrintedParagraph | None, words: _DocumentWords, label: str) -> Side:
        """Return the paragraph in its column's language; text in another would only repeat its neighbour."""
        if line is None or line.language.split("-")[0] != words.language.split("-")[0]:
            return replace(words.side(words.missing), label=label)
        return Side(line.text, line.language, label)

    @staticmethod
    def _facts(entry: PrintedRecommendation, words: _DocumentWords) -> tuple[str, ...]:
        addressees = f"{words.addressed} {entry.addressees}" if entry.addressees else ""
        stage = f"{words.stage} {entry.stage}" if entry.stage and entry.number else ""
        return tuple(filter(None, (addressees, stage)))

    def _votes(self) -> Iterator[ParagraphPair]:
        if self.first.votes:
            yield self._word_pair("votes")
        for vote, other in zip(self.first.votes, self.second.votes, strict=True):
            heads = (
                self.words.recommendation % {"head": vote.head},
                self.other_words.recommendation % {"head": other.head},
            )
            yield self._pair("subheading", heads)
            yield from self._texts(vote.lines, other.lines)

    def _positions(self) -> Iterator[ParagraphPair]:
        if self.first.positions:
            yield self._word_pair("positions")
        for (head, position), (_same, other) in zip(self.first.positions, self.second.positions, strict=True):
            title, other_title = (f"{side.delegation}: {side.kind} ({head})" for side in (position, other))
            yield self._pair("subheading", (title, other_title))
            yield from self._texts([position.text], [other.text], (position.language, other.language))

    def _annexes(self) -> Iterator[ParagraphPair]:
        for annex, other in zip(self.first.annexes, self.second.annexes, strict=True):
            yield self._pair("heading", (annex.title, other.title))
            yield from self._texts(annex.paragraphs, other.paragraphs, (annex.language, other.language))
            if annex.file_note:
                yield self._pair("fact", (annex.file_note, other.file_note))
