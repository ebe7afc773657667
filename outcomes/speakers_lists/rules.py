"""Permissions to read and keep the lists of speakers: for the chair of the session, and its record keepers."""

from typing import Any
from uuid import UUID

import rules

from agenda.sessions.models.session import LEADING, Session, SessionRole
from confman.accounts.models import User, Visitor
from confman.conferences.access import conference_of, find_once
from confman.conferences.models import Conference
from outcomes.recommendations.domain.visibility import WRITERS, group_roles_of
from outcomes.recommendations.rules import has_ceremony, staff


@rules.predicate
def keeps_record(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user is the rapporteur of the session, or leads its group; `target` belongs to either."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    session = target if isinstance(target, Session) else getattr(target, "session", None)
    group = getattr(session, "working_group_id", None) or getattr(target, "working_group_id", None)
    if group and any((group, role) in group_roles_of(user, target) for role in WRITERS):
        return True
    return session is not None and session.pk in _sessions_of(user, conference, SessionRole.Role.RAPPORTEUR)


def _sessions_of(user: User, conference: Conference, *roles: str) -> frozenset[UUID]:
    """Return the sessions in which the user has a role. Asked once per user object, hence once per request."""

    def find() -> frozenset[UUID]:
        session_roles = SessionRole.objects.filter(
            session__conference=conference, person__user=user, role__in=roles
        )
        return frozenset(session_roles.not_declined().values_list("session_id", flat=True))

    return find_once(user, ("sessions", conference.pk, roles), find)


@rules.predicate
def keeps_any_record(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user keeps the record of some session of the conference."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    roles = group_roles_of(user, target)
    return any(role in WRITERS for _group, role in roles) or bool(
        _sessions_of(user, conference, SessionRole.Role.RAPPORTEUR)
    )


@rules.predicate
def chairs_session(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user chairs the session, or keeps its record; also for its list of speakers."""
    session = target if isinstance(target, Session) else getattr(target, "session", None)
    if session is None or not user.is_authenticated or not user.is_active:
        return False
    return session.pk in _sessions_of(user, session.conference, *LEADING) or bool(keeps_record(user, session))


@rules.predicate
def chairs_any_session(user: Visitor, target: Any = None) -> bool:
    """Tell whether the user chairs some session of the conference, or keeps its record."""
    conference = conference_of(target)
    if conference is None or not user.is_authenticated or not user.is_active:
        return False
    return bool(_sessions_of(user, conference, *LEADING) or keeps_any_record(user, conference))


# For the navigation: an expert meeting usually has no list of speakers.
rules.add_perm("outcomes.find_speakers_lists", has_ceremony & (staff | chairs_any_session))
rules.add_perm("outcomes.view_speakers_lists", staff | chairs_any_session)
rules.add_perm("outcomes.keep_speakers_list", staff | chairs_session)
