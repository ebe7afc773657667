"""Base of all that is made from the published agenda, and its parts of the home page."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any, TypeVar

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from agenda.programme.domain import with_portrait
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedDay, ReleasedSession, ReleasedSpeaker
from agenda.releases.domain.reader import published_agenda
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.conferences.web.base import PublicMixin
from confman.people.privacy import Audience

Row = TypeVar("Row")


def row_or_404(row: Row | None, missing: str) -> Row:
    """Return the row. Raises Http404 with a sentence if it is None."""
    if row is None:
        raise Http404(missing)
    return row


def of_id(rows: Iterable[Any], key: object) -> Any:
    """Return the row of that id, if there is one."""
    return next((row for row in rows if row.id == str(key)), None)


class PublishedAgendaMixin(PublicMixin):
    """A page or file made from the latest release, as the public may read it."""

    permission = "agenda.view_agenda"

    def agenda(self) -> ReleasedAgenda | None:
        """Return the latest release; None before the first."""
        return published_agenda(self.conference, Audience.PUBLIC)

    def require_agenda(self) -> ReleasedAgenda:
        return row_or_404(self.agenda(), _("The agenda has not been published yet."))

    def session_in(self, agenda: ReleasedAgenda) -> ReleasedSession:
        """Return the session of the address."""
        session = agenda.session(str(self.kwargs["session"]))
        return row_or_404(session, _("There is no such session in the published agenda."))

    def speaker_in(self, agenda: ReleasedAgenda) -> ReleasedSpeaker:
        """Return the speaker of the address."""
        speaker = agenda.speaker(str(self.kwargs["person"]))
        return row_or_404(speaker, _("There is no such speaker in the published agenda."))


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
    ordered = sorted(agenda.speakers_by_name(), key=lambda speaker: speaker.person.id not in portraits)
    return {"speakers": ordered[:MAX_SPEAKERS], "portraits": portraits, "count": len(agenda.speakers)}


def documents_of(conference: Conference, language: str) -> Iterator[Link]:
    """Yield the agenda as a document."""
    agenda = published_agenda(conference, Audience.PUBLIC)
    if agenda:
        address = reverse("agenda_public:pdf", args=[conference.slug, language])
        yield Link(_("Agenda as PDF"), address, "file-earmark-pdf", agenda.label_in_words)
