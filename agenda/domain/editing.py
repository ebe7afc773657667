"""Editing the working agenda: sessions with their items and roles. Nothing here is seen before it is published."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agenda.domain.revisions import claim_revision
from agenda.models import Item, Session, SessionRole
from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.translation.text import TranslatedText
from confman.web.changes import apply_changes, delete_file_on_commit


@dataclass(frozen=True)
class ItemRow:
    """An item as a form or an import gives it; `id` of one that is there already."""

    title: Any
    kind: str = Item.Kind.PRESENTATION
    minutes: int | None = None
    symbol: str = ""
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class RoleRow:
    """A role as a form gives it. `item` is the place of its item among the rows of items, from 1; 0 for none."""

    person: Person
    role: str = SessionRole.Role.SPEAKER
    status: str = SessionRole.Status.PROPOSED
    item: int = 0
    id: uuid.UUID | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def create_session(
    conference: Conference,
    *,
    by: Any,
    items: Sequence[ItemRow] = (),
    roles: Sequence[RoleRow] = (),
    **fields: Any,
) -> Session:
    """A new session of the working agenda. Plain strings are texts in the conference's first language.

    Raises ValidationError, which names the field.
    """
    session = Session(conference=conference, **_as_texts(conference, Session, fields))
    check_session(session)
    with transaction.atomic():
        session.save(force_insert=True)
        saved = _save_items(session, items)
        _save_roles(session, roles, saved)
        _record("session_created", session, by)
    return session


def change_session(
    session: Session,
    *,
    by: Any,
    revision: int | None,
    items: Sequence[ItemRow] | None = None,
    roles: Sequence[RoleRow] | None = None,
    **changes: Any,
) -> list[str]:
    """Change a session, and put its items and roles in place of what it had where they are given.

    Returns the names of the fields that changed. Raises StaleRevision where the session is no longer at
    `revision`, ValidationError where a field is wrong.
    """
    conference = session.conference
    with transaction.atomic():
        claim_revision(session, revision)
        changed = apply_changes(session, _as_texts(conference, Session, changes))
        saved = list(session.items.all()) if items is None else _save_items(session, items)
        if roles is not None:
            _save_roles(session, roles, saved)
        given = [name for name, rows in (("items", items), ("roles", roles)) if rows is not None]
        _record("session_changed", session, by, {"fields": changed + given})
    return changed


def delete_session(session: Session, *, by: Any, revision: int | None) -> None:
    """Take a session out of the working agenda, with its items, roles and files. Raises StaleRevision."""
    with transaction.atomic():
        claim_revision(session, revision)
        _record("session_deleted", session, by)
        for material in session.materials.all():
            delete_file_on_commit(material.file)
        session.delete()


def check_session(session: Session) -> None:
    """Raise ValidationError for a session that cannot be: what the database and full_clean would refuse."""
    session.clean_fields(exclude=["conference", "room", "theme", "working_group"])
    if session.end and not session.start:
        raise ValidationError({"start": _("It has an end and no start.")})
    if session.start and session.end and session.end <= session.start:
        raise ValidationError({"end": _("The end is not after the start.")})
    for name in ("room", "theme", "working_group"):
        related = getattr(session, name)
        if related is not None and related.conference_id != session.conference_id:
            raise ValidationError({name: _("This belongs to another conference.")})


def _as_texts(conference: Conference, model: Any, fields: dict[str, Any]) -> dict[str, Any]:
    texts = {"title", "subtitle", "summary", "description"}
    return {
        name: TranslatedText.of(value, conference.default_language) if name in texts else value
        for name, value in fields.items()
    }


def _save_items(session: Session, rows: Sequence[ItemRow]) -> list[Item]:
    """Make the session's items those of `rows`, in their order; numbers stay with their items."""
    existing = {item.pk: item for item in session.items.all()}
    saved = []
    for position, row in enumerate(rows):
        item = existing.pop(row.id, None) if row.id else None
        item = item or Item(session=session)
        item.position, item.kind, item.minutes, item.symbol = position, row.kind, row.minutes, row.symbol
        item.title = TranslatedText.of(row.title, session.conference.default_language)
        item.clean_fields(exclude=["session"])
        item.save()
        saved.append(item)
    Item.objects.filter(pk__in=existing).delete()
    return saved


def _save_roles(session: Session, rows: Sequence[RoleRow], items: Sequence[Item]) -> None:
    """Make the session's roles those of `rows`. Raises ValidationError for one person twice in one role."""
    existing = {role.pk: role for role in SessionRole.objects.filter(session=session)}
    stored = {_role_key(role): role.pk for role in existing.values()}
    wanted: dict[Any, SessionRole] = {}
    for position, row in enumerate(rows):
        if row.person.conference_id != session.conference_id:
            raise ValidationError(_("This person belongs to another conference."))
        role = existing.get(row.id) if row.id else None
        role = role or SessionRole(session=session, extra=row.extra)
        role.item = items[row.item - 1] if 0 < row.item <= len(items) else None
        role.person, role.role, role.status, role.position = row.person, row.role, row.status, position
        role.clean_fields(exclude=["person", "session", "item"])
        if _role_key(role) in wanted:
            raise ValidationError(_("%(person)s stands twice in the same role.") % {"person": row.person})
        wanted[_role_key(role)] = role
    # What goes, and what takes the place of another, leaves first: only the result has to be unique.
    in_the_way = [
        key for role_key, key in stored.items() if role_key in wanted and wanted[role_key].pk != key
    ]
    kept = {role.pk for role in wanted.values()} - set(in_the_way)
    SessionRole.objects.filter(session=session).exclude(pk__in=kept).delete()
    for role in wanted.values():
        role.save(force_insert=role.pk not in kept or role._state.adding)


def _role_key(role: SessionRole) -> tuple[Any, ...]:
    return (role.person_id, role.item_id, role.role)


def _record(participle: str, session: Session, by: Any, details: dict[str, Any] | None = None) -> None:
    record_audit(
        f"agenda.{participle}",
        by=by,
        conference=session.conference,
        target=session,
        label=str(session.title),
        details=details,
    )
