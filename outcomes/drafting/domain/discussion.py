"""The discussion of a draft: comments, answers, proposals, brackets."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.people.models import Person
from confman.people.privacy import Audience, may_list
from confman.web.errors import Refused
from confman.web.spreadsheets.reader import without_controls
from outcomes.drafting.models import Comment
from outcomes.recommendations.domain.plain_text import ParagraphText, tidy
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.domain.versions import (
    as_saved,
    may_write,
    refusal_to_write,
    revise_recommendation,
    save_version,
)
from outcomes.recommendations.domain.wording import DELETE, KEEP, REPLACE, bracketed, settled_paragraphs
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
