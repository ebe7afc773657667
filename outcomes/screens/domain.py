"""The content of a drafting screen as plain data: the only place that decides what its address reveals."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from confman.translation.languages import language_direction, language_name
from confman.web.word_differences import Piece
from outcomes.amendments.domain.edits import amended_paragraphs
from outcomes.amendments.models import Amendment
from outcomes.drafting.domain.screen import oral_text
from outcomes.drafting.models import Comment, DraftingScreen
from outcomes.recommendations.domain.plain_text import labels
from outcomes.recommendations.domain.wording import compare_normalized, compare_paragraphs, count_brackets
from outcomes.recommendations.models.version import RecommendationVersion

Shows = DraftingScreen.Shows


@dataclass(frozen=True)
class Proposal:
    """A proposal for a paragraph, as changes: by the group, or an amendment (with its number)."""

    pieces: list[Piece]
    number: str = ""


@dataclass(frozen=True)
class ScreenParagraph:
    """A paragraph on the screen; `pieces` only where it is shown with its changes."""

    id: str
    label: str
    level: int
    text: str
    is_current: bool
    beside: str = ""
    pieces: list[Piece] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


@dataclass(frozen=True)
class ScreenContent:
    """The content of the screen's page."""

    heading: str
    label: str
    stage: str
    is_oral: bool
    brackets: int
    size: int
    language: dict[str, str]
    second: dict[str, str] | None
    paragraphs: list[ScreenParagraph]
    shows: str


def content_of(screen: DraftingScreen) -> ScreenContent:
    """Return the present content of the screen."""
    recommendation = screen.recommendation
    version = recommendation.current_version if recommendation else None
    heading, language = str(screen.working_group or screen.conference.title), _language(screen.language)
    if recommendation is None or version is None or screen.shows == Shows.BLANK:
        return ScreenContent(heading, "", "", False, 0, screen.text_size, language, None, [], Shows.BLANK)
    second = screen.second_language
    return ScreenContent(
        heading=heading,
        label=recommendation.label,
        stage=str(recommendation.get_stage_display()),
        is_oral=bool(screen.oral),
        brackets=count_brackets(version.body),
        size=screen.text_size,
        language=language,
        second=_language(second) if second and not screen.oral else None,
        paragraphs=_paragraphs(screen, version),
        shows=screen.shows,
    )


def mark_of(screen: DraftingScreen) -> str:
    """Return a mark that changes with the screen: its revision, the text's version and, if shown, the proposals."""
    recommendation = screen.recommendation
    parts: list[Any] = [screen.revision]
    if recommendation is not None:
        parts += [recommendation.current_version_id, recommendation.stage]
    if screen.shows == Shows.AMENDMENTS and recommendation is not None:
        parts += sorted(map(str, recommendation.comments.values_list("pk", "state")))
        parts += sorted(map(str, recommendation.amendments.values_list("pk", "state", "order")))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _language(code: str) -> dict[str, str]:
    return {
        "code": code,
        "name": language_name(code) if code else "",
        "direction": language_direction(code or "en"),
    }


def _paragraphs(screen: DraftingScreen, version: RecommendationVersion) -> list[ScreenParagraph]:
    if screen.oral:
        return _oral(screen, version)
    if screen.shows == Shows.CHANGES:
        return _changed(screen, version)
    body, language = version.body, screen.language
    marks = labels((row.level for row in body), language)
    proposals = _proposals(screen, version) if screen.shows == Shows.AMENDMENTS else {}
    rows = [
        ScreenParagraph(
            row.id, mark, row.level, row.text(language), row.id == screen.paragraph,
            beside=row.text(screen.second_language) if screen.second_language else "",
            proposals=proposals.get(row.id, []),
        )
        for row, mark in zip(body, marks, strict=True)
    ]  # fmt: skip
    new = proposals.get("", [])
    return [*rows, ScreenParagraph("", "", 0, "", False, proposals=new)] if new else rows


def _oral(screen: DraftingScreen, version: RecommendationVersion) -> list[ScreenParagraph]:
    """Return the text as it is being read, with its changes."""
    rows = oral_text(screen)
    before = {row.id: row.text(screen.language) for row in version.body}
    marks = labels((row.level for row in rows), screen.language)
    return [
        ScreenParagraph(
            row.id, mark, row.level, row.text, row.id == screen.paragraph,
            pieces=compare_normalized(before.get(row.id, ""), row.text),
        )
        for row, mark in zip(rows, marks, strict=True)
    ]  # fmt: skip


def _changed(screen: DraftingScreen, version: RecommendationVersion) -> list[ScreenParagraph]:
    """Return the paragraphs with the changes of the newest version against the one before."""
    versions = RecommendationVersion.objects.filter(recommendation=version.recommendation_id)
    earlier = versions.filter(number__lt=version.number).order_by("-number").first() or version
    changes = compare_paragraphs(earlier.body, version.body, screen.language)
    marks = labels((change.level for change in changes), screen.language)
    return [
        ScreenParagraph(
            change.id, mark, change.level, "", change.id == screen.paragraph, pieces=change.pieces
        )
        for change, mark in zip(changes, marks, strict=True)
    ]


def _proposals(screen: DraftingScreen, version: RecommendationVersion) -> dict[str, list[Proposal]]:
    """Return open proposals and amendments in the screen's language by paragraph ('' for new ones), unnamed."""
    texts = {row.id: row.text(screen.language) for row in version.body}
    by_paragraph: dict[str, list[Proposal]] = {}
    lookups = {"recommendation": version.recommendation_id, "language": screen.language}
    for comment in Comment.objects.open().filter(answer_to=None, **lookups).exclude(proposed_text=""):
        key = comment.paragraph if comment.paragraph in texts else ""
        pieces = compare_normalized(texts.get(key, ""), comment.proposed_text)
        by_paragraph.setdefault(key, []).append(Proposal(pieces))
    amendments = Amendment.objects.open().filter(**lookups)
    # Amendments are shown as they are put to the room: in that order, and merged into the present text.
    recommendation = screen.recommendation or version.recommendation
    for group in amended_paragraphs(recommendation, amendments.select_related("version")):
        key = group.key if group.key in texts else ""
        by_paragraph.setdefault(key, []).extend(
            Proposal(line.pieces, line.amendment.short_label) for line in group.lines
        )
    return by_paragraph
