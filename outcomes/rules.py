"""Who may do what with outcomes: staff by role, others by what they are in the conference."""

from __future__ import annotations

from typing import Any

import rules

from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.conferences.access import (
    conference_of,
    has_role,
    is_member,
    is_owner,
    is_public_conference,
    is_team,
)
from outcomes.follow_up.models.transmittal import FocalPointTerm
from outcomes.recommendations.domain.visibility import DISCUSSED_STAGES, group_roles_of
from outcomes.recommendations.models.recommendation import Recommendation, Stage

_staff = has_role("rapporteur")
_WRITERS = frozenset({"chair", "vice-chair", "rapporteur", "drafting"})
_CHAIRS = frozenset({"chair", "vice-chair"})


def has_group_role(*wanted: str) -> Any:
    """A predicate: one of these roles in the recommendation's own working group."""

    @rules.predicate(name=f"has_group_role({', '.join(sorted(wanted))})")
    def predicate(user: Any, target: Any = None) -> bool:
        group = getattr(target, "working_group_id", None)
        return group is not None and any((group, role) in group_roles_of(user, target) for role in wanted)

    return predicate


def has_any_group_role(*wanted: str) -> Any:
    """A predicate: one of these roles in any working group of the conference."""

    @rules.predicate(name=f"has_any_group_role({', '.join(sorted(wanted))})")
    def predicate(user: Any, target: Any = None) -> bool:
        return any(role in wanted for _group, role in group_roles_of(user, target))

    return predicate


@rules.predicate
def is_in_working_group(user: Any, target: Any = None) -> bool:
    """Has any role in this working group."""
    return isinstance(target, WorkingGroup) and any(
        group == target.pk for group, _role in group_roles_of(user, target)
    )


@rules.predicate
def writes_in_working_group(user: Any, target: Any = None) -> bool:
    """Chair, vice-chair, rapporteur or drafting member of this working group."""
    return isinstance(target, WorkingGroup) and any(
        group == target.pk and role in _WRITERS for group, role in group_roles_of(user, target)
    )


@rules.predicate
def is_plenary_chair(user: Any, target: Any = None) -> bool:
    """Chairs a plenary, opening or closing session of the conference, and has confirmed it."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    known: dict[Any, bool] = user.__dict__.setdefault("_chairs_plenary", {})
    if conference.pk not in known:
        known[conference.pk] = SessionRole.objects.filter(
            session__conference=conference,
            session__kind__in=(Session.Kind.PLENARY, Session.Kind.OPENING, Session.Kind.CLOSING),
            role__in=(SessionRole.Role.CHAIR, SessionRole.Role.CO_CHAIR),
            status=SessionRole.Status.CONFIRMED,
            person__user=user,
        ).exists()
    return known[conference.pk]


@rules.predicate
def keeps_record(user: Any, target: Any = None) -> bool:
    """Is the rapporteur of the session, or leads its group: also of what is written about either."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    session = target if isinstance(target, Session) else getattr(target, "session", None)
    group = getattr(session, "working_group_id", None) or getattr(target, "working_group_id", None)
    if group and any((group, role) in group_roles_of(user, target) for role in _WRITERS):
        return True
    return session is not None and session.pk in sessions_reported_by(user, conference)


def sessions_reported_by(user: Any, conference: Any) -> frozenset[Any]:
    """The sessions whose rapporteur the user is. Asked once per user object, hence once per request."""
    known: dict[Any, frozenset[Any]] = user.__dict__.setdefault("_reported_sessions", {})
    if conference.pk not in known:
        roles = SessionRole.objects.filter(
            session__conference=conference, person__user=user, role=SessionRole.Role.RAPPORTEUR
        ).exclude(status=SessionRole.Status.DECLINED)
        known[conference.pk] = frozenset(roles.values_list("session_id", flat=True))
    return known[conference.pk]


@rules.predicate
def keeps_any_record(user: Any, target: Any = None) -> bool:
    """Keeps the record of some session of the conference."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    roles = group_roles_of(user, target)
    return any(role in _WRITERS for _group, role in roles) or bool(sessions_reported_by(user, conference))


@rules.predicate
def has_ceremony(user: Any, target: Any = None) -> bool:
    """The conference has the profile that shows all; in an expert meeting none of the ceremony is in the way."""
    conference = conference_of(target)
    return conference is not None and conference.is_intergovernmental


@rules.predicate
def chairs_session(user: Any, target: Any = None) -> bool:
    """Chairs the session, or keeps its record: also of its list of speakers."""
    session = target if isinstance(target, Session) else getattr(target, "session", None)
    if session is None or not user.is_authenticated or not user.is_active:
        return False
    return session.pk in sessions_chaired_by(user, session.conference) or bool(keeps_record(user, session))


@rules.predicate
def chairs_any_session(user: Any, target: Any = None) -> bool:
    """Chairs some session of the conference, or keeps its record."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    return bool(sessions_chaired_by(user, conference)) or bool(keeps_any_record(user, conference))


def sessions_chaired_by(user: Any, conference: Any) -> frozenset[Any]:
    """The sessions that the user chairs. Asked once per user object, hence once per request."""
    known: dict[Any, frozenset[Any]] = user.__dict__.setdefault("_chaired_sessions", {})
    if conference.pk not in known:
        roles = SessionRole.objects.filter(
            session__conference=conference,
            person__user=user,
            role__in=(SessionRole.Role.CHAIR, SessionRole.Role.CO_CHAIR, SessionRole.Role.MODERATOR),
        ).exclude(status=SessionRole.Status.DECLINED)
        known[conference.pk] = frozenset(roles.values_list("session_id", flat=True))
    return known[conference.pk]


