"""Roles in sessions: given, and answered by those who have them."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agenda.history.domain.undo import editing_step
from agenda.rooms.domain.people import person_by_name
from agenda.sessions.domain.sessions import record_of_session
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.accounts.models import User
from confman.conferences.access import clear_rights
from confman.web.database.revisions import StaleRevision, claim_revision, refuse_stale
from confman.web.errors import Refused

# The fields of a role by which a list tells whether someone has answered since it was shown.
ANSWER = ("status",)


def note_answers(
    roles: Sequence[SessionRole],
    verb: Callable[..., None],
    *,
    by: User,
    seen: Mapping[UUID, str] = MappingProxyType({}),
) -> list[SessionRole]:
    """Note the same answer for several roles, as one action: `verb` is one of those below.

    Return the roles, as they are now, that keep theirs: it is no longer that of the digest in `seen`.
    """
    changed_meanwhile: list[SessionRole] = []
    conferences = {role.session.conference for role in roles}
    for conference in conferences:
        with editing_step(conference, by=by, action="agenda.role_status_changed"):
            for role in roles:
                if role.session.conference == conference:
                    try:
                        verb(role, by=by, seen=seen.get(role.pk, ""))
                    except StaleRevision as stale:
                        changed_meanwhile.append(stale.current)
    return changed_meanwhile


def give_role(session: Session, *, by: User, person: str, role: str, status: str) -> SessionRole:
    """Give a role in a session to the person who is meant by a name; who is not known yet becomes a person.

    Raises Refused if several have the name, or they have this role there already.
    """
    with editing_step(session.conference, by=by, action="agenda.session_changed", touching=[session]):
        participant = person_by_name(session.conference, person, by=by)
        if session.roles.filter(person=participant, role=role, item=None).exists():
            raise Refused(_("%(person)s has this role there already.") % {"person": participant})
        claim_revision(session, None)
        last = session.roles.aggregate(last=Coalesce(Max("position"), -1))["last"]
        session_role = SessionRole(
            session=session, person=participant, role=role, status=status, position=last + 1
        )
        session_role.save(force_insert=True)
        record_of_session("session_changed", session, by, {"fields": ["roles"]})
    clear_rights(by)
    return session_role


def invite_to_role(role: SessionRole, *, by: User, seen: str = "") -> None:
    """Note that the person was asked."""
    _set_status(role, SessionRole.Status.INVITED, by, seen)


def confirm_role(role: SessionRole, *, by: User, seen: str = "") -> None:
    """Note that the person comes: with the next release, name and function are in the agenda."""
    _set_status(role, SessionRole.Status.CONFIRMED, by, seen)


def decline_role(role: SessionRole, *, by: User, seen: str = "") -> None:
    """Note that the person does not come: the role leaves the agenda with the next release."""
    _set_status(role, SessionRole.Status.DECLINED, by, seen)


def _set_status(role: SessionRole, status: str, by: User, seen: str) -> None:
    session = role.session
    with editing_step(session.conference, by=by, action="agenda.role_status_changed", touching=[session]):
        current = SessionRole.objects.select_for_update().get(pk=role.pk)
        refuse_stale(current, ANSWER, seen=seen)
        before = current.status
        role.status = status
        if before == status:
            return
        claim_revision(role.session, None)
        role.save(update_fields=["status"])
        details = {"role": role.role, "from": before, "to": status}
        record_of_session("role_status_changed", session, by, details)
    clear_rights(by)
