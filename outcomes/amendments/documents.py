"""The sheet of amendments: by text and paragraph, as tracked changes, in the order in which the room decides."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta
from confman.people.models import Person
from confman.translation.languages import language_direction, language_in_text
from confman.translation.marks import marked_by_letters, unmarked
from confman.translation.text import TranslatedText
from confman.web.word_differences import Piece
from outcomes.amendments.domain.edits import AmendedParagraph, AmendmentLine, amended_paragraphs, kind_words
from outcomes.amendments.models import Amendment, AmendmentStatus
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from registrations.core.models.delegation import Delegation


@dataclass(frozen=True)
class AmendmentSheetLine:
    """One amendment. `proposer` and `co_sponsors` are '' if they are not named.

    `by` and `at` stand with the tracked changes: a name, or what says that there is none; a time in ISO 8601.
    """

    label: str
    what: str
    proposer: str
    co_sponsors: str
    runs: tuple[Piece, ...]
    rationale: str
    state: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True)
class SheetParagraph:
    """A paragraph in one language as it reads now, and the amendments to it."""

    name: str
    text: str
    language: str
    language_name: str
    lines: tuple[AmendmentSheetLine, ...]

    @property
    def direction(self) -> str:
        return language_direction(self.language)


@dataclass(frozen=True)
class SheetText:
    """A recommendation with its amendments. `note` is for the reader."""

    title: str
    symbol: str
    note: str
    paragraphs: tuple[SheetParagraph, ...]


@dataclass(frozen=True)
class AmendmentSheet:
    meta: DocumentMeta
    texts: tuple[SheetText, ...]


def build_amendments(conference: Conference, *, language: str, options: Mapping[str, Any]) -> AmendmentSheet:
    """Build the sheet. Options: recommendation (an id), state ('open', else all but the withdrawn ones).

    A fixed number of queries. For a text from a session under the Chatham House Rule nobody is named.
    """
    amendments = Amendment.objects.with_names().exclude(state=AmendmentStatus.WITHDRAWN)
    if options.get("state") == "open":
        amendments = amendments.open()
    recommendations = Recommendation.objects.of(conference).filter(
        pk__in=amendments.filter(recommendation__conference=conference).order_by().values("recommendation")
    )
    if options.get("recommendation"):
        recommendations = recommendations.filter(pk=options["recommendation"])
    rows = (
        recommendations.select_related("conference", "current_version", "session")
        .prefetch_related(Prefetch("amendments", queryset=amendments))
        .defer("search_text")
        .in_document_order()
    )
    return AmendmentSheet(
        meta=document_meta(
            conference,
            language=language,
            title=_("Sheet of amendments"),
            subtitle=_("Still to be decided") if options.get("state") == "open" else "",
        ),
        texts=_texts(list(rows), conference, language),
    )


def _texts(rows: Sequence[Recommendation], conference: Conference, language: str) -> tuple[SheetText, ...]:
    typed = {each.proposed_by for row in rows for each in row.amendments.all() if each.proposed_by}
    names = _names_on_record(conference, typed)
    return tuple(_text(row, names, language) for row in rows)


def _names_on_record(conference: Conference, typed: Collection[str]) -> dict[str, TranslatedText]:
    """Return, of proposers that were typed, who is on record by that name, to be named in the document's language."""
    if not typed:
        return {}
    models: tuple[Any, ...] = (Delegation, Addressee, Person)
    names = (name for model in models for name in model.objects.of(conference).values_list("name", flat=True))
    return {text: name for name in names for text in name.values() if text in typed}


def _text(row: Recommendation, names: Mapping[str, TranslatedText], language: str) -> SheetText:
    attributed = row.is_attributed
    return SheetText(
        title=row.label,
        symbol=row.symbol,
        note="" if attributed else _("From a session under the Chatham House Rule: proposers are not named."),
        paragraphs=tuple(
            _paragraph(group, names, language, attributed)
            for group in amended_paragraphs(row, row.amendments.all())
        ),
    )


def _paragraph(
    group: AmendedParagraph, names: Mapping[str, TranslatedText], language: str, attributed: bool
) -> SheetParagraph:
    return SheetParagraph(
        name=capfirst(group.name),
        text=group.text,
        language=group.language,
        language_name="" if group.language == language else language_in_text(group.language, language),
        lines=tuple(_line(line, group.name, names, attributed) for line in group.lines),
    )


def _line(
    line: AmendmentLine, name: str, names: Mapping[str, TranslatedText], attributed: bool
) -> AmendmentSheetLine:
    amendment = line.amendment
    known = names.get(amendment.proposed_by)
    proposer = "" if not attributed else str(known) if known else amendment.proposers
    supporters = "; ".join(str(delegation) for delegation in amendment.co_sponsors.all())
    what = kind_words(amendment, name)
    return AmendmentSheetLine(
        label=amendment.short_label,
        what=capfirst(what),
        proposer=proposer,
        co_sponsors=supporters if attributed else "",
        runs=tuple(line.pieces),
        rationale=marked_by_letters(amendment.rationale),
        state=str(amendment.get_state_display()),
        reason=marked_by_letters(amendment.reason),
        by=unmarked(proposer) or _("Proposer not named"),
        at=amendment.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
