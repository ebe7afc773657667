"""The working agenda as the conflict checks see it, and their findings as people read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Func, Q, Sum
from django.utils.translation import gettext as _

from agenda.domain.conflicts import (
    Conflict,
    Hours,
    Limits,
    Plan,
    PlannedRole,
    PlannedSession,
    PlannedShift,
    Severity,
    Teller,
    conflict_checks,
    find_conflicts,
)
from agenda.domain.conflicts.telling import usual
from agenda.models import (
    AgendaSettings,
    Availability,
    BoothShift,
    GroupRole,
    Item,
    Room,
    Session,
    SessionRole,
)
from confman.conferences.models import Conference
from confman.people.models import Person


class KeyText(Func):
    """A key as text, written by the database: of thousands of keys that are only compared, none becomes an object."""

    template = "CAST(%(expressions)s AS text)"
    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite keeps thirty-two digits."""
        sql, params = compiler.compile(self.source_expressions[0])
        parts = [f"substr({sql}, {start}, {length})" for start, length in _PARTS]
        return " || '-' || ".join(parts), list(params) * len(parts)


# Where the parts of a UUID begin among its digits, and how long they are.
_PARTS = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))

# Group roles whose holder must be where the group meets.
_LEADING = (GroupRole.Role.CHAIR, GroupRole.Role.VICE_CHAIR, GroupRole.Role.RAPPORTEUR)


@dataclass(frozen=True)
class ConflictLine:
    """A conflict, told. `sessions` are pairs of id and title; `severity` is what the conference has set; `people` are
    the ids of those concerned; `days` are those of the conference on which the sessions are."""

    kind: str
    severity: str
    label: str
    what: str
    advice: str
    sessions: tuple[tuple[str, str], ...]
    people: tuple[str, ...] = ()
    days: tuple[dt.date, ...] = ()

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK

    @property
    def text(self) -> str:
        """What is wrong, where, and what to do."""
        return f"{self.what} {self.advice}".strip()


def agenda_settings(conference: Conference) -> AgendaSettings:
    """The conference's settings; not saved where it has none yet."""
    found = AgendaSettings.objects.filter(conference=conference).first()
    return found or AgendaSettings(conference=conference)


def severities(settings: AgendaSettings) -> dict[str, str]:
    """The severity of every kind of conflict in a conference."""
    return {check.key: settings.severities.get(check.key, str(check.severity)) for check in conflict_checks}


def conflicts_of(conference: Conference, settings: AgendaSettings | None = None) -> list[ConflictLine]:
    """The conflicts of the working agenda, told for the secretariat: with the names of persons."""
    settings = settings or agenda_settings(conference)
    known = severities(settings)
    ignored = {kind for kind, severity in known.items() if severity == Severity.IGNORE}
    plan = plan_of(conference, settings, ignored)
    return _told(conference, plan, find_conflicts(plan, ignored), known)


# --- Loading ----------------------------------------------------------------------------------------------


