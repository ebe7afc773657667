"""Amendments that have lost their basis: they fall automatically, with the reason, and are not put to the room."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from outcomes.amendments.domain.edits import ProposedText, merged
from outcomes.amendments.models import Amendment, AmendmentStatus
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation


def ground_of(amendment: Amendment) -> str:
    """Return the paragraph as it stood when the amendment was made, in its language; '' for a new paragraph."""
    return text_now(amendment, amendment.version.body)


def text_now(amendment: Amendment, body: Sequence[Paragraph]) -> str:
    """Return the present paragraph that the amendment would change; '' for a new or a deleted one."""
    if amendment.is_new_paragraph:
        return ""
    return next((row.text(amendment.language) for row in body if row.id == amendment.paragraph), "")


def change_now(amendment: Amendment, body: Sequence[Paragraph]) -> ProposedText | None:
    """Return the change that the amendment makes to the present text; None if its basis is gone."""
    if amendment.is_new_paragraph:
        earlier_ids = {row.id for row in amendment.version.body}
        if any(row.id not in earlier_ids and row.text(amendment.language) == amendment.text for row in body):
            return None
        return ProposedText(
            amendment.paragraph, amendment.language, amendment.text, is_new=True, level=amendment.level
        )
    now = text_now(amendment, body)
    text = merged(ground_of(amendment), now, amendment.text) if now else None
    if text is None or text == now:
        return None
    return ProposedText(amendment.paragraph, amendment.language, text)


def lapse_without_basis(
    recommendation: Recommendation, body: Sequence[Paragraph], *, by: User, because: Amendment | None = None
) -> list[Amendment]:
    """Mark the open amendments fallen that have no basis in the present text; `because` is the one just accepted.

    Inside the transaction that changed the text. Returns those that fell.
    """
    fallen = []
    for amendment in recommendation.amendments.open().select_related("version"):
        if change_now(amendment, body) is None:
            fallen.append(amendment)
            mark_lapsed(amendment, by=by, reason=_reason(amendment, body, because))
    return fallen


def _reason(amendment: Amendment, body: Sequence[Paragraph], because: Amendment | None) -> str:
    is_gone = not amendment.is_new_paragraph and not text_now(amendment, body)
    if because is None:
        return _("The paragraph was removed.") if is_gone else _("The words it would change have changed.")
    values = {"other": because.short_label}
    if is_gone:
        return _("%(other)s was accepted, which deletes the paragraph.") % values
    return _("%(other)s was accepted, which changes the same words.") % values


def lapse_all(recommendation: Recommendation, *, by: User, reason: str) -> None:
    """Mark every open amendment fallen, because the text was taken from the plenary. Inside its transaction."""
    for amendment in recommendation.amendments.open():
        mark_lapsed(amendment, by=by, reason=reason)


def mark_lapsed(amendment: Amendment, *, by: User, reason: str) -> None:
    """Mark one fallen, unless it has been decided on meanwhile."""
    decide(amendment, AmendmentStatus.FALLEN, "fallen", by=by, reason=reason)


def decide(
    amendment: Amendment, state: AmendmentStatus, verb: str, *, by: User, reason: str = "", **fields: Any
) -> bool:
    """Change the state by one conditional UPDATE, with the audit entry; tell whether it was still open."""
    values = {
        "state": state,
        "reason": reason[:500],
        "decided_at": timezone.now(),
        "decided_by": by,
        **fields,
    }
    if not Amendment.objects.open().filter(pk=amendment.pk).update(**values):
        return False
    for name, value in values.items():
        setattr(amendment, name, value)
    record(verb, amendment, by=by, reason=reason)
    return True


def record(
    verb: str,
    amendment: Amendment,
    *,
    by: User,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Record the action in the history of the recommendation, where readers look for it."""
    recommendation = amendment.recommendation
    record_audit(
        f"outcomes.amendment_{verb}", by=by, target=recommendation, label=amendment.label, reason=reason,
        details={"amendment": amendment.short_label, **(details or {})},
    )  # fmt: skip


def count_practice_amendments(conference: Conference) -> int:
    """Count the amendments sent by people who registered for practice."""
    return Amendment.objects.of(conference).practice().count()


def clear_practice_amendments(conference: Conference, *, by: User) -> None:
    """Delete them; versions that they made stay, as every version does."""
    practice = Amendment.objects.of(conference).practice()
    Amendment.objects.filter(pk__in=list(practice.values_list("pk", flat=True))).delete()
