"""Reads the working agenda from the database as a Plan, fast enough to do so after every move in the editor.

Thousands of keys and times are only compared, so none of them becomes a Django object: columns come as the
database keeps them, and values that recur in many rows (an hour, a list of languages) are parsed once. Each
query is compiled to SQL once in a process, because compiling costs more than executing it.
"""

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.db.models import Q, Sum, TextField
from django.db.models.functions import Cast

from agenda.conflicts.domain.plan import AgendaPlan, ConflictLimits, PlannedRole, PlannedSession, PlannedShift
from agenda.conflicts.domain.severities import agenda_settings
from agenda.conflicts.registries import conflict_checks
from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import Hours
from agenda.core.models import AgendaSettings
from agenda.rooms.models.room import Availability, Room
from agenda.rooms.models.working_group import GroupRole
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.conferences.models import Conference
from confman.translation.text import TranslatedText

# Group roles whose holder must be where the group meets.
_LEADING = (GroupRole.Role.CHAIR, GroupRole.Role.VICE_CHAIR, GroupRole.Role.RAPPORTEUR)
# Placeholder for the conference while a query is compiled to SQL.
_ANY_CONFERENCE = uuid.UUID(int=1)


class PlanQuery:
    """A query about one conference, made by `make(key)`. Its rows are tuples as the database returns them."""

    def __init__(self, make: Callable[[uuid.UUID], models.QuerySet[Any, Any]]) -> None:
        self.make = make
        self._made: dict[str, tuple[str, list[Any]]] = {}

    def rows(self, conference: Conference) -> list[Any]:
        if connection.vendor not in self._made:
            sql, parameters = self.make(_ANY_CONFERENCE).query.sql_with_params()
            self._made[connection.vendor] = sql, list(parameters)
        sql, params = self._made[connection.vendor]
        # SQLite keeps keys as hexadecimal digits.
        key = conference.pk.hex if connection.vendor == "sqlite" else conference.pk
        stand_in = (_ANY_CONFERENCE, _ANY_CONFERENCE.hex)
        with connection.cursor() as cursor:
            cursor.execute(sql, [key if value in stand_in else value for value in params])
            fetched: list[Any] = cursor.fetchall()
        return fetched


def _text(name: str) -> Cast:
    return Cast(name, TextField())


_ROOMS = PlanQuery(
    lambda key: (
        Room.objects.filter(conference=key)
        .order_by()
        .values_list(_text("pk"), _text("name"), "capacity", "parallel_use")
    )
)
_HOURS = PlanQuery(
    lambda key: (
        Availability.objects.filter(Q(room__conference=key) | Q(person__conference=key))
        .order_by()
        .values_list(_text("room"), _text("person"), _text("start"), _text("end"))
    )
)
_ROLES = PlanQuery(
    lambda key: (
        SessionRole.objects.filter(session__conference=key)
        .order_by("session", "position", "id")
        .values_list(_text("session"), _text("person"), "role", "status")
    )
)
_LED = PlanQuery(
    lambda key: (
        GroupRole.objects.filter(group__conference=key, role__in=_LEADING)
        .order_by()
        .values_list(_text("group"), _text("person"), "role")
    )
)
_SHIFTS = PlanQuery(
    lambda key: BoothShift.objects.filter(session__conference=key)
    .order_by("session", "position", "id")
    .values_list(
        _text("session"), "source_language", "relay", "target_language", "both_ways", _text("interpreter"),
        _text("start"), _text("end"),
    )
)  # fmt: skip
_MINUTES = PlanQuery(
    lambda key: (
        Item.objects.filter(session__conference=key, minutes__gt=0)
        .order_by()
        .values_list("session")
        .annotate(Sum("minutes"))
    )
)
_SESSIONS = PlanQuery(
    lambda key: Session.objects.filter(conference=key)
    .scheduled()
    .taking_place()
    .order_by()
    .values_list(
        _text("pk"), _text("start"), _text("end"), "day", _text("room"), _text("working_group"), "kind", _text("title"),
        _text("floor_languages"), _text("listening_languages"), "sign_up", "taken", "working_group__taken",
    )
)  # fmt: skip


