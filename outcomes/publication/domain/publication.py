"""Publishing the adopted recommendations."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.web.errors import Refused
from outcomes.publication.domain.issues import issue_additions, issue_original, throw_files_away
from outcomes.recommendations.domain.transitions import TRANSITIONS, check, may, move
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation


def publish_recommendations(recommendations: Sequence[Recommendation], *, by: User) -> int:
    """Publish adopted recommendations with their numbers; all or none. Return how many.

    If their document is published already, a revision of it is issued. Raises Refused if one is stale in a language:
    the linguistic revision comes first.
    """
    if not recommendations:
        raise Refused(_("No adopted recommendation waits for publication."))
    now = timezone.now()
    with transaction.atomic():
        for recommendation in recommendations:
            transition = check("publish", recommendation, by=by)
            move(
                recommendation, transition.target, "outcomes.recommendation_published", by=by,
                details={"number": recommendation.number}, published_at=now,
            )  # fmt: skip
        # Files made earlier are still marked DRAFT, and lack these texts.
        throw_files_away(recommendations[0].conference)
        issue_additions({r.document for r in recommendations if r.document.is_published}, by=by)
    return len(recommendations)


def publish_document(document: OutcomeDocument, *, by: User) -> int:
    """Publish the document with everything adopted in it. Return how many recommendations were published now."""
    if not may(by, "outcomes.publish_recommendation", document):
        raise Refused(_("You may not publish the document; the secretariat may."))
    waiting = list(
        document.recommendations.filter(stage__in=TRANSITIONS["publish"].sources)
        .select_related("conference", "current_version")
        .in_order()
    )
    if not waiting and not document.recommendations.published().exists():
        raise Refused(_("Nothing in the document has been adopted yet; there is nothing to publish."))
    with transaction.atomic():
        count = publish_recommendations(waiting, by=by) if waiting else 0
        if not document.is_published:
            document.status = OutcomeDocument.Status.PUBLISHED
            document.save(update_fields=["status"])
            issue_original(document, by=by)
            record_audit(
                "outcomes.document_published", by=by, target=document, label=document.symbol,
                details={"recommendations": count},
            )  # fmt: skip
    return count
