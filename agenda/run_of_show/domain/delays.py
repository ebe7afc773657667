"""Find current and next sessions and their delays for the secretariat on the days themselves."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference

# So many sessions are offered as those that run late.
MAX_SHOWN = 3


def current_sessions(conference: Conference) -> list[Session]:
    """Return what runs at this moment and begins next today; a few, without pauses and cancelled sessions."""
    running, coming = _running_and_coming(conference, timezone.now())
    following = [row for row in coming if row.start == coming[0].start]
    return [*running, *following][:MAX_SHOWN]


def rooms_now(conference: Conference) -> list[tuple[Room | None, list[Session], list[Session]]]:
    """Return each room where something is left today, with what runs there and what begins there next.

    In the order of the rooms, what has none last; nothing but on the days of the conference. One query.
    """
    if conference.phase() != "during":
        return []
    running, coming = _running_and_coming(conference, timezone.now())
    rooms: dict[Room | None, tuple[list[Session], list[Session]]] = {}
    for row in running:
        rooms.setdefault(row.room, ([], []))[0].append(row)
    for row in coming:
        following = rooms.setdefault(row.room, ([], []))[1]
        if not following or following[0].start == row.start:
            following.append(row)
    ordered = sorted(rooms, key=lambda room: (room is None, room.position if room else 0))
    return [(room, *rooms[room]) for room in ordered]


def _running_and_coming(conference: Conference, now: dt.datetime) -> tuple[list[Session], list[Session]]:
    """Return what runs at this moment, and what is to begin today, by the hour; no pauses, nothing cancelled."""
    today = conference.local(now).date()
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=conference.zone)
    rows = (
        Session.objects.of(conference)
        .filter(start__gte=midnight - dt.timedelta(hours=12), start__lt=midnight + dt.timedelta(days=1))
        .spoken_in()
        .select_related("room", "conference")
        .order_by("start", "room__position", "pk")
    )
    running = [row for row in rows if row.start <= now < (row.end or row.start)]
    return running, [row for row in rows if row.start > now]


def late_sessions(conference: Conference, sessions: Iterable[Session]) -> set[str]:
    """Return ids of the sessions that may still run late today: they have not ended yet. No query."""
    if not conference.starts_on <= conference.today() <= conference.ends_on:
        return set()
    now, today = timezone.now(), conference.today()
    return {
        str(session.pk)
        for session in sessions
        if session.start is not None
        and session.conference_day == today
        and (session.end or session.start) > now
        and not session.is_cancelled
    }
