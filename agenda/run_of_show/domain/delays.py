"""What runs now and what comes next, for the secretariat on the days themselves."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from agenda.sessions.models.session import PAUSES, Session
from confman.conferences.models import Conference

MOST = 3


def current_sessions(conference: Conference, now: dt.datetime | None = None) -> list[Session]:
    """Return what runs at this moment and begins next today; a few, without pauses and cancelled sessions."""
    now = now or timezone.now()
    today = conference.local(now).date()
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=conference.zone)
    rows = (
        Session.objects.of(conference)
        .filter(start__gte=midnight - dt.timedelta(hours=12), start__lt=midnight + dt.timedelta(days=1))
        .exclude(status=Session.Status.CANCELLED)
        .exclude(kind__in=PAUSES)
        .select_related("room", "conference")
    )
    running = [row for row in rows if row.start <= now < (row.end or row.start)]
    coming = [row for row in rows if row.start > now]
    following = [row for row in coming if row.start == coming[0].start]
    return [*running, *following][:MOST]


def late_ones(conference: Conference, sessions: Iterable[Session]) -> set[str]:
    """Return ids of those that may still run late today: they have not ended yet. No query."""
    if not conference.starts_on <= conference.today() <= conference.ends_on:
        return set()
    now, today = timezone.now(), conference.today()
    return {
        str(session.pk)
        for session in sessions
        if session.start is not None
        and session.conference_day == today
        and (session.end or session.start) > now
        and session.status != Session.Status.CANCELLED
    }
