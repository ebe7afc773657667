"""Roles given and removed as on the page of a session, which submits all roles at once."""

from agenda.sessions.domain.sessions import RoleRow, change_session
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.people.models import Person


def assign_role(
    session: Session, *, person: Person, role: str, by: User, status: str = "proposed"
) -> SessionRole:
    rows = [*_rows_of(session), RoleRow(person, role, status)]
    change_session(session, by=by, revision=None, roles=rows)
    return SessionRole.objects.get(session=session, person=person, role=role)


def remove_role(role: SessionRole, *, by: User) -> None:
    rows = [row for row in _rows_of(role.session) if row.id != role.pk]
    change_session(role.session, by=by, revision=None, roles=rows)


def _rows_of(session: Session) -> list[RoleRow]:
    items = [None, *session.items.all()]
    return [
        RoleRow(row.person, row.role, row.status, items.index(row.item), row.pk, row.extra)
        for row in SessionRole.objects.filter(session=session)
    ]
