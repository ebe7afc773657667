"""Base of all that is made from the published agenda."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.http import Http404
from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedSession, ReleasedSpeaker
from agenda.releases.domain.reader import published_agenda
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
