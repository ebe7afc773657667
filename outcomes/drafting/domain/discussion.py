"""The discussion of a draft: comments, answers, proposals, brackets; the text on the screen of a room.

Changes of the screen do not change the record, so only a new address is in the history.
"""

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
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.translation.languages import language_name
from confman.web.errors import Refused
from confman.web.spreadsheets.reader import without_controls
from outcomes.drafting.models import Comment, DraftingScreen
from outcomes.recommendations.domain.plain_text import ParagraphText, tidy
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.domain.versions import (
    MAX_CHARACTERS,
    MAX_PARAGRAPHS,
    as_saved,
    may_write,
    refusal_to_write,
    revise_recommendation,
    save_version,
)
from outcomes.recommendations.domain.wording import DELETE, KEEP, REPLACE, bracketed, settled_paragraphs
from outcomes.recommendations.models.paragraphs import MAX_LEVEL
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion

Status = Comment.Status


def comment_on_draft(
    recommendation: Recommendation,
    *,
    by: User,
    version: RecommendationVersion,
    language: str,
    paragraph: str = "",
    text: str = "",
    proposed_text: str = "",
    answer_to: Comment | None = None,
    person: Person | None = None,
) -> Comment:
    """Comment on a paragraph of a version ('' for the whole text), or propose another wording.

    A proposal on the whole text is a new paragraph at its end. Raises Refused for users who may not read it, once it is
    tabled, and for an empty comment.
    """
    if not may(by, "outcomes.comment_on_recommendation", recommendation):
        raise Refused(
            _("%(what)s is “%(stage)s”: it is not open to comments, or not to you.")
            % {"what": recommendation.label, "stage": recommendation.get_stage_display()}
        )
    proposed, text = tidy(proposed_text), without_controls(text).strip()
    if not text and not proposed:
        raise Refused(_("Write a comment, or what the text should say instead."))
    target = next((row for row in version.body if row.id == paragraph), None)
    if paragraph and target is None:
        raise Refused(_("This paragraph is no longer in the text. Comment on the newest version."))
    if target is not None and proposed and proposed == target.text(language):
        raise Refused(
            _("Your proposal is the same as the present text. Change the words, or write a comment.")
        )
    if language not in recommendation.conference.languages:
        raise Refused(_("Choose a language of the conference."))
    with transaction.atomic():
        comment = Comment.objects.create(
            recommendation=recommendation, version=version, paragraph=paragraph, language=language, text=text,
            proposed_text=proposed, answer_to=answer_to, person=person, author=by,
        )  # fmt: skip
        record_audit(
            "outcomes.draft_commented", by=by, target=recommendation, label=recommendation.working_ref,
            details={"proposal": bool(proposed), "version": version.number},
        )  # fmt: skip
    return comment


def settle_comment(comment: Comment, *, by: User) -> None:
    """Close a comment with its answers as dealt with; for writers only."""
    _check_writer(comment, by)
    _close(comment, Status.SETTLED, "outcomes.comment_settled", by=by)


def remove_comment(comment: Comment, *, by: User, person: Person | None = None) -> None:
    """Withdraw the user's own open comment. It stays in the record, unread."""
    is_own = (
        comment.person_id == person.pk if person else comment.author_id == by.pk and not comment.person_id
    )
    if not is_own and not may(by, "outcomes.table_recommendation", comment.recommendation):
        raise Refused(_("Only its author and the secretariat can withdraw a comment."))
    _close(comment, Status.REMOVED, "outcomes.comment_removed", by=by)


