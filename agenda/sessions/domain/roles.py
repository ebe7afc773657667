"""Who does what: roles in sessions and in working groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from agenda.core.domain.revisions import claim_revision
from agenda.history.domain.undo import editing_step
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.accounts.models import User
from confman.audit.domain import record_audit
from confman.people.models import Person


def assign_role(
    session: Session,
    *,
    person: Person,
    role: str,
    by: User,
    item: Item | None = None,
    status: str = SessionRole.Status.PROPOSED,
    revision: int | None = None,
) -> SessionRole:
    """Give a person a role in a session, or in one of its items. Until it is confirmed nobody outside reads it.

    Raises StaleRevision, and ValidationError where the person has it already.
    """
    if person.conference_id != session.conference_id or (item and item.session_id != session.pk):
        raise ValidationError(_("This person belongs to another conference."))
    with editing_step(session.conference, by=by, act="agenda.role_assigned", touching=[session]):
        claim_revision(session, revision)
        last = session.roles.aggregate(last=Max("position"))["last"]
        assigned = SessionRole(
            session=session,
            person=person,
            item=item,
            role=role,
            status=status,
            position=0 if last is None else last + 1,
        )
        assigned.full_clean()
        assigned.save(force_insert=True)
        _record("role_assigned", session, by, {"role": role, "status": status})
    return assigned


def note_answers(roles: Sequence[SessionRole], verb: Callable[..., None], *, by: User) -> None:
    """The same answer for several roles, as one act: `verb` is one of those below."""
    conferences = {role.session.conference for role in roles}
    for conference in conferences:
        with editing_step(conference, by=by, act="agenda.role_status_changed"):
            for role in roles:
                if role.session.conference == conference:
                    verb(role, by=by)


def invite_to_role(role: SessionRole, *, by: User) -> None:
    """Note that the person was asked."""
    _set_status(role, SessionRole.Status.INVITED, by)


def confirm_role(role: SessionRole, *, by: User) -> None:
    """The person comes: with the next release, name and function stand in the agenda."""
    _set_status(role, SessionRole.Status.CONFIRMED, by)


def decline_role(role: SessionRole, *, by: User) -> None:
    """The person does not come: the role leaves the agenda with the next release."""
    _set_status(role, SessionRole.Status.DECLINED, by)


def remove_role(role: SessionRole, *, by: User) -> None:
    """Take a role away as if it had never been given."""
    session = role.session
    with editing_step(session.conference, by=by, act="agenda.role_removed", touching=[session]):
        claim_revision(session, None)
        _record("role_removed", role.session, by, {"role": role.role})
        role.delete()


def _set_status(role: SessionRole, status: str, by: User) -> None:
    session = role.session
    with editing_step(session.conference, by=by, act="agenda.role_status_changed", touching=[session]):
        before = SessionRole.objects.select_for_update().get(pk=role.pk).status
        role.status = status
        if before == status:
            return
        claim_revision(role.session, None)
        role.save(update_fields=["status"])
        _record("role_status_changed", role.session, by, {"role": role.role, "from": before, "to": status})


def _record(participle: str, session: Session, by: User, details: dict[str, Any]) -> None:
    record_audit(f"agenda.{participle}", by=by, target=session, label=str(session.title), details=details)
