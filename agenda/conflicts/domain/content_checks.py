"""Checks of what a session lacks or has too much of: chairs, rapporteurs, answers, seats, minutes."""

from collections.abc import Iterator

from agenda.conflicts.domain.plan import AgendaPlan, PlannedSession
from agenda.conflicts.registries import Conflict
from agenda.core.domain.intervals import minutes
from agenda.rooms.models.working_group import GroupRoleKind
from agenda.sessions.models.session import SessionKind
from agenda.sessions.models.session_role import LEADING, UNANSWERED
from agenda.sessions.models.session_role import SessionRoleKind as Kind
from agenda.sessions.models.session_role import SessionRoleStatus as Status

CHAIRS = frozenset({*LEADING, GroupRoleKind.VICE_CHAIR})


def no_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session without a chair or moderator. Pauses, side events and press need none."""
    for session in plan.sessions:
        if session.kind != SessionKind.PARALLEL and not session.is_optional and not _has(session, CHAIRS):
            yield Conflict("no-chair", (session.id,))


def talk_without_chair(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each parallel session without a chair or moderator, as intergovernmental meetings have."""
    for session in plan.sessions:
        if session.kind == SessionKind.PARALLEL and not _has(session, CHAIRS):
            yield Conflict("talk-without-chair", (session.id,))


def no_rapporteur(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each meeting of a working group that has no rapporteur."""
    for session in plan.sessions:
        meets = session.kind == SessionKind.WORKING_GROUP or (session.group and not session.is_optional)
        if meets and not _has(session, frozenset({Kind.RAPPORTEUR})):
            yield Conflict("no-rapporteur", (session.id,))


def role_declined(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session with roles whose holders have declined: those roles are not filled."""
    return _roles(plan, "role-declined", frozenset({Status.DECLINED}))


def role_open(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session with roles whose holders have not answered yet."""
    return _roles(plan, "role-open", frozenset(UNANSWERED))


def more_than_seats(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict where more have signed up, for a session or its group, than the room has seats."""
    for session in plan.sessions:
        seats = plan.seats.get(session.room)
        if seats is not None and session.signed_up > seats:
            yield Conflict("more-than-seats", (session.id,), session.room, detail=(session.signed_up, seats))


def items_too_long(plan: AgendaPlan) -> Iterator[Conflict]:
    """Yield a conflict for each session whose items need more minutes than it has."""
    for session in plan.sessions:
        if session.end and session.item_minutes > (length := minutes(session.end - session.start)):
            yield Conflict("items-too-long", (session.id,), detail=(session.item_minutes, length))


def _has(session: PlannedSession, roles: frozenset[str]) -> bool:
    return any(role.role in roles and not role.declined for role in session.roles)


def _roles(plan: AgendaPlan, kind: str, statuses: frozenset[str]) -> Iterator[Conflict]:
    """Yield one conflict for each session, with everyone concerned and their roles."""
    for session in plan.sessions:
        concerned = dict.fromkeys(
            (role.person, role.role) for role in session.roles if role.status in statuses
        )
        if concerned:
            yield Conflict(
                kind,
                (session.id,),
                people=tuple(person for person, _role in concerned),
                detail=tuple(role for _person, role in concerned),
            )
