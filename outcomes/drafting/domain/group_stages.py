"""Steps of a working group and the drafting committee: submit, return, agree, merge and split recommendations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.people.models import Person
from confman.web.errors import Refused
from outcomes.recommendations.domain.transitions import TRANSITIONS, check, lock_texts, move
from outcomes.recommendations.domain.versions import create_recommendation
from outcomes.recommendations.models.paragraphs import Paragraph, Text, new_paragraph_id
from outcomes.recommendations.models.recommendation import Priority, Recommendation
from outcomes.recommendations.models.stages import Stage


def _carry_out(
    name: str, verb: str, recommendation: Recommendation, *, by: User, reason: str = "", override: str = ""
) -> None:
    transition = check(name, recommendation, by=by, override=override)
    set_aside = transition.overridable_obstacles(recommendation) if override else []
    with transaction.atomic():
        move(
            recommendation, transition.target, verb, by=by, reason=reason or override,
            details={"overridden": len(set_aside)} if set_aside else None,
        )  # fmt: skip


def submit_recommendation(recommendation: Recommendation, *, by: User, override: str = "") -> None:
    """Put a draft before its group. Raises Refused without an addressee or a theme."""
    _carry_out("submit", "outcomes.recommendation_submitted", recommendation, by=by, override=override)


def return_recommendation(recommendation: Recommendation, *, by: User, reason: str) -> None:
    """Return it to be redrafted, with the reason."""
    if not reason.strip():
        raise Refused(_("Say why it is returned: the drafters need to know."))
    _carry_out("return", "outcomes.recommendation_returned", recommendation, by=by, reason=reason)


def agree_recommendation(recommendation: Recommendation, *, by: User, override: str = "") -> None:
    """Record that the group agrees. Raises Refused while there are [square brackets]."""
    _carry_out("agree", "outcomes.recommendation_agreed", recommendation, by=by, override=override)


def consolidate_recommendation(recommendation: Recommendation, *, by: User, reason: str = "") -> None:
    """Record that the drafting committee has brought it in line with the others."""
    _carry_out("consolidate", "outcomes.recommendation_consolidated", recommendation, by=by, reason=reason)


@transaction.atomic
def merge_recommendations(
    originals: Sequence[Recommendation], *, by: User, paragraphs: Sequence[Paragraph], reason: str = ""
) -> Recommendation:
    """Merge agreed recommendations into a new one; the originals are kept and name it as their result.

    Its first version names the versions it comes from; addressees, themes, proposers and the like are those of
    all, the priority is the highest, the date the earliest. Raises Refused for fewer than two, for the same one twice,
    for one that has not been agreed.
    """
    if len({original.pk for original in originals}) != len(originals) or len(originals) < 2:
        raise Refused(_("Choose at least two different recommendations to merge."))
    if len({original.conference_id for original in originals}) > 1:
        raise Refused(_("Only recommendations of one conference can be merged."))
    lock_texts(originals)
    for original in originals:
        check("merge", original, by=by)
    first = originals[0]
    # If one of them was discussed under the Chatham House Rule, nobody may be named for the whole.
    sessions = [original.session for original in originals if original.session]
    closed_session = next((session for session in sessions if session.chatham_house), None)
    groups = {original.working_group_id for original in originals}
    merged = create_recommendation(
        Recommendation(
            conference=first.conference,
            document=first.document,
            working_group=first.working_group if len(groups) == 1 else None,
            section=first.section,
            session=closed_session or first.session,
            visibility=first.visibility,
            **_details_of_all(originals),
        ),
        by=by,
        body=paragraphs,
        original_language=first.current_version.original_language if first.current_version else "",
        addressees={row for original in originals for row in original.addressees.all()},
        themes={row for original in originals for row in original.themes.all()},
        proposers={row for original in originals for row in original.proposers.all()},
        reason=reason or ", ".join(original.working_ref for original in originals),
        merged_from=[original.current_version for original in originals if original.current_version],
    )
    # Agreed texts stay agreed: the committee's text continues from there, as consolidated.
    if TRANSITIONS["consolidate"].obstacles(merged):
        raise Refused(" ".join(TRANSITIONS["consolidate"].obstacles(merged)))
    move(
        merged, Stage.CONSOLIDATED, "outcomes.recommendation_consolidated", by=by, reason=reason,
        details={"merged_from": [original.working_ref for original in originals]},
    )  # fmt: skip
    for original in originals:
        move(
            original, Stage.MERGED, "outcomes.recommendation_merged", by=by, reason=reason,
            details={"into": merged.working_ref}, merged_into=merged,
        )  # fmt: skip
    return merged


def _details_of_all(originals: Sequence[Recommendation]) -> dict[str, Any]:
    """Return the details of the originals beside their texts, combined."""
    ranks = [value for value in Priority.values if any(original.priority == value for original in originals)]
    names = dict.fromkeys(original.proposed_by for original in originals if original.proposed_by)
    return {
        "proposed_by": "; ".join(names)[:300],
        "sdg_targets": list(
            dict.fromkeys(target for original in originals for target in original.sdg_targets)
        ),
        "concerned_groups": list(
            dict.fromkeys(group for original in originals for group in original.concerned_groups)
        ),
        "priority": next(iter(ranks), ""),
        "due_on": min((original.due_on for original in originals if original.due_on), default=None),
    }


def joined_paragraphs(originals: Sequence[Recommendation]) -> list[Paragraph]:
    """Propose the text of a merger: all paragraphs of all originals, one after the other."""
    return [
        Paragraph(
            new_paragraph_id(),
            paragraph.level,
            {code: Text(value.text, value.status) for code, value in paragraph.texts.items()},
        )
        for original in originals
        for paragraph in original.body
    ]


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
