"""Exports are valid by the rules of each format, and read back the same."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import etree

from agenda.imports.exchange.importer import import_as_new, import_schedule
from agenda.imports.exchange.uploads import read_schedule
from agenda.releases.exchange import export_agenda
from agenda.releases.models import AgendaRelease
from agenda.releases.registries import export_formats
from agenda.sessions.domain.sessions import ItemRow, change_session, delete_session
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.agenda.export_comparison import without_runs
from tests.agenda.frab_rules import faults_of_json, faults_of_xml
from tests.agenda.programme.calendar_readers import Events, by_ical_js, by_icalendar, by_libical
from tests.factories import RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
Publish = Callable[..., AgendaRelease]


@pytest.fixture
def imported(conference: Conference, by: User, schedule_xml: str, publish: Publish) -> Conference:
    """The conference with the small schedule imported and published."""
    import_schedule(conference, read_schedule(schedule_xml.encode()), by=by)
    publish()
    return conference


@pytest.fixture
def hard(conference: Conference, by: User, at: Callable[..., dt.datetime], publish: Publish) -> Session:
    """A session with all that is hard: markup in texts, items, roles, no room, over midnight."""
    session: Session = SessionFactory(
        conference=conference,
        title={"en": "Smith & <Sons>: “ҳақ” ?> 🙂", "ru": "Заголовок"},
        description={"en": "First; second, third\nnew line"},
        start=at("23:30"),
        end=at("00:45", day=1),
        floor_languages=["ru", "en"],
    )
    change_session(session, by=by, revision=None, items=[ItemRow("One", minutes=15), ItemRow("Two")])
    SessionRoleFactory(session=session, role="chair", person__name={"en": "Chair, Person one"})
    SessionRoleFactory(session=session, item=session.items.first(), person__name={"en": "Item Speaker"})
    publish()
    return session


class TestXml:
    def test_it_keeps_the_rules_and_all_that_came_in(self, imported: Conference) -> None:
        root = etree.fromstring(export_agenda(imported, format="frab-xml", language="en"))
        assert faults_of_xml(root) == []
        event = root.find("day/room/event[@id='17']")
        assert event.get("guid") == "11111111-2222-3333-4444-555555555555"
        for tag, text in {
            "slug": "test2027-17-opening_words",
            "title": "Opening words",
            "subtitle": "A subtitle",
            "track": "Partnership",
            "type": "keynote",
            "language": "en",
            "abstract": "<p>An <b>abstract</b>.</p>",
            "description": "A description.",
            "feedback_url": "https://example.org/feedback/17",
            "recording/license": "CC BY 4.0",
        }.items():
            assert event.findtext(tag) == text, tag
        assert [(person.get("id"), person.text) for person in event.iterfind("persons/person")] == [
            ("5", "Anna Sample"),
            ("6", "Boris Sample"),
        ]
        link, attachment = event.find("links/link"), event.find("attachments/attachment")
        assert (link.get("href"), link.text) == ("https://example.org/paper", "The paper")
        assert (attachment.get("href"), attachment.get("type")) == (
            "https://example.org/slides.pdf",
            "application/pdf",
        )
        assert root.find("conference/track").get("slug") == "partnership"

    def test_after_midnight_stands_under_its_day(self, imported: Conference) -> None:
        root = etree.fromstring(export_agenda(imported, format="frab-xml", language="en"))
        (event,) = root.iterfind("day[@date='2027-03-31']/room/event")
        assert event.findtext("date") == "2027-04-01T00:30:00+05:00"

    def test_items_are_told_in_the_description_and_read_back_as_items(
        self, hard: Session, other_conference: Conference, by: User
    ) -> None:
        content = export_agenda(hard.conference, format="frab-xml", language="en", internal=True)
        root = etree.fromstring(content)
        assert faults_of_xml(root) == []
        description = root.findtext("day/room/event/description")
        assert "1. One (15′)" in description and "First; second" in description
        import_schedule(other_conference, read_schedule(content), by=by)
        copy = Session.objects.get(conference=other_conference)
        assert (
            str(copy.title) == str(hard.title) and str(copy.description) == "First; second, third\nnew line"
        )
        assert [(str(item), item.minutes) for item in copy.items.all()] == [("One", 15), ("Two", None)]
        assert {(str(role.person), role.role) for role in copy.roles.all()} == {
            ("Chair, Person one", "chair"),
            ("Item Speaker", "speaker"),
        }
        assert (copy.start, copy.end, copy.conference_day) == (hard.start, hard.end, hard.conference_day)

    def test_the_same_file_into_the_same_conference_changes_nothing(self, hard: Session, by: User) -> None:
        for name in ("frab-xml", "frab-json", "ics", "csv", "xlsx"):
            content = export_agenda(hard.conference, format=name, language="en", internal=True)
            report = import_schedule(hard.conference, read_schedule(content), by=by)
            assert (report.created, report.people, report.rooms) == (0, 0, 0), name
            assert hard.roles.count() == 2, name
        assert [str(item) for item in hard.items.all()] == ["One", "Two"]


@pytest.mark.parametrize("format", [each.key for each in export_formats])
def test_out_into_an_empty_conference_and_out_again_is_equal(
    imported: Conference, hard: Session, by: User, format: str
) -> None:
    first = export_agenda(imported, format=format, language="en", internal=True)
    slug = imported.slug
    imported.delete()
    report = import_as_new(slug, read_schedule(first), by=by, timezone="Asia/Tashkent")
    again = Conference.objects.get(slug=slug)
    call_command("publishagenda", slug, stdout=io.StringIO(), stderr=io.StringIO())
    second = export_agenda(again, format=format, language="en", internal=True)
    assert report.refused == []
    assert without_runs(second, format) == without_runs(first, format)


def test_json_keeps_the_rules(imported: Conference, hard: Session) -> None:
    document = json.loads(export_agenda(imported, format="frab-json", language="en"))
    assert faults_of_json(document) == []
    rooms = document["schedule"]["conference"]["days"][0]["rooms"]
    event = rooms["Hall & Foyer"][0]
    assert event["guid"] == "11111111-2222-3333-4444-555555555555" and event["id"] == 17
    assert rooms[""][0]["duration"] == "01:15"


def test_a_program_that_has_the_file_hears_of_other_days_of_the_conference(
    imported: Conference, client: Client
) -> None:
    address = reverse("agenda_public:schedule-xml", args=[imported.slug, "en"])
    had = client.get(address)
    assert client.get(address, headers={"If-None-Match": had["ETag"]}).status_code == 304
    imported.ends_on += dt.timedelta(days=1)
    imported.save()
    now = client.get(address, headers={"If-None-Match": had["ETag"]})
    root = etree.fromstring(now.content)
    assert root.findtext("conference/end") == imported.ends_on.isoformat()


@pytest.mark.parametrize("format", ["frab-xml", "frab-json"])
def test_a_number_that_nobody_can_count_is_not_written(
    conference: Conference, by: User, publish: Publish, schedule_xml: str, format: str
) -> None:
    endless = "9" * 5000
    content = schedule_xml.replace('event id="17"', f'event id="{endless}"')
    content = content.replace('person id="5"', f'person id="{endless}"')
    import_schedule(conference, read_schedule(content.encode()), by=by)
    publish()
    schedule = read_schedule(export_agenda(conference, format=format, language="en"))
    assert {event.id for event in schedule.events} == {"18", "19"}


@pytest.mark.parametrize("format", ["frab-xml", "frab-json"])
def test_a_night_in_which_the_clock_changes_is_as_long_as_it_is(
    conference: Conference, by: User, publish: Publish, format: str
) -> None:
    conference.timezone = "Europe/Berlin"
    conference.save()
    start = dt.datetime(2027, 3, 27, 23, tzinfo=dt.UTC)
    night = SessionFactory(conference=conference, start=start, end=start + dt.timedelta(hours=4))
    publish()
    schedule = read_schedule(export_agenda(conference, format=format, language="en"))
    assert schedule.events[0].length == dt.timedelta(hours=4)
    import_schedule(conference, schedule, by=by)
    night.refresh_from_db()
    assert night.duration == dt.timedelta(hours=4)


class TestCalendar:
    def read(self, conference: Conference, **options: Any) -> Any:
        calendar = Calendar.from_ical(export_agenda(conference, format="ics", language="en"))
        return {str(event["UID"]): event for event in calendar.walk("VEVENT")}

    def test_it_is_read_back_equal(self, hard: Session) -> None:
        content = export_agenda(hard.conference, format="ics", language="en")
        calendar = Calendar.from_ical(content)
        (event,) = calendar.walk("VEVENT")
        assert str(event["SUMMARY"]) == str(hard.title) and str(event["UID"]) == hard.guid
        assert event.decoded("DTSTART") == hard.start and event.decoded("DTEND") == hard.end
        assert event["DTSTART"].params["TZID"] == "Asia/Tashkent"
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tashkent"]
        assert event.decoded("SEQUENCE") == 0 and str(event["STATUS"]) == "CONFIRMED"
        assert "Chair: Chair, Person one" in str(event["DESCRIPTION"])
        assert b"\r\n" in content and all(len(line) <= 75 for line in content.split(b"\r\n"))

    @pytest.mark.parametrize("read", [by_ical_js, by_libical], ids=["ical.js", "libical"])
    def test_other_readers_read_the_same(
        self, imported: Conference, hard: Session, by: User, publish: Publish, read: Callable[[bytes], Events]
    ) -> None:
        for session in SessionFactory.create_batch(2, conference=imported):
            session.end = None
            session.save()
        publish()
        delete_session(session, by=by, revision=None)
        change_session(hard, by=by, revision=None, description={"en": "a, b; c\\d\nline " * 20})
        publish()
        content = export_agenda(imported, format="ics", language="en")
        ours = by_icalendar(content)
        assert len(ours) == 5 and {event["status"] for event in ours.values()} == {"CONFIRMED", "CANCELLED"}
        assert read(content) == ours

    def test_uid_stays_and_sequence_rises(
        self, hard: Session, by: User, at: Callable[..., dt.datetime], publish: Publish
    ) -> None:
        change_session(hard, by=by, revision=None, start=at("20:00"), end=at("21:00"))
        publish()
        event = self.read(hard.conference)[hard.guid]
        assert event.decoded("SEQUENCE") == 1

    def test_what_is_gone_is_cancelled(self, hard: Session, by: User, publish: Publish) -> None:
        conference, guid = hard.conference, hard.guid
        SessionFactory(conference=conference)
        delete_session(hard, by=by, revision=None)
        publish()
        event = self.read(conference)[guid]
        assert (str(event["STATUS"]), event.decoded("SEQUENCE")) == ("CANCELLED", 1)

    def test_texts_are_in_the_language_asked_for(self, hard: Session) -> None:
        content = export_agenda(hard.conference, format="ics", language="ru")
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        assert str(event["SUMMARY"]) == "Заголовок" and event["SUMMARY"].params["LANGUAGE"] == "ru"


class TestTable:
    def test_a_column_for_each_language_comes_in_again_unchanged(
        self, conference: Conference, by: User, publish: Publish
    ) -> None:
        room = RoomFactory(conference=conference, name={"en": "Hall", "uz": "Zal"})
        role = SessionRoleFactory(session__conference=conference, session__room=room, session__kind="panel")
        publish()
        content = export_agenda(conference, format="csv", language="en")
        (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        assert row["title_ru"] == role.session.title["ru"] and row["room_uz"] == "Zal"
        assert row["start"] == "2027-03-30 10:00" and row["kind"] == "panel"
        for format in ("csv", "xlsx"):
            content = export_agenda(conference, format=format, language="en")
            report = import_schedule(conference, read_schedule(content), by=by)
            assert (report.created, report.updated, report.unchanged, report.people) == (0, 0, 1, 0), format

    def test_what_looks_like_a_formula_is_text(self, conference: Conference, publish: Publish) -> None:
        SessionFactory(conference=conference, title={"en": "=1+1"})
        publish()
        assert "'=1+1" in export_agenda(conference, format="csv", language="en").decode("utf-8-sig")


class TestCommands:
    @pytest.mark.parametrize("format", [*(each.key for each in export_formats), "pdf", "docx"])
    def test_every_format_is_written(self, imported: Conference, tmp_path: Path, format: str) -> None:
        target = tmp_path / "out"
        call_command("exportagenda", imported.slug, format=format, language="ru", output=str(target))
        start = {"ics": b"BEGIN:VCAL", "frab-xml": b"<?xml", "frab-json": b"{", "csv": b"\xef\xbb\xbfguid",
                 "xlsx": b"PK", "pdf": b"%PDF", "docx": b"PK"}[format]  # fmt: skip
        assert target.read_bytes().startswith(start)

    @pytest.mark.parametrize(
        "options, said",
        [({}, "not been published"), ({"language": "fr"}, "no language “fr”")],
        ids=["nothing published", "no such language"],
    )
    @pytest.mark.parametrize("format", ["ics", "pdf"])
    def test_a_fault_is_one_clear_line(
        self, conference: Conference, options: dict[str, str], said: str, format: str
    ) -> None:
        with pytest.raises(CommandError) as refused:
            call_command("exportagenda", conference.slug, format=format, **options)
        assert said in str(refused.value)

    def test_checkagenda_has_a_line_for_each_and_fails_where_one_blocks(
        self, conference: Conference, by: User
    ) -> None:
        from agenda.conflicts.domain.severities import set_severities

        SessionFactory.create_batch(2, conference=conference, room=RoomFactory(conference=conference))
        output = io.StringIO()
        call_command("checkagenda", conference.slug, stdout=output)
        assert output.getvalue().startswith("warn\troom-twice\t")
        set_severities(conference, {"room-twice": "block"}, by=by)
        with pytest.raises(CommandError):
            call_command("checkagenda", conference.slug, stdout=output)
        with pytest.raises(CommandError) as refused:
            call_command("publishagenda", conference.slug, stdout=output, stderr=output)
        assert "block" in str(refused.value)

    def test_publishagenda_says_what_it_did(self, conference: Conference) -> None:
        SessionFactory(conference=conference)
        output = io.StringIO()
        call_command("publishagenda", conference.slug, label="final", stdout=output, stderr=output)
        assert "release 1 (final), 1 sessions; 1 new" in output.getvalue()
        assert SessionRole.objects.count() == 0
