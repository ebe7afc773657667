"""Agenda items as they were published: what readers outside the secretariat know of the agenda."""

from dataclasses import dataclass
from uuid import UUID

from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedItem, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from confman.conferences.models import Conference
from confman.people.privacy import Audience


@dataclass(frozen=True)
class AgendaItemReference:
    """An item with the number and title of the latest release, and the session in which it stands there."""

    item: ReleasedItem
    session: ReleasedSession

    def __str__(self) -> str:
        return f"{self.item.number}. {self.item.title}"


def published_items(conference: Conference, audience: Audience) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of the latest release that these readers may see, in its order; none without one.

    Two queries, whatever the size.
    """
    return items_of_release(published_agenda(conference, audience))


def items_of_release(agenda: ReleasedAgenda | None) -> dict[UUID, AgendaItemReference]:
    """Return the numbered items of a release as it was read."""
    return {
        UUID(item.id): AgendaItemReference(item, session)
        for session in (agenda.sessions if agenda else ())
        for item in session.items
        if item.number is not None
    }
