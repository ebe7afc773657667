"""Portraits of speakers on the public pages."""

from collections.abc import Iterable

from agenda.releases.domain.read_model import ReleasedSpeaker
from confman.conferences.models import Conference
from confman.people.models import Person


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
