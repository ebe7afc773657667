"""The text on the screen of a room. Changes do not change the record, so only a new address is in the history."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.rooms.models import WorkingGroup
from agenda.screens.models import new_screen_token
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.audit.domain.submissions import claim_submission
from confman.conferences.models import Conference
from confman.translation.languages import language_name
from confman.web.errors import Refused
from outcomes.drafting.models import DraftingScreen
from outcomes.recommendations.domain.plain_text import ParagraphText, tidy
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.domain.versions import MAX_CHARACTERS, MAX_PARAGRAPHS
from outcomes.recommendations.models.paragraphs import MAX_LEVEL
from outcomes.recommendations.models.recommendation import Recommendation

ItemT = TypeVar("ItemT")
Shows = DraftingScreen.Shows


TEXT_SIZES = range(1, 7)


def screen_of(conference: Conference, working_group: WorkingGroup | None = None) -> DraftingScreen:
    """Return the screen of a group, or of the plenary, created on first use."""
    screen, _created = DraftingScreen.objects.select_related(
        "conference", "working_group", "recommendation__current_version"
    ).get_or_create(conference=conference, working_group=working_group)
    return screen


def show_on_screen(
    screen: DraftingScreen,
    *,
    by: User,
    recommendation: Recommendation | None,
    paragraph: str = "",
    language: str = "",
    shows: str = Shows.TEXT,
    second_language: str | None = None,
    text_size: int | None = None,
) -> None:
    """Put a recommendation on the screen, at one of its paragraphs ('' for the first), in a language.

    Without `language` the screen keeps its own; `second_language` '' removes the second one, None keeps it; `text_size`
    is 1 to 6. Raises Refused for a text the operator may not read, and if an unconfirmed `oral` text would be lost by
    moving on: confirm or drop it first.
    """
    _check_operator(screen, by)
    language = language or screen.language or _first_language_of(screen, recommendation)
    if recommendation is not None and (
        recommendation.conference_id != screen.conference_id
        or not may(by, "outcomes.view_recommendation", recommendation)
    ):
        raise Refused(_("You may not show this recommendation: it is not open to you."))
    _check_language(screen, recommendation, language)
    changes_text = (recommendation.pk if recommendation else None) != screen.recommendation_id
    if screen.oral and (changes_text or language != screen.language):
        raise Refused(
            _(
                "The text typed as the chair read it is not confirmed yet. Confirm it or drop it before going on."
            )
        )
    second = screen.second_language if second_language is None else second_language
    _set(
        screen,
        recommendation=recommendation,
        paragraph=_known_paragraph(recommendation, paragraph),
        language=language,
        second_language="" if second == language else second,
        shows=Shows(shows),
        text_size=min(max(text_size or screen.text_size, TEXT_SIZES[0]), TEXT_SIZES[-1]),
    )


def type_oral_text(screen: DraftingScreen, *, by: User, paragraphs: Sequence[ParagraphText]) -> None:
    """Show the text as it is being read out, only in the screen's language; [] removes it.

    It counts only once it is confirmed by an adoption or acceptance. Raises Refused if no recommendation is on the
    screen, or the text is too long.
    """
    _check_operator(screen, by)
    if paragraphs and screen.recommendation_id is None:
        raise Refused(_("Put a recommendation on the screen first: there is no text to amend."))
    rows = [row for row in paragraphs if tidy(row.text)]
    if len(rows) > MAX_PARAGRAPHS or any(len(row.text) > MAX_CHARACTERS for row in rows):
        raise Refused(
            _("The text is longer than a recommendation can be. Nothing was changed on the screen.")
        )
    _set(
        screen,
        oral=[
            {"id": row.id, "level": min(max(row.level, 0), MAX_LEVEL), "text": tidy(row.text)} for row in rows
        ],
    )


STEPS = (
    "next-paragraph", "previous-paragraph", "next", "previous", "larger", "smaller", "swap",
    Shows.TEXT, Shows.CHANGES, Shows.AMENDMENTS, Shows.BLANK,
)  # fmt: skip


def step_on_screen(
    screen: DraftingScreen, *, by: User, step: str, recommendations: Sequence[Recommendation]
) -> None:
    """Carry out one of STEPS, a key of the operator. `recommendations` are those to go through, in order.

    “swap” exchanges the two languages. A step beyond the first or the last does nothing. Raises Refused as
    `show_on_screen`.
    """
    current = screen.recommendation
    paragraph, size, shows = screen.paragraph, screen.text_size, screen.shows
    language, second = screen.language, screen.second_language
    if step in ("next", "previous"):
        neighbour = _neighbour(list(recommendations), current, 1 if step == "next" else -1)
        current, paragraph = (neighbour, "") if neighbour != current else (current, paragraph)
        shows = Shows.TEXT if shows == Shows.BLANK else shows
    elif step in ("next-paragraph", "previous-paragraph"):
        ids = [row.id for row in current.body] if current else []
        paragraph = _neighbour(ids, paragraph, 1 if step == "next-paragraph" else -1) or ""
    elif step in ("larger", "smaller"):
        size += 1 if step == "larger" else -1
    elif step == "swap" and second:
        language, second = second, language
    elif step in Shows.values:
        # The same key again returns to the text.
        shows = Shows.TEXT if shows == step else Shows(step)
    show_on_screen(
        screen, by=by, recommendation=current, paragraph=paragraph, language=language, second_language=second,
        shows=shows, text_size=max(size, TEXT_SIZES[0]),
    )  # fmt: skip


def _neighbour(rows: Sequence[ItemT], current: ItemT, by: int) -> ItemT:
    """Return the next item or the one before; at an end the end itself; the first if the current one is not listed."""
    if not rows:
        return current
    if current not in rows:
        return rows[0]
    return rows[min(max(rows.index(current) + by, 0), len(rows) - 1)]


def drop_oral_text(screen: DraftingScreen, *, by: User) -> None:
    """Remove the oral text: it was confirmed, or is not needed."""
    type_oral_text(screen, by=by, paragraphs=[])


def oral_text(screen: DraftingScreen) -> list[ParagraphText]:
    """Return the text typed as the chair reads it, for `revise_recommendation`; [] if there is none."""
    return [ParagraphText(row["text"], row["level"], row["id"]) for row in screen.oral]


def renew_screen_address(screen: DraftingScreen, *, by: User) -> None:
    """Give the screen another address; the old one stops working."""
    _check_operator(screen, by)
    with transaction.atomic():
        _set(screen, token=new_screen_token())
        record_audit("outcomes.screen_address_renewed", by=by, target=screen, label=str(screen))


def _check_operator(screen: DraftingScreen, by: User) -> None:
    if not may(by, "outcomes.operate_screen", screen):
        raise Refused(
            _("You may not operate this screen; who writes for the group, and the secretariat, may.")
        )


def _first_language_of(screen: DraftingScreen, recommendation: Recommendation | None) -> str:
    version = recommendation.current_version if recommendation else None
    return (version.original_language if version else "") or str(screen.conference.default_language)


def _check_language(screen: DraftingScreen, recommendation: Recommendation | None, language: str) -> None:
    version = recommendation.current_version if recommendation else None
    if language not in (*screen.conference.languages, *(version.languages if version else ())):
        raise Refused(
            _("%(language)s is not a language of this conference.") % {"language": language_name(language)}
        )


def _known_paragraph(recommendation: Recommendation | None, paragraph: str) -> str:
    """Return the paragraph if the text has it, else the first."""
    ids = [row.id for row in recommendation.body] if recommendation else []
    return paragraph if paragraph in ids else next(iter(ids), "")


def _set(screen: DraftingScreen, **values: Any) -> None:
    """Change the screen and raise its revision, by one UPDATE, so that operators keep each other's changes."""
    with transaction.atomic():
        claim_submission()
        DraftingScreen.objects.filter(pk=screen.pk).update(
            **values, revision=F("revision") + 1, changed_at=timezone.now()
        )
    screen.refresh_from_db(fields=["revision", "changed_at"])
    for name, value in values.items():
        setattr(screen, name, value)
