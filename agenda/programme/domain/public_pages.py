"""Give the public site its pages for search engines, the number of the release, and portraits of speakers."""

from collections.abc import Iterable, Iterator
from typing import Any

from agenda.releases.domain.read_model import ReleasedSpeaker
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease, label_in_words
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.privacy import Audience


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
