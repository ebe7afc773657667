"""Split a recommendation into several; the original is kept, and every part names its origin."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.people.models import Person
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import TRANSITIONS, check, lock_texts, move
from outcomes.recommendations.domain.versions import create_recommendation
from outcomes.recommendations.models.paragraphs import Paragraph
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Stage

MAX_PARTS = 9
EVERY_PART = 0
# Fields that every part has from the original, beside addressees, themes and proposers.
KEPT = (
    "conference", "document", "section", "working_group", "session", "proposed_by", "sdg_targets", "concerned_groups",
    "priority", "visibility", "due_on", "source", "position",
)  # fmt: skip


def parts_of(body: Sequence[Paragraph], part_numbers: Mapping[str, int]) -> list[list[Paragraph]]:
    """Return the parts, from the number chosen for each paragraph (by id): 1, 2, …, or EVERY_PART. Pure.

    A number that no paragraph has leaves no empty part behind. Paragraphs keep their ids, by which each is found
    again in the original.
    """
    numbers = sorted({number for number in part_numbers.values() if number != EVERY_PART})
    return [[row for row in body if part_numbers.get(row.id) in (number, EVERY_PART)] for number in numbers]


@transaction.atomic
def split_recommendation(
    recommendation: Recommendation,
    *,
    by: User,
    parts: Sequence[Sequence[Paragraph]],
    reason: str = "",
    person: Person | None = None,
) -> list[Recommendation]:
    """Make a new recommendation of each part; the original becomes “split into several” and is kept.

    Each part's first version names the version it comes from; addressees, themes, proposers and all other details are
    the original's. A draft is split into drafts; an agreed text into consolidated ones. Raises Refused for fewer than
    two parts, and if a paragraph of the original would be in none of them.
    """
    lock_texts([recommendation])
    check("split", recommendation, by=by)
    version = recommendation.current_version
    assert version is not None
    if len(parts) < 2 or not all(parts):
        raise Refused(
            _("Say which paragraph goes into which part: at least two parts need a paragraph each.")
        )
    if len(parts) > MAX_PARTS:
        raise Refused(_("At most %(limit)d parts can be made at once.") % {"limit": MAX_PARTS})
    left_out = {row.id for row in version.body} - {row.id for part in parts for row in part}
    if left_out:
        raise Refused(_("Every paragraph has to stand in a part: nothing of the original is lost."))
    agreed = recommendation.facts.is_settled
    new_drafts = [_part(recommendation, part, by=by, reason=reason, person=person) for part in parts]
    for draft in new_drafts if agreed else ():
        if obstacles := TRANSITIONS["consolidate"].obstacles(draft):
            raise Refused(" ".join(obstacles))
        move(draft, Stage.CONSOLIDATED, "outcomes.recommendation_consolidated", by=by, reason=reason)
    move(
        recommendation, Stage.SPLIT, "outcomes.recommendation_split", by=by, reason=reason,
        details={"into": [draft.working_ref for draft in new_drafts]},
    )  # fmt: skip
    return new_drafts


def _part(
    original: Recommendation, body: Sequence[Paragraph], *, by: User, reason: str, person: Person | None
) -> Recommendation:
    version = original.current_version
    assert version is not None
    return create_recommendation(
        Recommendation(**{name: getattr(original, name) for name in KEPT}),
        by=by,
        body=body,
        original_language=version.original_language,
        addressees=original.addressees.all(),
        themes=original.themes.all(),
        proposers=original.proposers.all(),
        reason=reason or _("split from %(ref)s") % {"ref": original.working_ref},
        split_from=version,
        person=person,
    )
