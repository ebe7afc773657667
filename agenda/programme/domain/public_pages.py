"""Give the public site its pages of the agenda for search engines, and the number of the release."""

from collections.abc import Iterator
from typing import Any

from agenda.releases.domain.reader import published_agenda
from agenda.releases.models.release import AgendaRelease, label_in_words
from confman.conferences.models import Conference
from confman.people.privacy import Audience


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
