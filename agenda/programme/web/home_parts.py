"""Parts of the home page from the published agenda: the days, the speakers, the document."""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.programme.domain.public_pages import with_portrait
from agenda.releases.domain.read_model import ReleasedDay
from agenda.releases.domain.reader import published_agenda
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.people.privacy import Audience

MAX_SESSIONS = 5
MAX_SPEAKERS = 8


def programme_of(conference: Conference, language: str) -> list[dict[str, Any]]:
    """Return each day with its first main sessions, and how many more it has."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    return [_day(day) for day in agenda.days] if agenda else []


def _day(day: ReleasedDay) -> dict[str, Any]:
    sessions = [session for session in day.sessions if not (session.is_pause or session.cancelled)]
    # Plenary sessions come before those of groups.
    main = sorted(sessions, key=lambda session: session.group is not None)[:MAX_SESSIONS]
    return {
        "date": day.date,
        "starts": min((session.start for session in sessions), default=None),
        "ends": max((session.end for session in sessions if session.end), default=None),
        "sessions": sorted(main, key=attrgetter("start")),
        "more": len(sessions) - len(main),
    }


def speakers_of(conference: Conference, language: str) -> dict[str, Any] | None:
    """Return the first speakers, those with a portrait first, and how many there are."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    if agenda is None or not agenda.speakers:
        return None
    portraits = with_portrait(conference, agenda.speakers)
    ordered = sorted(agenda.speakers, key=lambda speaker: speaker.person.id not in portraits)
    return {"speakers": ordered[:MAX_SPEAKERS], "portraits": portraits, "count": len(agenda.speakers)}


def documents_of(conference: Conference, language: str) -> Iterator[Link]:
    """Yield the agenda as a document."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    if agenda:
        address = reverse("agenda_public:pdf", args=[conference.slug, language])
        yield Link(_("Agenda as PDF"), address, "file-earmark-pdf", agenda.label_in_words)
