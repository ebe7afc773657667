"""Compute a person's attendance from the scans: for certificates, and for the mails about them.

Where sessions were scanned, at their own doors or at the doors of their rooms, it is measured in hours: those
of the sessions that were recorded at all, parallel ones once, since nobody can sit in two. Where only the
entrance or meals were scanned, it is measured in days: those on which anybody was recorded. Pauses and
cancelled sessions do not count.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agenda.releases.domain.publication import draft_release
from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.web.errors import Refused
from registrations.attendance.models import Checkpoint, CheckpointKind, CheckpointMode, Direction, Scan
from registrations.core.models.registration import Registration

Interval = tuple[dt.datetime, dt.datetime]
# A person who comes to the door of a room this early comes for the session that follows.
BEFOREHAND = dt.timedelta(minutes=30)
# The share of a session to be sat through in a room that counts in and out.
SAT_THROUGH = 0.5

HOURS, DAYS = "hours", "days"


@dataclass(frozen=True)
class Attendance:
    """A person's attendance: `sessions` in their order, `minutes` of `of_minutes`, `days` of `of_days`.

    `basis` says which of the two the share is computed from.
    """

    basis: str
    minutes: int = 0
    of_minutes: int = 0
    sessions: tuple[ReleasedSession, ...] = ()
    days: tuple[dt.date, ...] = ()
    of_days: int = 0

    @property
    def percent(self) -> int:
        """Return 0 to 100, rounded down, so that a share is reached only in full."""
        part, whole = (
            (self.minutes, self.of_minutes) if self.basis == HOURS else (len(self.days), self.of_days)
        )
        return min(100, 100 * part // whole) if whole else 0

    def __str__(self) -> str:
        """Return "7 h 30 min of 12 h 00 min" or "1 of 2 days"."""
        if self.basis == HOURS:
            return _("%(part)s of %(whole)s") % {
                "part": hours_and_minutes(self.minutes),
                "whole": hours_and_minutes(self.of_minutes),
            }
        return _("%(part)d of %(whole)d days") % {"part": len(self.days), "whole": self.of_days}

    def frozen(self) -> dict[str, Any]:
        """Return it as a certificate keeps it, unaffected by later changes of the agenda."""
        return {
            "basis": self.basis,
            "percent": self.percent,
            "minutes": self.minutes,
            "of_minutes": self.of_minutes,
            "sessions": [
                {"title": dict(session.title), "day": session.day.isoformat()}
                for session in self.sessions
                if session.visibility != Session.Visibility.CLOSED
            ],
            "days": [day.isoformat() for day in self.days],
            "of_days": self.of_days,
        }


def hours_and_minutes(minutes: int) -> str:
    """Return "7 h 30 min"."""
    text = _("%(hours)d h %(minutes)02d min") if minutes % 60 else _("%(hours)d h")
    return text % {"hours": minutes // 60, "minutes": minutes % 60}


def minutes_covered(intervals: Iterable[Interval]) -> int:
    """Return the minutes in which at least one of them was going on: overlaps count once."""
    total, covered_until = dt.timedelta(), None
    for start, end in sorted(intervals):
        begin = start if covered_until is None else max(start, covered_until)
        if end > begin:
            total += end - begin
            covered_until = end
    return round(total.total_seconds() / 60)


@dataclass
class _Tally:
    """The sum of one person's scans."""

    sessions: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    sightings: dict[UUID, list[tuple[dt.datetime, str]]] = field(default_factory=lambda: defaultdict(list))


