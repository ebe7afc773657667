"""The formats in which an agenda is written, each called alike: (conference, agenda, language) -> the file."""

from agenda.programme.exchange.calendar_writer import write_calendar
from agenda.programme.exchange.frab_writers import write_frab_json, write_frab_xml
from agenda.programme.exchange.from_release import schedule_of
from agenda.programme.exchange.spreadsheets import agenda_sheet
from agenda.releases.domain.read_model import ReleasedAgenda
from confman.conferences.models import Conference
from confman.documents.rendering.spreadsheets import render_csv, render_xlsx


def calendar(conference: Conference, agenda: ReleasedAgenda, language: str) -> bytes:
    """Write iCalendar (RFC 5545)."""
    return write_calendar(conference, agenda, language=language)


def frab_xml(conference: Conference, agenda: ReleasedAgenda, language: str) -> bytes:
    """Write the XML of Pentabarf, frab and pretalx."""
    return write_frab_xml(schedule_of(conference, agenda, language=language))


def frab_json(conference: Conference, agenda: ReleasedAgenda, language: str) -> bytes:
    """Write the JSON of frab and pretalx."""
    return write_frab_json(schedule_of(conference, agenda, language=language))


def csv(conference: Conference, agenda: ReleasedAgenda, language: str) -> bytes:
    """Write a table with a column for each language; without its byte order mark Excel assumes another encoding."""
    return render_csv(agenda_sheet(conference, agenda))


def xlsx(conference: Conference, agenda: ReleasedAgenda, language: str) -> bytes:
    """Write the same table as a spreadsheet."""
    return render_xlsx([agenda_sheet(conference, agenda)])
