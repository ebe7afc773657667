"""Permissions for recommendations: for staff by role, for others by their function in the conference."""

from typing import Any

import rules

from agenda.sessions.models.session import PLENARIES, SessionRole
from confman.accounts.models import Visitor
from confman.conferences.access import conference_of, find_once, has_role, is_owner, is_team
from outcomes.recommendations.domain.visibility import WRITERS, group_roles_of
from outcomes.recommendations.models.recommendation import Recommendation

staff = has_role("rapporteur")
CHAIRS = ("chair", "vice-chair")


def has_group_role(*roles: str) -> Any:
    """Return a predicate: one of these roles in the recommendation's own working group."""

    @rules.predicate(name=f"has_group_role({', '.join(sorted(roles))})")
    def predicate(user: Visitor, target: Any = None) -> bool:
        group = getattr(target, "working_group_id", None)
        return group is not None and any((group, role) in group_roles_of(user, target) for role in roles)

    return predicate


def has_any_group_role(*roles: str) -> Any:
    """Return a predicate: one of these roles in any working group of the conference."""

    @rules.predicate(name=f"has_any_group_role({', '.join(sorted(roles))})")
    def predicate(user: Visitor, target: Any = None) -> bool:
        return any(role in roles for _group, role in group_roles_of(user, target))

    return predicate


@rules.predicate
def is_plenary_chair(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user chairs a plenary, opening or closing session of the conference, and has confirmed it."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False

    def find() -> bool:
        return SessionRole.objects.filter(
            session__conference=conference,
            session__kind__in=PLENARIES,
            role__in=(SessionRole.Role.CHAIR, SessionRole.Role.CO_CHAIR),
            status=SessionRole.Status.CONFIRMED,
            person__user=user,
        ).exists()

    return find_once(user, ("chairs a plenary", conference.pk), find)


@rules.predicate
def has_ceremony(user: Visitor, target: Any = None) -> bool:
    """Tell whether the conference's profile has all formalities; an expert meeting has fewer."""
    conference = conference_of(target)
    return conference is not None and conference.is_intergovernmental


@rules.predicate
def may_read_draft(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user may read the draft: the group's writers always, others by its visibility and stage."""
    if not isinstance(target, Recommendation):
        return False
    roles = group_roles_of(user, target)
    if any(role == "drafting" for _group, role in roles) and not target.facts.is_in_group:
        return True
    if target.visibility == "secretariat":
        return any((target.working_group_id, role) in roles for role in WRITERS)
    if target.visibility == "group":
        return any(group == target.working_group_id for group, _role in roles)
    return bool(roles)


@rules.predicate
def is_in_group(user: Visitor, target: Any = None) -> bool:
    """Tell whether the group still works on it and has not agreed yet."""
    return isinstance(target, Recommendation) and target.facts.is_in_group


_writes = has_any_group_role(*WRITERS)
_takes_part = _writes | is_plenary_chair

# Pages of the secretariat: for the team, and for people with a function in a group or the plenary.
rules.add_perm("outcomes.view_recommendations", is_team | _takes_part)
rules.add_perm("outcomes.view_recommendation", is_team | is_plenary_chair | may_read_draft)
rules.add_perm("outcomes.draft_recommendation", staff | _writes)
rules.add_perm("outcomes.edit_recommendation", staff | has_group_role(*WRITERS))
rules.add_perm("outcomes.submit_recommendation", staff | has_group_role("rapporteur", *CHAIRS))
rules.add_perm("outcomes.agree_recommendation", staff | has_group_role(*CHAIRS))
rules.add_perm("outcomes.consolidate_recommendation", staff | has_any_group_role("drafting"))
rules.add_perm(
    "outcomes.split_recommendation",
    staff | (is_in_group & has_group_role(*WRITERS)) | has_any_group_role("drafting"),
)
rules.add_perm("outcomes.table_recommendation", staff)
rules.add_perm("outcomes.decide_recommendation", staff | is_plenary_chair)
rules.add_perm("outcomes.publish_recommendation", staff)
rules.add_perm("outcomes.override_guards", is_owner)
