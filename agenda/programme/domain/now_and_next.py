"""Find the current and the next session of each room. Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from agenda.releases.domain.read_model import CancelledSession, ReleasedRoom, ReleasedSession

# A session without an end is assumed to be over after this.
UNKNOWN = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class RoomNow:
    """A room at a moment: what is on (several, where a room holds several at once), and what comes next."""

    room: ReleasedRoom | None
    now: tuple[ReleasedSession, ...]
    next: tuple[ReleasedSession, ...]


def over_at(session: ReleasedSession | CancelledSession) -> dt.datetime:
    """Return when it is over; an assumed moment where it has no end."""
    return session.end or session.start + UNKNOWN


def now_and_next(
    sessions: Iterable[ReleasedSession], at: dt.datetime, day: dt.date, rooms: Iterable[ReleasedRoom]
) -> tuple[RoomNow, ...]:
    """Return rooms in the conference's order, without those where nothing but cancelled sessions is left on `day`.

    What comes next is the first session that has not begun, with all that begin at the same minute.
    """
    remaining = [
        session
        for session in sessions
        if not session.cancelled and over_at(session) > at and (session.day == day or session.start <= at)
    ]
    entries = []
    for room in (*rooms, None):
        in_room = [session for session in remaining if session.room == room]
        later = sorted(
            (session for session in in_room if session.start > at),
            key=lambda session_of_room: session_of_room.start,
        )
        entries.append(
            RoomNow(
                room=room,
                now=tuple(session for session in in_room if session.start <= at),
                next=tuple(session for session in later if session.start == later[0].start),
            )
        )
    return tuple(entry for entry in entries if entry.now or entry.next)
