"""The back of a folded badge: what everyone attends, and where its holder has a role or a seat.

A badge is worn in public: of a session that is not for everyone it shows only that its holder is busy, and
when.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from agenda.core.domain.intervals import clock_hours
from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_agenda, selected_sessions
from agenda.releases.models import AgendaRelease
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.documents.domain.dates import document_day
from confman.people.privacy import Audience
from registrations.seats.models import Seat


@dataclass(frozen=True)
class AgendaLine:
    """A session on the badge; of a reserved one only the hours."""

    time: str
    title: str
    room: str = ""
    reserved: bool = False


@dataclass(frozen=True)
class AgendaDay:
    title: str
    sessions: tuple[AgendaLine, ...]


class BadgeAgendas:
    """The agendas of all holders, in a constant number of queries; all empty before the first release."""

    def __init__(self, conference: Conference, language: str) -> None:
        self.language = language
        self.session_ids: dict[str, set[str]] = defaultdict(set)
        self.open_sessions: dict[str, ReleasedSession] = {}
        self.reserved_sessions: dict[str, ReleasedSession] = {}
        self.common_ids: set[str] = set()
        self._lines: dict[str, AgendaLine] = {}
        release = AgendaRelease.objects.latest_of(conference)
        agenda = published_agenda(conference, Audience.PUBLIC, release=release) if release else None
        if release is None or agenda is None:
            return
        self.open_sessions = {session.id: session for session in agenda.sessions if not session.cancelled}
        self.common_ids = {key for key, session in self.open_sessions.items() if _for_everyone(session)}
        for row in release.content["sessions"]:
            for role in row["roles"]:
                self.session_ids[role["person"]].add(row["id"])
        self._add_seats(conference)
        reserved_ids = {key for keys in self.session_ids.values() for key in keys} - self.open_sessions.keys()
        if reserved_ids:
            reserved = selected_sessions(release, reserved_ids, Audience.PUBLIC, closed_too=True)
            self.reserved_sessions = {
                session.id: session for session in reserved.sessions if not session.cancelled
            }

    def _add_seats(self, conference: Conference) -> None:
        session_ids_by_group: dict[UUID | None, list[str]] = defaultdict(list)
        rows = Session.objects.of(conference).filter(working_group__isnull=False)
        for key, group in rows.values_list("pk", "working_group"):
            session_ids_by_group[group].append(str(key))
        seats = Seat.objects.of(conference).seated()
        for person, session, group in seats.values_list("registration__person", "session", "group"):
            self.session_ids[str(person)].update([str(session)] if session else session_ids_by_group[group])

    def of(self, person: UUID | str) -> tuple[AgendaDay, ...]:
        """Return the days of one holder, by the person's id."""
        sessions = [
            (self.open_sessions.get(key) or self.reserved_sessions[key])
            for key in self.common_ids | self.session_ids.get(str(person), set())
            if key in self.open_sessions or key in self.reserved_sessions
        ]
        sessions.sort(key=lambda session: (session.start, session.id))
        days: dict[dt.date, list[AgendaLine]] = {}
        for session in sessions:
            days.setdefault(session.day, []).append(self._line(session))
        return tuple(
            AgendaDay(document_day(day, self.language), tuple(dict.fromkeys(lines)))
            for day, lines in days.items()
        )

    def _line(self, session: ReleasedSession) -> AgendaLine:
        if session.id not in self._lines:
            time = clock_hours(session.start, session.end)
            self._lines[session.id] = (
                AgendaLine(time, str(session.title), str(session.room or ""))
                if session.id in self.open_sessions
                else AgendaLine(time, _("Reserved"), reserved=True)
            )
        return self._lines[session.id]


def _for_everyone(session: ReleasedSession) -> bool:
    """Tell whether it is neither a pause, nor held in parallel with others, nor one with sign-up or a group."""
    is_chosen = session.sign_up or session.group is not None or session.kind in CHOSEN
    return not session.is_pause and not is_chosen


CHOSEN = frozenset({Session.Kind.PARALLEL, Session.Kind.WORKING_GROUP, Session.Kind.SIDE_EVENT})
