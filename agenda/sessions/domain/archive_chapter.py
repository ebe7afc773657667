"""The agenda on the page of an archive."""

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference


def chapter_of_the_agenda(conference: Conference) -> tuple[str, list[tuple[str, str]]]:
    """Return the title, and day and hours, and title and room, of each session that took place, in order."""
    sessions = (
        Session.objects.filter(conference=conference)
        .taking_place()
        .exclude(start=None)
        .select_related("room")
    )
    lines = []
    for session in sessions.order_by("start", "guid"):
        start = conference.local(session.start)
        hours = time_format(start.time())
        if session.end:
            hours += f"–{time_format(conference.local(session.end).time())}"
        room = f" ({session.room.name})" if session.room else ""
        lines.append((f"{date_format(start.date())}, {hours}", f"{session.title}{room}"))
    return _("Agenda"), lines
