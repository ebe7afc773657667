"""Reservations, interpretative statements, explanations and dissociations of delegations on adopted texts.

A published document lists them: adding or removing one then takes a revision, and earlier issues never change.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User, Visitor
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused
from outcomes.plenary.models import Position
from outcomes.publication.domain.issues import delete_files, issue_additions
from outcomes.recommendations.domain.outcome_documents import lock_document
from outcomes.recommendations.domain.transitions import may
from outcomes.recommendations.models.recommendation import Recommendation


def is_issued(recommendation: Recommendation) -> bool:
    """Tell whether the document is issued, so that only another issue can add a position."""
    return recommendation.facts.is_published and recommendation.document.is_published


def may_record(recommendation: Recommendation, user: Visitor) -> bool:
    """Tell whether the user may record positions now; after publication only users who issue documents may."""
    permission = (
        "outcomes.publish_recommendation" if is_issued(recommendation) else "outcomes.decide_recommendation"
    )
    return recommendation.is_adopted and may(user, permission, recommendation)


def record_position(recommendation: Recommendation, *, by: User, values: Mapping[str, Any]) -> Position:
    """Record a delegation's reservation or statement (`delegation`, `kind`, `text`, `made_on`), for the document.

    If the document is published, a revision is issued.
    """
    with transaction.atomic():
        _lock(recommendation)
        if not recommendation.is_adopted:
            raise Refused(
                _("%(what)s has not been adopted; a position is taken on what was adopted.")
                % {"what": recommendation.label}
            )
        _check(recommendation, by)
        position = Position.objects.create(recommendation=recommendation, **dict(values))
        _record("outcomes.position_recorded", position, by)
        _issue(recommendation, by)
    return position


def remove_position(position: Position, *, by: User) -> None:
    """Remove a position that was recorded by mistake; see `record_position` for published documents. Safe to repeat."""
    recommendation = position.recommendation
    with transaction.atomic():
        _lock(recommendation)
        if not recommendation.positions.filter(pk=position.pk).exists():
            return
        _check(recommendation, by)
        _record("outcomes.position_removed", position, by)
        position.delete()
        _issue(recommendation, by)


def _lock(recommendation: Recommendation) -> None:
    """Lock its document, and read anew whether they are published: an issue has all positions that were taken."""
    lock_document(recommendation.document)
    recommendation.refresh_from_db(fields=["stage"])


def _check(recommendation: Recommendation, by: User) -> None:
    if is_issued(recommendation):
        if not may(by, "outcomes.publish_recommendation", recommendation):
            raise Refused(
                _(
                    "%(what)s is published: a position is now added or removed only by another issue of the document,"
                    " which the secretariat makes."
                )
                % {"what": recommendation.label}
            )
    elif not may(by, "outcomes.decide_recommendation", recommendation):
        raise Refused(_("You may not record positions; the secretariat may."))


def _record(verb: str, position: Position, by: User) -> None:
    recommendation = position.recommendation
    record_audit(
        verb, by=by, target=recommendation, label=recommendation.label, details={"kind": str(position.kind)}
    )


def _issue(recommendation: Recommendation, by: User) -> None:
    if is_issued(recommendation):
        delete_files(recommendation.conference)
        issue_additions([recommendation.document], by=by)
