"""The revocation of what the plenary decided by mistake.

The earlier stage returns, and the text as it was put to the room, as another version; no version and no vote is
deleted. A number stays with its text, unseen: the text keeps it if adopted again, and no other text ever gets it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.accounts.models import User, Visitor
from confman.audit.models import AuditEntry
from confman.web.errors import Refused
from outcomes.amendments.models import AmendmentStatus
from outcomes.plenary.models import Adoption
from outcomes.recommendations.domain.transitions import may, move
from outcomes.recommendations.domain.versions import save_version
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage, stages_where
from outcomes.recommendations.models.version import RecommendationVersion

_BEFORE_A_DECISION = stages_where(lambda facts: facts.is_agreed and not facts.is_decided)


@dataclass(frozen=True)
class _Decided:
    """The decision to revoke: the stage that returns, and the version it was taken on or made."""

    stage_before: Stage
    version: int
    adoption: Adoption | None = None
    entry: AuditEntry | None = None


def may_revoke(recommendation: Recommendation, user: Visitor) -> bool:
    """Tell whether there is a decision that this user may revoke now."""
    return recommendation.facts.is_revocable and may(user, "outcomes.decide_recommendation", recommendation)


def revocation_obstacles(recommendation: Recommendation) -> list[str]:
    """List the work that others have based on the decision; only an owner overrides this, with a reason."""
    begun = recommendation.actions.count() + recommendation.responses.exclude(answer="no-reply").count()
    if recommendation.is_adopted and begun:
        return [
            ngettext(
                "Its follow-up has begun: there is %(count)d action or answer. It is kept, but not shown until the"
                " text is adopted again.",
                "Its follow-up has begun: there are %(count)d actions and answers. They are kept, but not shown until"
                " the text is adopted again.",
                begun,
            )
            % {"count": begun}
        ]
    return []


def revoke_decision(
    decided: Adoption | Recommendation, *, by: User, reason: str, override: str = ""
) -> Recommendation:
    """Revoke a mistaken decision: an adoption, or the last decision on a recommendation.

    Adopted, not adopted, deferred, referred back, withdrawn: the earlier stage returns. Positions of delegations stay,
    and so do decisions on amendments; amendments that fell with the decision are open again. Raises Refused after
    publication (which needs a Corr. or Rev.), without a reason, and if the text was edited since.
    """
    recommendation = decided.recommendation if isinstance(decided, Adoption) else decided
    values = {"what": recommendation.label, "stage": recommendation.get_stage_display()}
    if not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(_("%(what)s: you may not do this; the chair of the plenary may.") % values)
    if not reason.strip():
        raise Refused(_("Say why the decision is revoked: the record of the plenary needs it."))
    if override and not may(by, "outcomes.override_guards", recommendation):
        raise Refused(_("Only an owner of the conference may set a rule aside."))
    with transaction.atomic():
        fresh = Recommendation.objects.locked().get(pk=recommendation.pk)
        if fresh.facts.is_published:
            raise Refused(
                _("%(what)s is published: its decision stands, and is corrected only by a Corr. or a Rev.")
                % values
            )
        decision = _decision_on(fresh)
        if isinstance(decided, Adoption) and (
            decision.adoption is None or decision.adoption.pk != decided.pk
        ):
            raise Refused(_("%(what)s: this decision is no longer in force.") % values)
        obstacles = revocation_obstacles(fresh)
        if obstacles and not override:
            raise Refused(f"{fresh.label}: {' '.join(obstacles)}")
        _revoke(fresh, decision, by, reason.strip(), override, len(obstacles))
    recommendation.refresh_from_db()
    return recommendation


def _revoke(
    recommendation: Recommendation, decision: _Decided, by: User, reason: str, override: str, overridden: int
) -> None:
    details: dict[str, Any] = {"decision": recommendation.label}
    if decision.adoption is not None:
        if recommendation.number:
            details["number"] = recommendation.number
        _restore_text(recommendation, decision.adoption.version, by, reason)
        decision.adoption.revoked_at, decision.adoption.revoked_by = timezone.now(), by
        decision.adoption.revoked_because = reason[:500]
        decision.adoption.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
    if override:
        details |= {"overridden": overridden, "override": override}
    move(
        recommendation, decision.stage_before, "outcomes.decision_revoked", by=by, reason=reason, details=details,
        adopted_on=None,
    )  # fmt: skip
    if decision.entry is not None:
        # The amendments that fell because the text was taken from the plenary are open again.
        fallen = recommendation.amendments.filter(
            state=AmendmentStatus.FALLEN, decided_at__gte=decision.entry.at
        )
        fallen.update(state=AmendmentStatus.OPEN, reason="", decided_at=None, decided_by=None)
    recommendation.save(update_fields=["search_text"])


def _decision_on(recommendation: Recommendation) -> _Decided:
    values = {"what": recommendation.label, "stage": recommendation.get_stage_display()}
    if recommendation.facts.is_recorded:
        adoption = recommendation.adoptions.in_force().select_related("version").last()
        # An imported adoption was decided elsewhere: there is no stage to return to.
        if adoption is not None and adoption.stage_before in _BEFORE_A_DECISION:
            return _Decided(Stage(adoption.stage_before), adoption.version.number, adoption)
        raise Refused(
            _("The decision on %(what)s was imported, not taken here. It cannot be revoked.") % values
        )
    if recommendation.facts.is_set_aside:
        entries = AuditEntry.objects.about(recommendation).filter(
            verb=f"outcomes.recommendation_{recommendation.stage}"
        )
        entry = entries.order_by("-at", "-pk").first()
        before = str(entry.details.get("from", "")) if entry else ""
        version = recommendation.current_version
        if entry is None or before not in _BEFORE_A_DECISION:
            raise Refused(
                _("%(what)s: the history does not say what was before. It cannot be revoked.") % values
            )
        if version is not None and version.number != entry.details.get("version"):
            raise Refused(
                _("The text of %(what)s has changed since the decision: put it before the plenary again.")
                % values
            )
        return _Decided(Stage(before), entry.details["version"], entry=entry)
    raise Refused(_("%(what)s is “%(stage)s”: there is no decision to revoke.") % values)


def _restore_text(
    recommendation: Recommendation, decided_on: RecommendationVersion, by: User, reason: str
) -> None:
    """Restore the text put to the room, as another version; do nothing if the decision made none."""
    current = recommendation.current_version
    assert current is not None
    if recommendation.facts.is_rejected:
        return
    body = as_before(recommendation.versions.get(number=decided_on.number - 1).body, current.body)
    sentence = _("Decision revoked: %(reason)s") % {"reason": reason}
    save_version(recommendation, by=by, base=current, body=body, reason=sentence)


def as_before(before: Sequence[Paragraph], now: Sequence[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs as they were put to the room, with later translations kept. Pure.

    A language that was missing or stale then and is complete now is kept, if the rest of its paragraph is the same.
    """
    later = {paragraph.id: paragraph for paragraph in now}
    body = []
    for paragraph in before:
        since = later.get(paragraph.id)
        texts = dict(paragraph.texts)
        settled = {code: text for code, text in texts.items() if text.status != TextStatus.STALE}
        if since and all(since.text(code) == text.text for code, text in settled.items()):
            added = {code: text for code, text in since.texts.items() if code not in settled}
            texts |= {code: text for code, text in added.items() if text.status != TextStatus.STALE}
        body.append(Paragraph(paragraph.id, paragraph.level, texts))
    return body
