"""The published agenda as a file, in any of its formats: for the command, and for the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import published_agenda
from confman.conferences.models import Conference
from confman.people.privacy import Audience
from confman.registries import ref
from confman.translation.reading_language import reading_in
from confman.web.errors import Refused


@dataclass(frozen=True)
class ExportFormat:
    """A file format for the agenda's data; `write(conference, agenda, language)`."""

    key: str
    label: Any
    content_type: str
    extension: str
    write: Callable[[Conference, ReleasedAgenda, str], bytes]


_WRITERS = "agenda.programme.exchange.writers"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = (
    ("ics", gettext_lazy("Calendar (iCalendar)"), "text/calendar; charset=utf-8", "ics", "calendar"),
    ("frab-xml", gettext_lazy("Data (XML)"), "application/xml; charset=utf-8", "xml", "frab_xml"),
    ("frab-json", gettext_lazy("Data (JSON)"), "application/json; charset=utf-8", "json", "frab_json"),
    ("csv", gettext_lazy("Table (CSV)"), "text/csv; charset=utf-8", "csv", "csv"),
    ("xlsx", gettext_lazy("Table (Excel)"), _SHEET, "xlsx", "xlsx"),
)
EXPORT_FORMATS = {
    key: ExportFormat(key, label, content_type, extension, ref(f"{_WRITERS}:{write}"))
    for key, label, content_type, extension, write in _ROWS
}


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
        return EXPORT_FORMATS[format].write(conference, agenda, language)
