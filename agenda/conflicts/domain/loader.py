"""Reads the working agenda from the database as a Plan, fast enough to do so after every move in the editor.

Thousands of keys and times are only compared, so none of them becomes a Django object: columns come as the
database keeps them, and values that recur in many rows (an hour, a list of languages) are parsed once. Each
query is compiled to SQL once in a process. The plan is kept as long as the agenda's rows are the same.
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.db.models import Q, Sum

from agenda.conflicts.domain.plan import AgendaPlan, ConflictLimits, PlannedRole, PlannedSession, PlannedShift
from agenda.conflicts.domain.severities import agenda_settings
from agenda.conflicts.registries import conflict_checks
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import Hours
from agenda.core.models import AgendaSettings
from agenda.rooms.models import Availability, GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText
from confman.web.database.unchanged import ConferenceQuery, Table, WholeRows, as_text, get_or_make, union_of

# Group roles whose holder must be where the group meets.
_LEADING = (GroupRole.Role.CHAIR, GroupRole.Role.VICE_CHAIR, GroupRole.Role.RAPPORTEUR)
_ROOMS = ConferenceQuery(
    lambda key: (
        Room.objects.filter(conference=key)
        .order_by()
        .values_list(as_text("pk"), as_text("name"), "capacity", "parallel_use")
    )
)
_HOURS = ConferenceQuery(
    lambda key: (
        Availability.objects.filter(Q(room__conference=key) | Q(person__conference=key))
        .order_by()
        .values_list(as_text("room"), as_text("person"), as_text("start"), as_text("end"))
    )
)
_ROLES = ConferenceQuery(
    lambda key: (
        SessionRole.objects.filter(session__conference=key)
        .order_by("session_id", "position", "id")
        .values_list(as_text("session"), as_text("person"), "role", "status")
    )
)
_GROUP_ROLES = ConferenceQuery(
    lambda key: (
        GroupRole.objects.filter(group__conference=key, role__in=_LEADING)
        .order_by()
        .values_list(as_text("group"), as_text("person"), "role")
    )
)
_SHIFTS = ConferenceQuery(
    lambda key: BoothShift.objects.filter(session__conference=key)
    .order_by("session_id", "position", "id")
    .values_list(
        as_text("session"), "source_language", "relay", "target_language", "both_ways", as_text("interpreter"),
        as_text("start"), as_text("end"),
    )
)  # fmt: skip
_ITEM_MINUTES = ConferenceQuery(
    lambda key: (
        Item.objects.filter(session__conference=key, minutes__gt=0)
        .order_by()
        .values_list("session")
        .annotate(Sum("minutes"))
    )
)
_SESSIONS = ConferenceQuery(
    lambda key: Session.objects.filter(conference=key)
    .scheduled()
    .taking_place()
    .order_by()
    .values_list(
        as_text("pk"), as_text("start"), as_text("end"), "day", as_text("room"), as_text("working_group"), "kind",
        as_text("title"), as_text("floor_languages"), as_text("listening_languages"), "sign_up", "taken",
        "working_group__taken",
    )
)  # fmt: skip


Rows = Sequence[Any]
_QUERIES = (_ROOMS, _HOURS, _ROLES, _GROUP_ROLES, _SHIFTS, _ITEM_MINUTES, _SESSIONS)
# The rows that the plan is read from; a release is made of them, too, so a page reads them once for both. Whoever signs
# up changes none of them, but who has signed up.
AGENDA_ROWS = WholeRows(
    Table(Session, without=("search_text", "created_at", "taken", "revision", "length")),
    Table(WorkingGroup, without=("taken",)),
    Table(GroupRole, "group__conference"),
    Table(Room),
    *(Table(model, "session__conference") for model in (Item, SessionRole, BoothShift)),
)
_TAKEN = ConferenceQuery(
    lambda key: union_of(
        model.objects.filter(conference=key, taken__gt=0).order_by().values_list(as_text("pk"), "taken")
        for model in (Session, WorkingGroup)
    )
)


def plan_of(
    conference: Conference, settings: AgendaSettings | None = None, ignored: Collection[str] = ()
) -> AgendaPlan:
    """Load the working agenda as plain data, with what higher floors' checks that are not ignored need beyond it.

    Cancelled and unscheduled sessions are left out. The same plan is returned as long as nothing in it changed.
    """
    settings = settings or agenda_settings(conference)
    facts = {
        check.key: check.facts(conference)
        for check in conflict_checks
        if check.facts is not None and check.key not in ignored
    }
    limits = ConflictLimits(
        between_rooms=settings.minutes_between_rooms,
        without_break=settings.longest_minutes_without_break,
        interpreting_a_day=settings.interpreter_minutes_a_day,
    )
    name = ("plan", *facts)
    depends_on = (limits, conference.starts_on, conference.ends_on, conference.timezone, facts)
    make = partial(_plan, conference, limits, facts)
    return get_or_make(conference, name, make, AGENDA_ROWS, _HOURS, _TAKEN, depends_on=depends_on)


def _plan(conference: Conference, limits: ConflictLimits, facts: Mapping[str, Any]) -> AgendaPlan:
    room_rows, hours, *session_rows = (query.rows(conference) for query in _QUERIES)
    rooms = [(key_of(key), name, seats, shared) for key, name, seats, shared in room_rows]
    opening, free = _hours(hours)
    return AgendaPlan(
        first_day=conference.starts_on,
        last_day=conference.ends_on,
        sessions=tuple(_sessions(conference, *session_rows)),
        shared_rooms=frozenset(key for key, _name, _seats, shared in rooms if shared),
        limits=limits,
        seats={key: seats for key, _name, seats, _shared in rooms if seats is not None},
        opening=opening,
        free=free,
        facts=facts,
        names={key: StoredText(name) for key, name, _seats, _shared in rooms},
    )


# --- Values as the database keeps them --------------------------------------------------------------------


@dataclass(frozen=True)
class StoredText:
    """A translated text that is parsed only when it is put into words."""

    stored: str

    def __str__(self) -> str:
        return str(TranslatedText(json.loads(self.stored or "{}")))


@lru_cache(maxsize=100_000)
def key_of(value: object) -> str:
    """Return a key in the form used everywhere; "" for None."""
    return str(uuid.UUID(value)) if isinstance(value, str) and len(value) == 32 else str(value or "")


@lru_cache(maxsize=20_000)
def _moment(text: str | None) -> dt.datetime | None:
    """Parse a moment; SQLite keeps it in UTC without saying so."""
    if text is None:
        return None
    moment = dt.datetime.fromisoformat(text)
    return moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


@lru_cache(maxsize=1_000)
def _day(value: str | dt.date | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=1_000)
def _codes(stored: str) -> tuple[str, ...]:
    """Parse the codes of languages."""
    return tuple(json.loads(stored))


# --- Sessions with what belongs to them -------------------------------------------------------------------


def _sessions(
    conference: Conference,
    role_rows: Rows,
    group_role_rows: Rows,
    shift_rows: Rows,
    minute_rows: Rows,
    rows: Rows,
) -> Iterator[PlannedSession]:
    roles = grouped(
        (key_of(session), PlannedRole(key_of(person), role, status))
        for session, person, role, status in role_rows
    )
    group_roles = grouped(
        (key_of(group), PlannedRole(key_of(person), role)) for group, person, role in group_role_rows
    )
    shifts = grouped(_shifts(shift_rows))
    minutes = {key_of(session): total for session, total in minute_rows}
    days: dict[dt.datetime, dt.date] = {}
    for row in rows:
        (key, start, end, day, room, group, kind, title, floor, listening, sign_up, signed_up, in_group) = row
        key, group, start = key_of(key), key_of(group), _moment(start)
        assert start is not None
        if start not in days:
            days[start] = conference.local(start).date()
        all_roles = (*roles.get(key, ()), *group_roles.get(group, ()))
        turns = tuple(shifts.get(key, ()))
        yield PlannedSession(
            id=key,
            start=start,
            end=_moment(end),
            day=_day(day) or days[start],
            room=key_of(room),
            people=_present(all_roles, turns),
            kind=kind,
            title=StoredText(title),
            group=group,
            roles=all_roles,
            shifts=turns,
            floor=_codes(floor),
            listening=_codes(listening),
            item_minutes=minutes.get(key, 0),
            signed_up=max(signed_up if sign_up else 0, in_group or 0),
        )


def _shifts(rows: Rows) -> Iterator[tuple[str, PlannedShift]]:
    for session, source, relay, target, both_ways, interpreter, start, end in rows:
        yield (
            key_of(session),
            PlannedShift(
                relay or source, target, bool(both_ways), key_of(interpreter), _moment(start), _moment(end)
            ),
        )


def _present(roles: Iterable[PlannedRole], shifts: Iterable[PlannedShift]) -> frozenset[str]:
    """Return the people present from start to end: all but interpreters, who are there only during their turns."""
    with_turns = {shift.interpreter for shift in shifts}
    interpreter = str(SessionRole.Role.INTERPRETER)
    return frozenset(
        [
            role.person
            for role in roles
            if not role.declined and (role.role != interpreter or role.person not in with_turns)
        ]
    )


def _hours(rows: Rows) -> tuple[dict[str, list[Hours]], dict[str, list[Hours]]]:
    """Return the hours in which rooms are open, and those in which persons are available."""
    opening: dict[str, list[Hours]] = defaultdict(list)
    free: dict[str, list[Hours]] = defaultdict(list)
    for room, person, start, end in rows:
        begin, finish = _moment(start), _moment(end)
        assert begin is not None and finish is not None
        if room:
            opening[key_of(room)].append((begin, finish))
        else:
            free[key_of(person)].append((begin, finish))
    return dict(opening), dict(free)