def plan_of(
    conference: Conference, settings: AgendaSettings | None = None, ignored: Collection[str] = ()
) -> AgendaPlan:
    """Load the working agenda as plain data in seven queries, plus those of higher floors' checks that are not ignored.

    Cancelled and unscheduled sessions are left out.
    """
    settings = settings or agenda_settings(conference)
    rooms = [(key_of(key), name, seats, shared) for key, name, seats, shared in _ROOMS.rows(conference)]
    opening, free = _hours(conference)
    return AgendaPlan(
        first_day=conference.starts_on,
        last_day=conference.ends_on,
        sessions=tuple(_sessions(conference)),
        shared_rooms=frozenset(key for key, _name, _seats, shared in rooms if shared),
        limits=ConflictLimits(
            between_rooms=settings.minutes_between_rooms,
            without_break=settings.longest_minutes_without_break,
            interpreting_a_day=settings.interpreter_minutes_a_day,
        ),
        seats={key: seats for key, _name, seats, _shared in rooms if seats is not None},
        opening=opening,
        free=free,
        facts={
            check.key: check.facts(conference)
            for check in conflict_checks
            if check.facts is not None and check.key not in ignored
        },
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
def key_of(value: Any) -> str:
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
def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=1_000)
def _codes(stored: str) -> tuple[str, ...]:
    """Parse the codes of languages."""
    return tuple(json.loads(stored))


# --- Sessions with what belongs to them -------------------------------------------------------------------


def _sessions(conference: Conference) -> Iterator[PlannedSession]:
    roles = grouped(
        (key_of(session), PlannedRole(key_of(person), role, status))
        for session, person, role, status in _ROLES.rows(conference)
    )
    led = grouped(
        (key_of(group), PlannedRole(key_of(person), role)) for group, person, role in _LED.rows(conference)
    )
    shifts = grouped(_shifts(conference))
    minutes = {key_of(session): total for session, total in _MINUTES.rows(conference)}
    days: dict[dt.datetime, dt.date] = {}
    for row in _SESSIONS.rows(conference):
        (key, start, end, day, room, group, kind, title, floor, listening, sign_up, signed_up, in_group) = row
        key, group, start = key_of(key), key_of(group), _moment(start)
        assert start is not None
        if start not in days:
            days[start] = conference.local(start).date()
        theirs = (*roles.get(key, ()), *led.get(group, ()))
        turns = tuple(shifts.get(key, ()))
        yield PlannedSession(
            id=key,
            start=start,
            end=_moment(end),
            day=_day(day) or days[start],
            room=key_of(room),
            people=_present(theirs, turns),
            kind=kind,
            title=StoredText(title),
            group=group,
            roles=theirs,
            shifts=turns,
            floor=_codes(floor),
            listening=_codes(listening),
            item_minutes=minutes.get(key, 0),
            signed_up=max(signed_up if sign_up else 0, in_group or 0),
        )


def _shifts(conference: Conference) -> Iterator[tuple[str, PlannedShift]]:
    for session, source, relay, target, both_ways, interpreter, start, end in _SHIFTS.rows(conference):
        yield (
            key_of(session),
            PlannedShift(
                relay or source, target, bool(both_ways), key_of(interpreter), _moment(start), _moment(end)
            ),
        )


def _present(roles: Iterable[PlannedRole], shifts: Iterable[PlannedShift]) -> frozenset[str]:
    """Return those present from start to end: all but interpreters, who are there during their turns only."""
    with_turns = {shift.interpreter for shift in shifts}
    interpreter = str(SessionRole.Role.INTERPRETER)
    return frozenset(
        [
            role.person
            for role in roles
            if not role.declined and (role.role != interpreter or role.person not in with_turns)
        ]
    )


def _hours(conference: Conference) -> tuple[dict[str, list[Hours]], dict[str, list[Hours]]]:
    """Return the hours in which rooms are open, and those in which persons are available."""
    opening: dict[str, list[Hours]] = defaultdict(list)
    free: dict[str, list[Hours]] = defaultdict(list)
    for room, person, start, end in _HOURS.rows(conference):
        begin, finish = _moment(start), _moment(end)
        assert begin is not None and finish is not None
        if room:
            opening[key_of(room)].append((begin, finish))
        else:
            free[key_of(person)].append((begin, finish))
    return dict(opening), dict(free)
