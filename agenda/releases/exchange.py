"""The published agenda as a file, in any of its formats: for the command, and for the pages."""

from django.utils.translation import gettext as _

from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import published_agenda
from agenda.releases.registries import export_formats
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.web.errors import Refused


def require_agenda(conference: Conference, audience: Audience, *, internal: bool = False) -> ReleasedAgenda:
    """Return the latest release for an audience. Raises Refused if nothing has been published."""
    agenda = published_agenda(conference, audience, internal=internal)
    if agenda is None:
        raise Refused(_("The agenda has not been published yet: publish it first, then export it."))
    return agenda


def export_agenda(conference: Conference, *, format: str, language: str, internal: bool = False) -> bytes:
    """Return the latest release as a file. Raises Refused if there is none.

    As everyone may read it, or `internal`: for the secretariat alone, with closed sessions, all names, and
    the data of imported files beside our fields.
    """
    audience = Audience.SECRETARIAT if internal else Audience.PUBLIC
    agenda = require_agenda(conference, audience, internal=internal)
    with reading_in(language, *conference.languages):
        return export_formats.get(format).write(conference, agenda, language)
