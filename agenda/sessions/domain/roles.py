"""Roles in sessions: given, and answered by those who have them."""

from collections.abc import Callable, Sequence

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
from confman.web.database.revisions import claim_revision
from confman.web.errors import Refused


def note_answers(roles: Sequence[SessionRole], verb: Callable[..., None], *, by: User) -> None:
    """Note the same answer for several roles, as one action: `verb` is one of those below."""
    conferences = {role.session.conference for role in roles}
    for conference in conferences:
        with editing_step(conference, by=by, action="agenda.role_status_changed"):
            for role in roles:
                if role.session.conference == conference:
                    verb(role, by=by)


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


def invite_to_role(role: SessionRole, *, by: User) -> None:
    """Note that the person was asked."""
    _set_status(role, SessionRole.Status.INVITED, by)


def confirm_role(role: SessionRole, *, by: User) -> None:
    """Note that the person comes: with the next release, name and function are in the agenda."""
    _set_status(role, SessionRole.Status.CONFIRMED, by)


def decline_role(role: SessionRole, *, by: User) -> None:
    """Note that the person does not come: the role leaves the agenda with the next release."""
    _set_status(role, SessionRole.Status.DECLINED, by)


def _set_status(role: SessionRole, status: str, by: User) -> None:
    session = role.session
    with editing_step(session.conference, by=by, action="agenda.role_status_changed", touching=[session]):
        before = SessionRole.objects.select_for_update().get(pk=role.pk).status
        role.status = status
        if before == status:
            return
        claim_revision(role.session, None)
        role.save(update_fields=["status"])
        details = {"role": role.role, "from": before, "to": status}
        record_of_session("role_status_changed", session, by, details)
    clear_rights(by)