def plan_of(
    conference: Conference, settings: AgendaSettings | None = None, ignored: Collection[str] = ()
) -> Plan:
    """The working agenda as plain data, in seven queries, and those of checks of upper floors that are not ignored.

    Cancelled and unscheduled sessions are left out.
    """
    settings = settings or agenda_settings(conference)
    rooms = list(
        Room.objects.of(conference).order_by().values_list(KeyText("pk"), "name", "capacity", "parallel_use")
    )
    opening, free = _hours(conference)
    return Plan(
        first_day=conference.starts_on,
        last_day=conference.ends_on,
        sessions=tuple(_Loader(conference).sessions()),
        shared_rooms=frozenset(key for key, _name, _seats, shared in rooms if shared),
        limits=Limits(
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
        names={key: name for key, name, _seats, _shared in rooms},
    )


class _Loader:
    """Reads the sessions of a conference with all that hangs on them, a query for each kind of row."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.roles = self._roles()
        self.led = self._led()
        self.shifts = self._shifts()
        items = Item.objects.filter(session__conference=conference, minutes__gt=0).order_by()
        self.minutes: dict[Any, int] = dict(items.values_list(KeyText("session")).annotate(Sum("minutes")))

    def _roles(self) -> dict[Any, list[PlannedRole]]:
        found: dict[Any, list[PlannedRole]] = defaultdict(list)
        rows = SessionRole.objects.filter(session__conference=self.conference)
        for session, person, role, status in rows.order_by("session", "position", "id").values_list(
            KeyText("session"), KeyText("person"), "role", "status"
        ):
            found[session].append(PlannedRole(person, role, status))
        return found

    def _led(self) -> dict[Any, list[PlannedRole]]:
        found: dict[Any, list[PlannedRole]] = defaultdict(list)
        rows = GroupRole.objects.filter(group__conference=self.conference, role__in=_LEADING)
        for group, person, role in rows.order_by().values_list(KeyText("group"), KeyText("person"), "role"):
            found[group].append(PlannedRole(person, role))
        return found

    def _shifts(self) -> dict[Any, list[PlannedShift]]:
        found: dict[Any, list[PlannedShift]] = defaultdict(list)
        rows = BoothShift.objects.of(self.conference).order_by("session", "position", "id")
        for session, source, relay, target, both_ways, interpreter, start, end in rows.values_list(
            KeyText("session"),
            "source_language",
            "relay",
            "target_language",
            "both_ways",
            KeyText("interpreter"),
            "start",
            "end",
        ):
            found[session].append(
                PlannedShift(relay or source, target, both_ways, interpreter or "", start, end)
            )
        return found

    def sessions(self) -> Iterable[PlannedSession]:
        rows = (
            Session.objects.of(self.conference)
            .scheduled()
            .exclude(status=Session.Status.CANCELLED)
            .order_by()
            .values_list(
                KeyText("pk"), "start", "end", "day", KeyText("room"), KeyText("working_group"), "kind", "title",
                "floor_languages", "listening_languages", "sign_up", "taken", "working_group__taken",
            )
        )  # fmt: skip
        for (
            key,
            start,
            end,
            day,
            room,
            group,
            kind,
            title,
            floor,
            listening,
            sign_up,
            taken,
            in_group,
        ) in rows:
            roles = (*self.roles.get(key, ()), *self.led.get(group, ()))
            shifts = tuple(self.shifts.get(key, ()))
            yield PlannedSession(
                id=key,
                start=start,
                end=end,
                day=day or self.conference.local(start).date(),
                room=room or "",
                people=_present(roles, shifts),
                kind=kind,
                title=title,
                group=group or "",
                roles=roles,
                shifts=shifts,
                floor=tuple(floor),
                listening=tuple(listening),
                item_minutes=self.minutes.get(key, 0),
                signed_up=max(taken if sign_up else 0, in_group or 0),
            )


def _present(roles: Iterable[PlannedRole], shifts: Iterable[PlannedShift]) -> frozenset[str]:
    """Who is in a session from its start to its end: all but interpreters, who are where their turns are."""
    with_turns = {shift.interpreter for shift in shifts}
    return frozenset(
        role.person
        for role in roles
        if not role.declined and not (role.role == SessionRole.Role.INTERPRETER and role.person in with_turns)
    )


def _hours(conference: Conference) -> tuple[dict[str, list[Hours]], dict[str, list[Hours]]]:
    """When rooms are open, and when persons are there."""
    opening: dict[str, list[Hours]] = defaultdict(list)
    free: dict[str, list[Hours]] = defaultdict(list)
    rows = Availability.objects.filter(Q(room__conference=conference) | Q(person__conference=conference))
    for room, person, start, end in rows.order_by().values_list(
        KeyText("room"), KeyText("person"), "start", "end"
    ):
        if room:
            opening[room].append((start, end))
        else:
            free[person].append((start, end))
    return dict(opening), dict(free)


# --- Telling ----------------------------------------------------------------------------------------------


def _told(
    conference: Conference, plan: Plan, found: list[Conflict], known: dict[str, str]
) -> list[ConflictLine]:
    """In words, in the language being read; one query, for the names of those concerned."""
    say = teller_of(conference, plan, found)
    present = {conflict.kind for conflict in found}
    # A kind's words are looked up once, not for each of its conflicts.
    kinds = {
        check.key: (check.tell or usual, str(check.label), str(check.advice))
        for check in conflict_checks
        if check.key in present
    }
    lines = []
    for conflict in found:
        tell, label, advice = kinds[conflict.kind]
        persons = (
            (conflict.subject, *conflict.people) if conflict.subject not in plan.names else conflict.people
        )
        lines.append(
            ConflictLine(
                kind=conflict.kind,
                severity=known[conflict.kind],
                label=label,
                what=tell(conflict, say),
                advice=advice,
                sessions=tuple((key, say.title(key)) for key in conflict.sessions),
                people=tuple(person for person in persons if person),
                days=tuple(dict.fromkeys(plan.by_id[key].conference_day for key in conflict.sessions)),
            )
        )
    return lines


def teller_of(conference: Conference, plan: Plan, found: Iterable[Conflict]) -> Teller:
    """Who can tell these conflicts: with the names of the persons in them."""
    wanted = {key for conflict in found for key in (conflict.subject, *conflict.people) if key}
    wanted -= plan.names.keys()
    people = {}
    if wanted:
        rows = Person.objects.of(conference).known().filter(pk__in=wanted).order_by()
        people = dict(rows.values_list(KeyText("pk"), "name"))
    return Teller(plan, people, conference.local)


def when(conference: Conference, start: dt.datetime | None, end: dt.datetime | None) -> str:
    """30.03. 10:00–11:30 in the conference's zone: short, for a line in a list of faults."""
    if start is None:
        return _("not scheduled")
    local = conference.local(start)
    text = f"{local:%d.%m. %H:%M}"
    return f"{text}–{conference.local(end):%H:%M}" if end else text
