"""The recommendations that a user may read before publication: the package's rule as a query."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from agenda.rooms.models import GroupRole, GroupRoleKind
from confman.accounts.models import Visitor
from confman.conferences.access import conference_of, find_once, is_team
from confman.conferences.models import Conference
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationQuerySet, Visibility
from outcomes.recommendations.models.stages import GROUP_STAGES
from registrations.core.models.registration import Registration
from registrations.seats.models import Seat, SeatStatus

WRITERS = ("chair", "vice-chair", "rapporteur", "drafting")


def readable_recommendations(user: Visitor, conference: Conference) -> RecommendationQuerySet:
    """Return the recommendations that `outcomes.view_recommendation` grants to the user, for lists."""
    recommendations = Recommendation.objects.of(conference)
    if (
        user.is_superuser
        or is_team(user, conference)
        or user.has_perm("outcomes.decide_recommendation", conference)
    ):
        return recommendations
    roles = group_roles_of(user, conference)
    if not roles:
        return recommendations.none()
    groups = {group for group, _role in roles}
    writing = {group for group, role in roles if role in WRITERS}
    granted = (
        Q(visibility=Visibility.PARTICIPANTS)
        | Q(visibility=Visibility.GROUP, working_group__in=groups)
        | Q(visibility=Visibility.SECRETARIAT, working_group__in=writing)
    )
    if any(role == "drafting" for _group, role in roles):
        granted |= ~Q(stage__in=GROUP_STAGES)
    return recommendations.filter(granted)


def group_roles_of(user: Visitor, target: object) -> frozenset[tuple[UUID, str]]:
    """Return pairs of working group id and role of the user, or the person acted for, in the object's conference.

    Queried once per user object, hence once per request.
    """
    conference = conference_of(target)
    if conference is None:
        return frozenset()

    def find() -> frozenset[tuple[UUID, str]]:
        condition = is_person_of(user)
        return frozenset(roles_in_groups(condition, conference)) if condition else frozenset()

    return find_once(user, ("groups", conference.pk), find)


def roles_in_groups(condition: Q, conference: Conference) -> QuerySet[Any, tuple[UUID, str]]:
    """Return pairs of working group id and role; `condition` filters by `person`.

    A confirmed place makes a member, where the group opens its drafts to those who have one.
    """
    roles = GroupRole.objects.filter(condition, group__conference=conference)
    registrations = Registration.objects.of(conference).approved().filter(condition)
    seats = Seat.objects.filter(
        registration__in=registrations.order_by(), status=SeatStatus.CONFIRMED, group__drafts_for_seats=True
    )
    as_member = seats.values_list("group_id", Value(GroupRoleKind.MEMBER.value))
    return roles.order_by().values_list("group_id", "role").union(as_member.order_by())


def is_person_of(user: Visitor) -> Q:
    """Return the condition for rows whose person is the user: by account, or by personal links just opened.

    `opened_people` (ids of persons) is set by pages for people without an account, on the user of the request and on
    the one who acts in their name. The condition matches nothing if the user is nobody.
    """
    condition = Q()
    if user.is_authenticated and user.is_active:
        condition |= Q(person__user=user.pk)
    if people := getattr(user, "opened_people", ()):
        condition |= Q(person__in=people)
    return condition