def accept_proposal(comment: Comment, *, by: User, person: Person | None = None) -> RecommendationVersion:
    """Make the proposed text the next version, whose reason credits its author.

    Raises Refused if the paragraph has changed since in that language: someone must then compare both.
    """
    _check_writer(comment, by)
    if not comment.proposed_text:
        raise Refused(_("This comment proposes no text that could be taken over."))
    recommendation = comment.recommendation
    base = recommendation.current_version
    assert base is not None
    rows = [ParagraphText(row.text(comment.language), row.level, row.id) for row in base.body]
    if comment.paragraph:
        index = next((index for index, row in enumerate(rows) if row.id == comment.paragraph), None)
        before = next((row for row in comment.version.body if row.id == comment.paragraph), None)
        if index is None or before is None or before.text(comment.language) != rows[index].text:
            raise Refused(
                _(
                    "The paragraph has changed since this was proposed. Compare both and write the text yourself, then"
                    " settle the proposal."
                )
            )
        rows[index] = ParagraphText(comment.proposed_text, rows[index].level, comment.paragraph)
    else:
        rows.append(ParagraphText(comment.proposed_text))
    with transaction.atomic():
        version = revise_recommendation(
            recommendation,
            by=by,
            base=base,
            language=comment.language,
            written=rows,
            reason=_("Proposed by %(who)s") % {"who": author_of(comment)},
            person=person,
        )
        _close(comment, Status.TAKEN_OVER, "outcomes.proposal_taken_over", by=by)
    return version


def author_of(comment: Comment, audience: Audience = Audience.PARTICIPANTS) -> str:
    """Return the name of the comment's author for the group: anyone not listed for participants stays unnamed."""
    if comment.person is None:
        return str(_("a participant")) if comment.author.is_system else str(comment.author)
    return str(comment.person.name) if may_list(comment.person.listing, audience) else str(_("a participant"))


def settler_of(comment: Comment, audience: Audience) -> str:
    """Return the name of the person who settled the comment, for the secretariat; nobody else is told."""
    user = comment.settled_by
    return "" if user is None or user.is_system or audience < Audience.SECRETARIAT else str(user)


def _check_writer(comment: Comment, by: User) -> None:
    if not may_write(comment.recommendation, by):
        raise Refused(_("Only the authors of the text can do this; the text may also be frozen by now."))


def _close(comment: Comment, state: Comment.Status, verb: str, *, by: User) -> None:
    """Move an open comment to a final state, by one conditional UPDATE. Raises Refused if it is closed."""
    with transaction.atomic():
        updated = (
            Comment.objects.open()
            .filter(pk=comment.pk)
            .update(state=state, settled_by=by, settled_at=timezone.now())
        )
        if not updated:
            raise Refused(_("Someone has dealt with this already. Look at it again."))
        comment.state = state
        recommendation = comment.recommendation
        record_audit(verb, by=by, target=recommendation, label=recommendation.working_ref)


def settle_bracket(
    recommendation: Recommendation,
    *,
    by: User,
    base: RecommendationVersion,
    paragraph: str,
    language: str,
    number: int,
    action: str,
    instead: str = "",
    person: Person | None = None,
) -> RecommendationVersion:
    """Settle one bracketed passage, as a new version: keep, delete or replace it.

    Raises Refused if the text may not be edited, the passage is not there any more, or nothing would be left.
    """
    if not may_write(recommendation, by):
        raise Refused(refusal_to_write(recommendation))
    if action == REPLACE and not instead.strip():
        raise Refused(_("Write what is to replace it, or choose to delete the passage."))
    try:
        passage = bracketed(next(row for row in base.body if row.id == paragraph).text(language))[number]
        body = as_saved(settled_paragraphs(base.body, paragraph, language, number, action, instead))
    except (LookupError, StopIteration) as error:
        raise Refused(_("This passage is no longer in the text. Look at the newest version.")) from error
    sentence = {
        KEEP: _("“%(passage)s” kept, its brackets removed"),
        DELETE: _("[%(passage)s] deleted"),
        REPLACE: _("[%(passage)s] replaced by “%(instead)s”"),
    }[action]
    return save_version(
        recommendation, by=by, base=base, body=body, person=person, verb="outcomes.recommendation_revised",
        reason=sentence % {"passage": passage[:100], "instead": instead.strip()[:100]},
        details={"language": language, "bracket": action},
    )  # fmt: skip


ItemT = TypeVar("ItemT")
TEXT_SIZES = range(1, 7)
Shows = DraftingScreen.Shows


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
