"""Editing the working agenda: sessions, their items, roles and answers. Readers see nothing before it is published."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import EllipsisType, MappingProxyType
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import SMALL_HOURS, clock_hours, minutes
from agenda.history.domain.steps import Recorder
from agenda.history.domain.undo import editing_step
from agenda.rooms.domain import as_texts, check_capacity, person_by_name
from agenda.rooms.models import Room
from agenda.sessions.models.session import Item, Session, SessionRole
from agenda.sessions.undo import moved_parts
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.translation.languages import language_locale
from confman.translation.text import TranslatedText
from confman.web.database.changes import (
    StaleRevision,
    apply_changes,
    claim_revision,
    refuse_stale,
    stale_revision,
)
from confman.web.errors import Refused
from confman.web.numbers import validate_year

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


# Fields that a move changes, in the order in which it is reported.
_PLACE = ("start", "end", "day", "room")
_LANGUAGES = ("floor_languages", "listening_languages")
# The person, the item and the role.
RoleKey = tuple[uuid.UUID, uuid.UUID | None, str]


@dataclass(frozen=True)
class ItemRow:
    """An item as a form or an import gives it; `id` of an existing one."""

    title: TranslatedText | Mapping[str, str] | str
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
    by: User,
    items: Sequence[ItemRow] = (),
    roles: Sequence[RoleRow] = (),
    **fields: Any,
) -> Session:
    """Create a session of the working agenda. Plain strings are texts in the conference's first language.

    Raises ValidationError, which names the field.
    """
    session = Session(conference=conference, **as_texts(Session, conference, fields))
    check_session(session)
    with editing_step(conference, by=by, action="agenda.session_created") as recorder:
        session.save(force_insert=True)
        recorder.made(session)
        saved = _save_items(session, items, recorder)
        _save_roles(session, roles, saved, by)
        record_of_session("session_created", session, by)
    return session


def change_session(
    session: Session,
    *,
    by: User,
    revision: int | None,
    items: Sequence[ItemRow] | None = None,
    roles: Sequence[RoleRow] | None = None,
    **changes: Any,
) -> list[str]:
    """Change a session, and replace its items and roles where they are given.

    Interpreters' turns with hours of their own move with its start. Returns the names of the fields that changed.
    Raises StaleRevision if the session is no longer at `revision`, ValidationError where a field is wrong.
    """
    conference = session.conference
    with editing_step(conference, by=by, action="agenda.session_changed", touching=[session]) as recorder:
        claim_revision(session, revision)
        check_capacity(session, changes)
        check_languages(changes)
        if "start" in changes:
            changes.setdefault("day", _day_at(session, changes["start"]))
        delay = _delay(session.start, changes.get("start"))
        if session.duration and changes.get("start", ...) is None:
            # As long as it is, it comes back.
            session.length = minutes(session.duration)
            session.save(update_fields=["length"])
        changed = apply_changes(session, as_texts(Session, conference, changes))
        if delay:
            _move_turns(session, delay)
        saved = list(session.items.all()) if items is None else _save_items(session, items, recorder)
        if roles is not None:
            _save_roles(session, roles, saved, by)
        changed_rows = [name for name, rows in (("items", items), ("roles", roles)) if rows is not None]
        record_of_session("session_changed", session, by, {"fields": changed + changed_rows})
    return changed


def move_session(
    session: Session,
    *,
    by: User,
    revision: int | None,
    start: dt.datetime | EllipsisType | None = ...,
    end: dt.datetime | EllipsisType | None = ...,
    room: Room | EllipsisType | None = ...,
) -> list[str]:
    """Give a session another time or room, in a few queries. What is not named stays, such as its length.

    `start=None` takes it off the agenda until it is scheduled again, as long as it was unless an end is named.
    Interpreters' turns with hours of their own move with it. Returns the fields that changed.

    Raises StaleRevision, and ValidationError for an end that is not after the start, or another conference's
    room. `session` must be as it was read; None for `revision` reads it again.
    """
    if revision is None:
        session.refresh_from_db(fields=[*_PLACE, "length", "revision"])
    elif session.revision != revision:
        raise stale_revision(session)
    before, old = moved_parts(session), {name: getattr(session, name) for name in _PLACE}
    new = _place(session, old, start, end, room)
    changed = [name for name in _PLACE if new[name] != old[name]]
    if not changed:
        return []
    action = "session_unscheduled" if "start" in changed and start is None else "session_moved"
    delay = _delay(old["start"], new["start"])
    with_turns = bool(delay) and any(turn.start or turn.end for turn in session.booth_shifts.all())
    with editing_step(
        session.conference, by=by, action=f"agenda.{action}", label=str(session.title)
    ) as recorder:
        if with_turns:
            recorder.touch(session)
        stored = Session.objects.filter(pk=session.pk, revision=session.revision)
        if action == "session_unscheduled" and old["end"]:
            new["length"] = minutes(old["end"] - old["start"])
        if not stored.update(**new, revision=models.F("revision") + 1):
            raise stale_revision(session)
        for name, value in new.items():
            setattr(session, name, value)
        session.revision += 1
        if with_turns:
            _move_turns(session, delay)
        recorder.changed_partly(session, before, moved_parts(session))
        record_of_session(action, session, by, {"from": _hours(session, old), "to": _hours(session, new)})
    return changed


def _delay(before: dt.datetime | None, after: dt.datetime | None) -> dt.timedelta:
    return after - before if before and after else dt.timedelta()


def _move_turns(session: Session, delay: dt.timedelta) -> None:
    """Move interpreters' turns that have hours of their own, in an order in which none ends before it begins."""
    for name in ("end", "start") if delay > dt.timedelta() else ("start", "end"):
        session.booth_shifts.exclude(**{name: None}).update(**{name: models.F(name) + delay})


