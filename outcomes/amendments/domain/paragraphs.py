"""The amendments to one text in reading order: by paragraph and language, competing ones together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agenda.core.domain.groups import grouped
from confman.web.word_differences import Piece, compare_words
from outcomes.amendments.domain.edits import (
    CompetingAmendment,
    change_now,
    distance,
    ground_of,
    in_order,
    text_now,
)
from outcomes.amendments.models import Amendment, AmendmentKind, AmendmentStatus
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation


@dataclass(frozen=True)
class AmendmentLine:
    """An amendment as a tracked change: of the present text while it is open, of its basis once it is decided.

    `after` is the paragraph as it would read; `stands` tells whether its basis is still there.
    """

    amendment: Amendment
    pieces: list[Piece]
    after: str
    stands: bool = True


@dataclass(frozen=True)
class AmendedParagraph:
    """A paragraph in one language, as it is now, and the amendments that compete on it.

    `key` is '' for the beginning of the text; `text` is '' if the paragraph is gone.
    """

    key: str
    name: str
    language: str
    text: str
    level: int
    lines: list[AmendmentLine]


def amended_paragraphs(
    recommendation: Recommendation, amendments: Iterable[Amendment]
) -> list[AmendedParagraph]:
    """Return the amended paragraphs in the order of the text. The amendments come with their version."""
    body = recommendation.body
    amendments = list(amendments)
    by_paragraph = grouped(((row.paragraph, row.language), row) for row in amendments)
    keys = _all_keys(body, amendments)
    languages = [*_languages(recommendation), *sorted({language for _key, language in by_paragraph})]
    names = paragraph_names(body)
    now = {paragraph.id: paragraph for paragraph in body}
    groups = []
    for key, language in sorted(
        by_paragraph, key=lambda pair: (keys.index(pair[0]), languages.index(pair[1]))
    ):
        paragraph = now.get(key)
        groups.append(
            AmendedParagraph(
                key=key,
                name=names.get(key)
                or (_("a paragraph that was deleted") if key else _("the beginning of the text")),
                language=language,
                text=paragraph.text(language) if paragraph else "",
                level=paragraph.level if paragraph else 0,
                lines=[_line(row, body) for row in _ordered(by_paragraph[key, language])],
            )
        )
    return groups


def next_line(groups: Sequence[AmendedParagraph]) -> tuple[AmendedParagraph, AmendmentLine] | None:
    """Return the first open amendment, which the chair puts to the room next."""
    return next(((group, line) for group in groups for line in group.lines if line.amendment.is_open), None)


def paragraph_names(body: Sequence[Paragraph]) -> dict[str, str]:
    """Return the name of each paragraph by its id: paragraph 2, paragraph 2 (a), paragraph 2 (a) (i)."""
    names: dict[str, str] = {}
    number, chain = 0, ["", ""]
    for paragraph, mark in zip(body, labels(row.level for row in body), strict=True):
        if paragraph.level == 0:
            number, chain = number + 1, ["", ""]
        else:
            chain = [*chain[: paragraph.level - 1], mark, ""][:2]
        numbering = " ".join(part for part in (str(number or ""), *chain[: paragraph.level]) if part)
        names[paragraph.id] = _("paragraph %(number)s") % {"number": numbering}
    return names


def _languages(recommendation: Recommendation) -> list[str]:
    """Return the original language first, then those of the conference, then any other."""
    version = recommendation.current_version
    original, languages = (version.original_language, version.languages) if version else ("", [])
    return list(dict.fromkeys([original, *recommendation.conference.languages, *languages]))


def _all_keys(body: Sequence[Paragraph], amendments: Sequence[Amendment]) -> list[str]:
    """Return the ids of all past and present paragraphs, deleted ones after the paragraph they followed."""
    keys = ["", *(paragraph.id for paragraph in body)]
    for amendment in amendments:
        before = ""
        for paragraph in amendment.version.body:
            if paragraph.id not in keys:
                keys.insert(keys.index(before) + 1, paragraph.id)
            before = paragraph.id
        if amendment.paragraph not in keys:
            keys.append(amendment.paragraph)
    return keys


def _ordered(rows: Sequence[Amendment]) -> list[Amendment]:
    rows_by_pk: dict[object, Amendment] = {row.pk: row for row in rows}
    rivals = [
        CompetingAmendment(row.pk, row.number, row.kind, distance(ground_of(row), row.text), row.order)
        for row in rows
    ]
    return [rows_by_pk[rival.key] for rival in in_order(rivals)]


def _line(amendment: Amendment, body: Sequence[Paragraph]) -> AmendmentLine:
    before, after, stands = ground_of(amendment), amendment.text, True
    if amendment.state == AmendmentStatus.OPEN:
        change = change_now(amendment, body)
        stands = change is not None
        if change is not None:
            before, after = text_now(amendment, body), change.text
    elif amendment.state == AmendmentStatus.ACCEPTED_ORALLY:
        after = amendment.accepted_text
    return AmendmentLine(amendment, compare_words(before, after), after, stands)


def kind_words(amendment: Amendment, name: str) -> str:
    """Describe the amendment, with the paragraph named: delete paragraph 2; a new paragraph after paragraph 2."""
    if amendment.kind == AmendmentKind.DELETE:
        return _("delete %(paragraph)s") % {"paragraph": name}
    if amendment.is_new_paragraph:
        if not amendment.paragraph:
            return _("a new paragraph at the beginning")
        return _("a new paragraph after %(paragraph)s") % {"paragraph": name}
    if amendment.kind == AmendmentKind.ADD:
        return _("add words to %(paragraph)s") % {"paragraph": name}
    return _("replace words in %(paragraph)s") % {"paragraph": name}
