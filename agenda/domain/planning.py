"""The working agenda as the conflict checks see it, and their findings as people read them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agenda.domain.conflicts import Conflict, Plan, PlannedSession, Severity, conflict_checks, find_conflicts
from agenda.models import AgendaSettings, GroupRole, Room, Session, SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person

# Group roles whose holder must be where the group meets.
_LEADING = (GroupRole.Role.CHAIR, GroupRole.Role.VICE_CHAIR, GroupRole.Role.RAPPORTEUR)


@dataclass(frozen=True)
class ConflictLine:
    """A conflict, told. `sessions` are pairs of id and title; `severity` is what the conference has set."""

    kind: str
    severity: str
    label: str
    text: str
    sessions: tuple[tuple[str, str], ...]

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCK


def agenda_settings(conference: Conference) -> AgendaSettings:
    """The conference's settings; not saved where it has none yet."""
    found = AgendaSettings.objects.filter(conference=conference).first()
    return found or AgendaSettings(conference=conference)


def severities(settings: AgendaSettings) -> dict[str, str]:
    """The severity of every kind of conflict in a conference."""
    return {check.key: settings.severities.get(check.key, str(check.severity)) for check in conflict_checks}


def plan_of(conference: Conference) -> Plan:
    """The working agenda as plain data, in four queries. Cancelled and unscheduled sessions are left out."""
    people: dict[Any, set[str]] = defaultdict(set)
    roles = SessionRole.objects.filter(session__conference=conference).exclude(
        status=SessionRole.Status.DECLINED
    )
    for session, person in roles.values_list("session", "person"):
        people[session].add(str(person))
    leaders: dict[Any, set[str]] = defaultdict(set)
    led = GroupRole.objects.filter(group__conference=conference, role__in=_LEADING)
    for group, person in led.values_list("group", "person"):
        leaders[group].add(str(person))
    rows = (
        Session.objects.of(conference)
        .scheduled()
        .exclude(status=Session.Status.CANCELLED)
        .order_by()
        .values_list("pk", "start", "end", "day", "room", "working_group")
    )
    shared = Room.objects.of(conference).filter(parallel_use=True).values_list("pk", flat=True)
    return Plan(
        first_day=conference.starts_on,
        last_day=conference.ends_on,
        sessions=tuple(
            PlannedSession(
                id=str(key),
                start=start,
                end=end,
                day=day or conference.local(start).date(),
                room=str(room or ""),
                people=frozenset(people[key] | leaders[group]),
            )
            for key, start, end, day, room, group in rows
        ),
        shared_rooms=frozenset(str(room) for room in shared),
        facts={"conference": str(conference.pk)},
    )


def conflicts_of(conference: Conference, settings: AgendaSettings | None = None) -> list[ConflictLine]:
    """The conflicts of the working agenda, told for the secretariat: with the names of persons."""
    known = severities(settings or agenda_settings(conference))
    ignored = [kind for kind, severity in known.items() if severity == Severity.IGNORE]
    return _told(conference, find_conflicts(plan_of(conference), ignored), known)


def _told(conference: Conference, found: list[Conflict], known: dict[str, str]) -> list[ConflictLine]:
    if not found:
        return []
    concerned = {key for conflict in found for key in conflict.sessions}
    sessions = {
        str(session.pk): session
        for session in Session.objects.of(conference).filter(pk__in=concerned).select_related("room")
    }
    subjects = {conflict.subject for conflict in found if conflict.subject}
    names: dict[str, str] = {}
    for row in (
        *Person.objects.of(conference).filter(pk__in=subjects),
        *Room.objects.of(conference).filter(pk__in=subjects),
    ):
        names[str(row.pk)] = str(row)
    lines = []
    for conflict in found:
        where = [sessions[key] for key in conflict.sessions]
        lines.append(
            ConflictLine(
                kind=conflict.kind,
                severity=known[conflict.kind],
                label=str(conflict_checks.get(conflict.kind).label),
                text=_sentence(conference, names.get(conflict.subject, ""), where),
                sessions=tuple((str(session.pk), str(session.title)) for session in where),
            )
        )
    return lines


def _sentence(conference: Conference, subject: str, sessions: Iterable[Session]) -> str:
    told = [
        _("“%(title)s” (%(when)s)")
        % {"title": session.title, "when": when(conference, session.start, session.end)}
        for session in sessions
    ]
    parts = _(" and ").join(told)
    return f"{subject}: {parts}" if subject else parts


def when(conference: Conference, start: dt.datetime | None, end: dt.datetime | None) -> str:
    """30.03. 10:00–11:30 in the conference's zone: short, for a line in a list of faults."""
    if start is None:
        return _("not scheduled")
    local = conference.local(start)
    text = f"{local:%d.%m. %H:%M}"
    return f"{text}–{conference.local(end):%H:%M}" if end else text
