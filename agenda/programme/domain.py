"""The published agenda: what is on now and next in each room, its public pages, portraits of speakers."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agenda.releases.domain.read_model import CancelledSession, ReleasedRoom, ReleasedSession, ReleasedSpeaker
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease, label_in_words
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience

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


def with_portrait(conference: Conference, speakers: Iterable[ReleasedSpeaker]) -> frozenset[str]:
    """Return the ids of those whose photo everyone may see. One query, or none.

    They chose to be public, have a photo, and have not declined that photographs of them be published.
    """
    people_keys = {speaker.person.id for speaker in speakers if speaker.personal and speaker.person.has_photo}
    if not people_keys:
        return frozenset()
    people = Person.objects.of(conference).filter(pk__in=people_keys)
    refusing = people.refusing_photographs().values_list("pk", flat=True)
    return frozenset(people_keys - set(map(str, refusing)))


def public_pages_of(conference: Conference) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each session that is not a break and was not cancelled, and each speaker who may be named."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    if agenda is None:
        return
    for session in agenda.sessions:
        if not session.is_pause and not session.cancelled:
            yield "agenda_public:session", {"session": session.id}
    for speaker in agenda.speakers:
        yield "agenda_public:speaker", {"person": speaker.person.id}


def release_in_words(conference: Conference) -> str:
    """Return which release readers find."""
    label = AgendaRelease.objects.filter(conference=conference).values_list("label", flat=True).first()
    return label_in_words(label or "")