def _place(
    session: Session,
    old: dict[str, Any],
    start: dt.datetime | EllipsisType | None,
    end: dt.datetime | EllipsisType | None,
    room: Room | EllipsisType | None,
) -> dict[str, Any]:
    """Return the place a move leads to. Raises ValidationError."""
    new: dict[str, Any] = {
        name: old[name] if value is ... else value
        for name, value in (("start", start), ("end", end), ("room", room))
    }
    if start is not ... and end is ...:
        if old["start"]:
            length = old["end"] and old["end"] - old["start"]
        else:
            length = session.length and dt.timedelta(minutes=session.length)
        new["end"] = start + length if start and length else None
    check_place(new["start"], new["end"])
    if new["room"] is not None and new["room"].conference_id != session.conference_id:
        raise ValidationError({"room": _("This belongs to another conference.")})
    return {**new, "day": _day_at(session, new["start"])}


def _day_at(session: Session, start: dt.datetime | None) -> dt.date | None:
    """Return the day that the session belongs to if it begins then; None for that of its start."""
    if session.start is None or start is None:
        return None
    if session.day is None or start == session.start:
        return session.day
    # A session after midnight belongs to the day before as long as it stays in the small hours of its date.
    before, after = map(session.conference.local, (session.start, start))
    return session.day if before.date() == after.date() and after.time() < SMALL_HOURS else None


def _hours(session: Session, values: dict[str, Any]) -> str:
    """Return '2027-03-30 10:00–11:00', in the conference's zone."""
    start, end = (moment and session.conference.local(moment) for moment in (values["start"], values["end"]))
    return f"{start:%Y-%m-%d} {clock_hours(start, end)}" if start else "–"


def delete_session(session: Session, *, by: User, revision: int | None) -> None:
    """Delete a session from the working agenda, with its items, roles and files. Raises StaleRevision.

    The files of what a user deletes stay until undo is no longer possible.
    """
    with editing_step(
        session.conference, by=by, action="agenda.session_deleted", touching=[session]
    ) as recorder:
        claim_revision(session, revision)
        record_of_session("session_deleted", session, by)
        recorder.remove(session)
    clear_rights(by)


def check_session(session: Session) -> None:
    """Raise ValidationError for a session that the database or full_clean would refuse."""
    session.clean_fields(exclude=["conference", "room", "theme", "working_group"])
    check_place(session.start, session.end)
    check_languages({name: getattr(session, name) for name in _LANGUAGES})
    if session.day:
        validate_year(session.day)
    for name in ("room", "theme", "working_group"):
        related = getattr(session, name)
        if related is not None and related.conference_id != session.conference_id:
            raise ValidationError({name: _("This belongs to another conference.")})


def check_languages(values: Mapping[str, Any]) -> None:
    """Raise ValidationError for languages of a session that are none."""
    for name in _LANGUAGES:
        try:
            for code in values.get(name) or ():
                language_locale(code)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


def check_place(start: dt.datetime | None, end: dt.datetime | None) -> None:
    """Raise ValidationError for impossible hours."""
    for moment in filter(None, (start, end)):
        validate_year(moment)
    if end and not start:
        raise ValidationError({"start": _("It has an end and no start.")})
    if start and end and end <= start:
        raise ValidationError({"end": _("The end is not after the start.")})


def _save_items(session: Session, rows: Sequence[ItemRow], recorder: Recorder) -> list[Item]:
    """Set the session's items to `rows`, in their order; numbers stay with their items."""
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
    if existing:
        recorder.remove(session, Item.objects.filter(pk__in=existing))
    return saved


def _save_roles(session: Session, rows: Sequence[RoleRow], items: Sequence[Item], by: User) -> None:
    """Set the session's roles to `rows`. Raises ValidationError for one person twice in one role."""
    existing = {role.pk: role for role in SessionRole.objects.filter(session=session)}
    stored = {_role_key(role): role.pk for role in existing.values()}
    role_by_key: dict[RoleKey, SessionRole] = {}
    for position, row in enumerate(rows):
        if row.person.conference_id != session.conference_id:
            raise ValidationError(_("This person belongs to another conference."))
        role = existing.get(row.id) if row.id else None
        if role is None or role.person_id != row.person.pk:
            # The answer of one person, and what a file said of them, is not the other's.
            role = SessionRole(session=session, extra=row.extra)
        role.item = items[row.item - 1] if 0 < row.item <= len(items) else None
        role.person, role.role, role.status, role.position = row.person, row.role, row.status, position
        role.clean_fields(exclude=["person", "session", "item"])
        if _role_key(role) in role_by_key:
            raise ValidationError(_("%(person)s appears twice in the same role.") % {"person": row.person})
        role_by_key[_role_key(role)] = role
    # Rows that are deleted or take the place of another are removed first: only the result has to be unique.
    in_the_way = [
        key for role_key, key in stored.items() if role_key in role_by_key and role_by_key[role_key].pk != key
    ]
    keys = {role.pk for role in role_by_key.values()} - set(in_the_way)
    SessionRole.objects.filter(session=session).exclude(pk__in=keys).delete()
    for role in role_by_key.values():
        role.save(force_insert=role.pk not in keys or role._state.adding)
    clear_rights(by)


def _role_key(role: SessionRole) -> RoleKey:
    return role.person_id, role.item_id, role.role


def record_of_session(
    participle: str, session: Session, by: User, details: dict[str, Any] | None = None
) -> None:
    """Write in the history what was done to a session, under its title."""
    record_audit(f"agenda.{participle}", by=by, target=session, label=str(session.title), details=details)