@rules.predicate
def may_read_draft(user: Any, target: Any = None) -> bool:
    """A writer reads what concerns the own group; every group's people read what is opened to participants."""
    if not isinstance(target, Recommendation):
        return False
    roles = group_roles_of(user, target)
    if any(role == "drafting" for _group, role in roles) and target.stage not in (
        Stage.DRAFT,
        Stage.SUBMITTED,
    ):
        return True
    if target.visibility == "secretariat":
        return any((target.working_group_id, role) in roles for role in _WRITERS)
    if target.visibility == "group":
        return any(group == target.working_group_id for group, _role in roles)
    return bool(roles)


@rules.predicate
def is_published(user: Any, target: Any = None) -> bool:
    return isinstance(target, Recommendation) and target.stage == Stage.PUBLISHED


@rules.predicate
def is_in_group(user: Any, target: Any = None) -> bool:
    """The group still works on it: it has not agreed to it yet."""
    return isinstance(target, Recommendation) and target.stage in (Stage.DRAFT, Stage.SUBMITTED)


@rules.predicate
def is_open_to_comment(user: Any, target: Any = None) -> bool:
    """Until it is tabled it is discussed; what the plenary then changes are amendments."""
    return isinstance(target, Recommendation) and target.stage in DISCUSSED_STAGES


@rules.predicate
def is_focal_point_now(user: Any, term: Any = None) -> bool:
    """Answers for the addressee while the term runs: by account, or by the personal link this browser has opened."""
    if not isinstance(term, FocalPointTerm) or term.ended_at is not None:
        return False
    if str(term.pk) in getattr(user, "opened_terms", ()):
        return True
    return bool(user.is_authenticated and user.is_active and term.person and term.person.user_id == user.pk)


_writes = has_any_group_role(*_WRITERS)
_takes_part = _writes | is_plenary_chair

# Pages of the secretariat: the team, and who has a task in a group or in the plenary.
rules.add_perm("outcomes.view_recommendations", is_team | _takes_part)
rules.add_perm("outcomes.view_recommendation", is_team | is_plenary_chair | may_read_draft)
rules.add_perm("outcomes.draft_recommendation", _staff | _writes)
rules.add_perm("outcomes.edit_recommendation", _staff | has_group_role(*_WRITERS))
rules.add_perm("outcomes.submit_recommendation", _staff | has_group_role("rapporteur", *_CHAIRS))
rules.add_perm("outcomes.agree_recommendation", _staff | has_group_role(*_CHAIRS))
rules.add_perm("outcomes.consolidate_recommendation", _staff | has_any_group_role("drafting"))
rules.add_perm(
    "outcomes.split_recommendation",
    _staff | (is_in_group & has_group_role(*_WRITERS)) | has_any_group_role("drafting"),
)
# The room of a group: its people, with or without an account, and the secretariat.
rules.add_perm("outcomes.enter_room", is_team | is_in_working_group)
rules.add_perm("outcomes.write_in_room", _staff | writes_in_working_group)
rules.add_perm("outcomes.comment_on_recommendation", is_open_to_comment & (is_team | may_read_draft))
rules.add_perm("outcomes.table_recommendation", _staff)
rules.add_perm("outcomes.decide_recommendation", _staff | is_plenary_chair)
rules.add_perm("outcomes.view_amendments", is_team | is_plenary_chair)
rules.add_perm("outcomes.view_circulations", is_team | is_plenary_chair)
rules.add_perm("outcomes.run_circulations", _staff)
# For the navigation: an expert meeting has neither silence procedures nor, as a rule, speakers in line.
rules.add_perm("outcomes.find_circulations", has_ceremony & (is_team | is_plenary_chair))
rules.add_perm("outcomes.find_speakers_lists", has_ceremony & (_staff | chairs_any_session))
rules.add_perm("outcomes.view_speakers_lists", _staff | chairs_any_session)
rules.add_perm("outcomes.keep_speakers_list", _staff | chairs_session)
rules.add_perm("outcomes.publish_recommendation", _staff)
rules.add_perm("outcomes.override_guards", is_owner)
# A screen of a group, and the plenary's, which has none. Its address is what lets a room read it.
rules.add_perm("outcomes.operate_screen", _staff | has_group_role(*_WRITERS) | is_plenary_chair)
rules.add_perm("outcomes.view_document", is_team | is_plenary_chair)
rules.add_perm("outcomes.edit_document", _staff)
rules.add_perm("outcomes.view_follow_up", is_team)
rules.add_perm("outcomes.edit_follow_up", _staff)
rules.add_perm("outcomes.use_follow_up_page", is_focal_point_now)
# The report holds suppressed totals and published texts, which a donor's observer may read too.
rules.add_perm("outcomes.view_report", is_member)
rules.add_perm("outcomes.edit_report", _staff)
# Behind the figures stand people: their names are for who sees registrations anyway.
rules.add_perm("outcomes.view_people_of_report", has_role("registration", "protocol"))
rules.add_perm("outcomes.export_recommendations", is_team)
rules.add_perm("outcomes.import_recommendations", _staff)
# Who said what is for those who keep the record, and not for the whole team.
rules.add_perm("outcomes.view_records", _staff | keeps_any_record)
rules.add_perm("outcomes.keep_record", _staff | keeps_record)
rules.add_perm("outcomes.write_report", _staff | keeps_record)
# The public site: published texts alone.
rules.add_perm("outcomes.view_published", is_public_conference | is_member)
rules.add_perm("outcomes.view_published_recommendation", (is_public_conference | is_member) & is_published)
