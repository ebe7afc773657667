"""Files of other programs, as they are: what we have no field for never keeps a session out."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from agenda.imports.exchange.uploads import read_schedule
from agenda.sessions.models.session import Session
from confman.people.models import Person
from tests.fuzz.samples import CALENDAR, FOSDEM_2007, SCHEDULE

pytestmark = pytest.mark.django_db


def test_a_calendar_of_another_program_comes_in_whole(conference: Any, tmp_path: Any) -> None:
    """GEO, REQUEST-STATUS, alarms, an attachment in the file itself, several of one name."""
    file = tmp_path / "calendar.ics"
    file.write_bytes(CALENDAR)
    call_command("importagenda", conference.slug, str(file))
    assert {str(session.title) for session in Session.objects.all()} == {"Opening", "Closing"}


def test_fosdems_schedule_of_2007_has_its_events_straight_under_the_day(
    conference: Any, tmp_path: Any
) -> None:
    file = tmp_path / "schedule.xml"
    file.write_bytes(FOSDEM_2007)
    call_command("importagenda", conference.slug, str(file))
    rooms = {str(session.title): session.room and str(session.room) for session in Session.objects.all()}
    assert rooms == {"Welcome": "Janson", "Without a room": None}


MARKED = (
    "\ufeffTitle,Date,Start,Name,Text\nOpening,2027-03-30,09:00,Anna,Act\n".encode()
    + b"Closing,2027-03-30,10:00,\xe9,Act\n"
)


@pytest.mark.parametrize("command", ["importagenda", "importpeople", "importrecommendations"])
def test_a_mark_of_utf8_and_one_foreign_byte_are_said_with_their_line(
    conference: Any, tmp_path: Any, command: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(MARKED)
    with pytest.raises(CommandError, match="Line 3: "):
        call_command(command, conference.slug, str(file))


@pytest.mark.parametrize(
    "route",
    [
        "agenda_secretariat:import", "registrations_secretariat:import", "registrations_secretariat:invitee-import",
        "outcomes_secretariat:table-import",
    ],
)  # fmt: skip
def test_and_on_the_pages_at_the_file(conference: Any, owner_client: Any, route: str) -> None:
    page = owner_client.post(
        reverse(route, args=[conference.slug]), {"file": SimpleUploadedFile("list.csv", MARKED)}
    )
    assert page.status_code == 200
    assert "Line 3: " in page.content.decode()


def test_what_another_program_brought_can_be_published_and_fetched(
    conference: Any, tmp_path: Any, client: Any
) -> None:
    """A link of an imported session, a room and a speaker: each has a calendar of its own."""
    file = tmp_path / "schedule.xml"
    file.write_bytes(SCHEDULE)
    call_command("importagenda", conference.slug, str(file))
    call_command("publishagenda", conference.slug)
    session, person = Session.objects.get(), Person.objects.get()
    assert session.links
    for route, *more in (
        ("calendar",), ("day-calendar", "2027-03-30"), ("room-calendar", session.room_id),
        ("theme-calendar", session.theme_id), ("session-calendar", session.pk), ("speaker-calendar", person.pk),
        ("speaker", person.pk), ("session", session.pk),
    ):  # fmt: skip
        page = client.get(reverse(f"agenda_public:{route}", args=[conference.slug, "en", *more]))
        assert page.status_code == 200, route


@pytest.mark.parametrize(("offset", "hour"), [("+0900", 19), ("-0500", 9)])
def test_a_zone_of_the_same_name_is_that_of_its_own_file(offset, hour):
    """Calendars of offices call theirs alike: what one file says of it holds for no other."""
    for written in ("+0300", offset):
        zone = (
            "BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n"
            f"TZOFFSETFROM:{written}\r\nTZOFFSETTO:{written}\r\nTZNAME:E\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
        )
        content = (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{zone}BEGIN:VEVENT\r\nUID:1@x\r\n"
            "DTSTAMP:20270101T000000Z\r\nDTSTART;TZID=Customized Time Zone:20270330T040000\r\n"
            "DTEND;TZID=Customized Time Zone:20270330T050000\r\nSUMMARY:S\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        (read,) = read_schedule(content.encode()).events
    assert read.start.astimezone(dt.UTC).hour == hour