class AttendanceReader:
    """Reads the records of a conference. What is common to everybody is read once, in a few queries."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference
        self.sessions = {session.id: session for session in _sessions(conference)}
        self.checkpoints = {row.pk: row for row in Checkpoint.objects.of(conference)}
        self.sessions_at = {key: self._sessions_at(row) for key, row in self.checkpoints.items()}
        admitted = Scan.objects.of(conference).admitted()
        moments = admitted.order_by().values_list("checkpoint").distinct()
        days = defaultdict(set)
        # One that was opened since they were read is there with the next reading.
        for checkpoint in {key for (key,) in moments} & self.checkpoints.keys():
            scans = admitted.filter(checkpoint=checkpoint).order_by()
            days[checkpoint] = {
                moment.date() for moment in scans.datetimes("at", "day", tzinfo=conference.zone)
            }
        self.days = sorted({day for dates in days.values() for day in dates})
        self.recorded = {
            session.id
            for checkpoint, dates in days.items()
            for session in self.sessions_at[checkpoint]
            if self.checkpoints[checkpoint].kind == CheckpointKind.SESSION or session.day in dates
        }
        self.of_minutes = minutes_covered(_interval(self.sessions[key]) for key in self.recorded)

    def of(self, registration: Registration) -> Attendance:
        """Return that of one registration."""
        return self.all([registration.pk]).get(registration.pk) or self._attendance(_Tally())

    def all(self, registrations: Collection[UUID] | None = None) -> dict[UUID, Attendance]:
        """Return it by registration, for everybody with a record, or for some; one query."""
        scans = Scan.objects.of(self.conference).admitted().filter(registration__isnull=False)
        if registrations is not None:
            scans = scans.filter(registration__in=registrations)
        tallies: dict[UUID, _Tally] = defaultdict(_Tally)
        rows = scans.order_by("at").values_list("registration", "checkpoint", "at", "direction")
        for registration, checkpoint, at, direction in rows.iterator(chunk_size=5000):
            self._note(tallies[registration], self.checkpoints.get(checkpoint), at, direction)
        return {registration: self._attendance(tally) for registration, tally in tallies.items()}

    def _note(self, tally: _Tally, checkpoint: Checkpoint | None, at: dt.datetime, direction: str) -> None:
        tally.days.add(self.conference.local(at).date())
        if checkpoint is None:
            return
        if checkpoint.kind == CheckpointKind.SESSION:
            tally.sessions |= {session.id for session in self.sessions_at[checkpoint.pk]}
        elif checkpoint.kind == CheckpointKind.ROOM:
            tally.sightings[checkpoint.pk].append((at, direction))

    def _sessions_at(self, checkpoint: Checkpoint) -> list[ReleasedSession]:
        """Return the sessions that a checkpoint records: its own, or those in its room."""
        if checkpoint.kind == CheckpointKind.SESSION:
            session = self.sessions.get(str(checkpoint.session_id))
            return [session] if session else []
        # A checkpoint of a room need not name the room; then it records days.
        room = checkpoint.room_id
        if checkpoint.kind != CheckpointKind.ROOM or room is None:
            return []
        return [row for row in self.sessions.values() if row.room and row.room.id == str(room)]

    def _attendance(self, tally: _Tally) -> Attendance:
        attended = set(tally.sessions)
        for key, sightings in tally.sightings.items():
            checkpoint = self.checkpoints[key]
            attended |= {
                session.id
                for session in self.sessions_at[key]
                if _was_in(session, sightings, counts_out=checkpoint.mode == CheckpointMode.IN_OUT)
            }
        sessions = sorted(
            (self.sessions[key] for key in attended), key=lambda session: (session.start, session.id)
        )
        return Attendance(
            basis=HOURS if self.of_minutes else DAYS,
            minutes=minutes_covered(_interval(session) for session in sessions),
            of_minutes=self.of_minutes,
            sessions=tuple(sessions),
            days=tuple(sorted(tally.days)),
            of_days=len(self.days),
        )


def _sessions(conference: Conference) -> list[ReleasedSession]:
    """Return those of the published agenda, else of the working one; none if nothing is scheduled."""
    release = AgendaRelease.objects.latest_of(conference)
    if release is None:
        try:
            release = draft_release(conference)
        except Refused:
            return []
    agenda = published_agenda(conference, Audience.SECRETARIAT, release=release)
    if agenda is None:
        return []
    return [session for session in agenda.sessions if not session.is_pause and not session.cancelled]


def _interval(session: ReleasedSession) -> Interval:
    return session.start, session.end or session.start


def _was_in(session: ReleasedSession, sightings: list[tuple[dt.datetime, str]], *, counts_out: bool) -> bool:
    """Tell whether someone who passed the door of a room at these moments was in a session there."""
    start, end = _interval(session)
    if not counts_out:
        return any(start - BEFOREHAND <= at <= end for at, _direction in sightings)
    # Each day begins outside: a person not recorded as leaving in the evening is outside the next morning.
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    of_the_day = [sighting for sighting in sightings if sighting[0] >= midnight]
    inside, came_at = dt.timedelta(), None
    for at, direction in [*of_the_day, (end, Direction.OUT)]:
        if direction == Direction.IN:
            came_at = at if came_at is None else came_at
        elif came_at is not None:
            inside += max(min(at, end) - max(came_at, start), dt.timedelta())
            came_at = None
    return inside >= (end - start) * SAT_THROUGH and inside > dt.timedelta()
