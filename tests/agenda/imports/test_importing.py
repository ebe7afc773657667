"""Schedules come in: whole, again without duplicates, or not at all; and nothing dangerous is read."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agenda.imports.exchange.importer import ScheduleRefused, import_schedule
from agenda.imports.exchange.uploads import read_schedule
from agenda.materials.models import Material
from agenda.programme.exchange.schedule import (
    UnreadableSchedule,
    parse_date,
    parse_duration,
    parse_moment,
    parse_time,
)
from agenda.rooms.models import Room
from agenda.sessions.domain.frame import create_initial_agenda
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference, Theme
from confman.people.models import Listing, Person

pytestmark = pytest.mark.django_db


def bring_in(conference: Conference, content: str | bytes, by: User, **options: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return import_schedule(conference, read_schedule(raw), by=by, **options)


def test_everything_an_event_says_is_kept(conference: Conference, by: User, schedule_xml: str) -> None:
    report = bring_in(conference, schedule_xml, by)
    assert (report.created, report.people, report.rooms, report.themes) == (2, 2, 2, 1)
    session = Session.objects.get(guid="11111111-2222-3333-4444-555555555555")
    assert str(session.title) == "Opening words" and str(session.subtitle) == "A subtitle"
    assert (
        str(session.summary) == "<p>An <b>abstract</b>.</p>" and str(session.description) == "A description."
    )
    assert session.start == dt.datetime(2027, 3, 30, 5, tzinfo=dt.UTC)
    assert session.duration == dt.timedelta(minutes=90)
    assert str(session.room) == "Hall & Foyer" and str(session.theme) == "Partnership"
    assert session.kind == "plenary" and session.floor_languages == ["en"]
    assert session.links == [{"url": "https://example.org/paper", "title": "The paper", "type": ""}]
    assert session.extra["slug"] == "test2027-17-opening_words" and session.extra["id"] == "17"
    assert session.extra["xml"]["recording"] == [{"license": ["CC BY 4.0"], "optout": ["true"]}]
    assert session.extra["xml"]["somethingnew"] == [{"@level": "2", "#text": "kept", "inner": ["too"]}]
    assert Theme.objects.get().colour == "#123456"
    material = Material.objects.get()
    assert (material.link, str(material.title), material.media_type) == (
        "https://example.org/slides.pdf",
        "Slides",
        "application/pdf",
    )
    roles = SessionRole.objects.filter(session=session)
    assert [str(role.person) for role in roles] == ["Anna Sample", "Boris Sample"]
    assert {role.status for role in roles} == {"confirmed"}, (
        "who stands in a published programme has said yes"
    )
    assert set(Person.objects.values_list("listing", flat=True)) == {Listing.PARTICIPANTS}, "never public"


def test_after_midnight_belongs_to_the_day_before(
    conference: Conference, by: User, schedule_xml: str
) -> None:
    bring_in(conference, schedule_xml, by)
    session = Session.objects.get(title__en="After midnight")
    assert session.conference_day == dt.date(2027, 3, 31)
    assert conference.local(session.start).date() == dt.date(2027, 4, 1)


def test_again_changes_nothing_and_doubles_nobody(
    conference: Conference, by: User, schedule_xml: str
) -> None:
    bring_in(conference, schedule_xml, by)
    report = bring_in(conference, schedule_xml, by)
    assert (report.created, report.updated, report.unchanged, report.people) == (0, 0, 2, 0)
    assert (Person.objects.count(), SessionRole.objects.count(), Room.objects.count()) == (2, 3, 2)
    assert set(Session.objects.values_list("revision", flat=True)) == {1}


def test_what_changed_is_updated_by_guid_and_edits_elsewhere_stay(
    conference: Conference, by: User, schedule_xml: str
) -> None:
    bring_in(conference, schedule_xml, by)
    session = Session.objects.get(title__en="Opening words")
    session.title = {**session.title, "ru": "Вступительное слово"}
    session.online_link = "https://meet.example.org"
    session.save()
    own = SessionRole.objects.create(
        session=session,
        person=Person.objects.create(conference=conference, name={"en": "Chair"}),
        role="chair",
    )
    changed = schedule_xml.replace("Opening words", "Opening").replace("10:00:00", "11:00:00", 1)
    changed = changed.replace('<person id="6">Boris Sample</person>', '<person id="7">Clara Sample</person>')
    report = bring_in(conference, changed, by)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    session.refresh_from_db()
    assert session.title == {"en": "Opening", "ru": "Вступительное слово"}
    assert session.online_link == "https://meet.example.org"
    assert session.start == dt.datetime(2027, 3, 30, 6, tzinfo=dt.UTC)
    names = [str(role.person) for role in session.roles.all()]
    assert sorted(names) == ["Anna Sample", "Chair", "Clara Sample"]
    assert SessionRole.objects.filter(pk=own.pk).exists(), "a role given here is not the file's to take"


def test_without_guid_the_number_of_the_event_tells_it(
    conference: Conference, by: User, schedule_xml: str
) -> None:
    without = schedule_xml.replace(' guid="11111111-2222-3333-4444-555555555555"', "")
    bring_in(conference, without, by)
    assert bring_in(conference, without, by).unchanged == 2
    assert Session.objects.count() == 2


def test_of_two_with_one_name_whom_the_file_tells_apart_two_are_made(
    conference: Conference, by: User, schedule_xml: str
) -> None:
    twins = schedule_xml.replace("Boris Sample", "Anna Sample")
    for _again in range(2):
        bring_in(conference, twins, by)
        assert Person.objects.filter(name__en="Anna Sample").count() == 2


def test_a_local_time_is_in_the_zone_that_is_said(conference: Conference, by: User) -> None:
    local = """<schedule><conference><title>T</title></conference><day index="1" date="2027-03-30"><room name="R">
    <event id="1"><start>09:00</start><duration>01:00</duration><title>X</title></event></room></day></schedule>"""
    report = bring_in(conference, local, by, timezone="Europe/Brussels")
    assert Session.objects.get().start == dt.datetime(2027, 3, 30, 7, tzinfo=dt.UTC)
    assert report.messages == []
    report = bring_in(conference, local, by)
    assert Session.objects.get().start == dt.datetime(2027, 3, 30, 4, tzinfo=dt.UTC)
    assert "Asia/Tashkent" in report.messages[0]


class TestBadInput:
    @pytest.mark.parametrize(
        "content, said",
        [
            ("", "empty"),
            ("<schedule><conference/></schedule>", "no <event>"),
            ("<schedule>\n<conference>", "Line 2, column"),
            ("<iCalendar><vcalendar/></iCalendar>", "<iCalendar>"),
            ("<html><body/></html>", "not a schedule"),
            ('{"schedule": ', "not JSON"),
            ('{"a": 1}', "not a schedule of c3voc"),
            ("BEGIN:VCALENDAR\nEND:VCALENDAR", "no VEVENT"),
            ("colour,size\nred,2", "--map COLUMN=title"),
            ("\x00\x01\x02", "neither a text file"),
        ],
        ids=[
            "empty",
            "no events",
            "torn",
            "xCal",
            "a page",
            "torn JSON",
            "other JSON",
            "no VEVENT",
            "a table",
            "bytes",
        ],
    )
    def test_what_is_no_schedule_is_refused_with_the_reason(self, content: str, said: str) -> None:
        with pytest.raises(UnreadableSchedule) as refused:
            read_schedule(content.encode())
        assert said in str(refused.value)

    def test_entities_are_refused_and_no_file_is_read(self, tmp_path: Path, schedule_xml: str) -> None:
        secret = tmp_path / "secret"
        secret.write_text("SECRET")
        for declaration in (
            f'<!DOCTYPE schedule [<!ENTITY x SYSTEM "file://{secret}">]>',
            '<!DOCTYPE schedule [<!ENTITY x "y">]>',
            '<!DOCTYPE schedule [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY x "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        ):
            bomb = schedule_xml.replace("<schedule>", f"{declaration}<schedule>", 1).replace(
                "A description.", "&x;"
            )
            with pytest.raises(UnreadableSchedule):
                read_schedule(bomb.encode())

    def test_characters_that_xml_forbids_are_mended_and_said(self, schedule_xml: str) -> None:
        schedule = read_schedule(schedule_xml.replace("A description.", "A \x1b de&#x3;scription.").encode())
        assert schedule.events[0].description == {"": "A  description."}
        assert len(schedule.messages) == 2 and "U+001B" in schedule.messages[0]

    def test_one_bad_event_refuses_all_unless_told_otherwise(
        self, conference: Conference, by: User, schedule_xml: str
    ) -> None:
        bad = schedule_xml.replace("<duration>01:00</duration>", "<duration>an hour</duration>")
        with pytest.raises(ScheduleRefused) as refused:
            bring_in(conference, bad, by)
        line = bad[: bad.index('<event id="18"')].count("\n") + 1
        assert refused.value.lines == [f"Line {line}, event 18: “an hour” is not a duration such as 01:30."]
        assert not Session.objects.exists() and not Person.objects.exists()
        report = bring_in(conference, bad, by, skip_bad=True)
        assert report.created == 1 and len(report.refused) == 1

    def test_a_trial_writes_nothing(self, conference: Conference, by: User, schedule_xml: str) -> None:
        report = bring_in(conference, schedule_xml, by, dry_run=True)
        assert report.created == 2
        assert not Session.objects.exists() and not Person.objects.exists() and not Theme.objects.exists()


def test_json_of_c3voc(conference: Conference, by: User) -> None:
    event = {
        "guid": "11111111-2222-3333-4444-777777777777",
        "id": 4,
        "date": "2027-03-30T10:00:00+05:00",
        "start": "10:00",
        "duration": "00:45",
        "title": "From JSON",
        "subtitle": None,
        "track": None,
        "language": None,
        "persons": [{"id": 1, "public_name": "Anna Sample"}, {"name": "Boris Sample"}],
        "links": [{"url": "https://example.org", "title": "Site"}],
        "do_not_record": True,
    }
    day = {"index": 1, "date": "2027-03-30", "rooms": {"Hall": [event, {"guid": "x"}]}}
    content = json.dumps({"schedule": {"version": "1", "conference": {"title": "T", "days": [day]}}})
    with pytest.raises(ScheduleRefused) as refused:
        bring_in(conference, content, by)
    assert refused.value.lines == ["Day 1, room “Hall”, event 2: it has no title."]
    assert bring_in(conference, content, by, skip_bad=True).created == 1
    session = Session.objects.get()
    assert session.duration == dt.timedelta(minutes=45)
    assert session.extra["json"] == {"do_not_record": True}
    assert [str(role.person) for role in session.roles.all()] == ["Anna Sample", "Boris Sample"]


def test_seats_colours_and_minutes_that_cannot_be_are_passed_over(conference: Conference, by: User) -> None:
    event = {"title": "Debate", "date": "2027-03-30T10:00:00+05:00", "duration": "01:00", "track": "Law"}
    facts = {
        "title": "Test",
        "rooms": [{"name": "Hall", "capacity": 10**12}],
        "tracks": [{"name": "Law", "color": "#zzzzzz"}],
        "days": [{"date": "2027-03-30", "rooms": {"Hall": [event]}}],
    }
    bring_in(conference, json.dumps({"schedule": {"conference": facts}}), by)
    assert Room.objects.get().capacity is None
    assert Theme.objects.get().colour == Theme._meta.get_field("colour").default
    kept = json.dumps({"items": [["One", "discussion", 10**6], ["Two", "discussion", -5]]})
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "SUMMARY:Debate", f"X-CONFMAN-KEPT:{kept}")
    bring_in(conference, "\r\n".join((*lines, "END:VEVENT", "END:VCALENDAR")), by)
    assert [item.minutes for item in Item.objects.all()] == [None, None]


def test_texts_of_a_language_that_there_is_not_are_in_that_of_the_file(
    conference: Conference, by: User
) -> None:
    titles = {"de_AT": "Aussprache", 'no "language"': "Debate"}
    event = {"title": titles, "room": {"name": {"deutsch!": "Saal"}}, "start": "2027-03-30T10:00:00+05:00"}
    bring_in(conference, json.dumps({"schedule": {"conference": {"title": "Test", "events": [event]}}}), by)
    assert Session.objects.get().title == {"de": "Aussprache", "en": "Debate"}
    assert Room.objects.get().name == {"en": "Saal"}


def test_a_calendar(conference: Conference, by: User) -> None:
    calendar = "\r\n".join(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0",
            "BEGIN:VEVENT", "UID:one@example.org", "DTSTART:20270330T050000Z", "DTEND:20270330T060000Z",
            "SUMMARY:First", "LOCATION:Hall", "END:VEVENT",
            "BEGIN:VEVENT", "UID:one@example.org", "DTSTART;TZID=Asia/Tashkent:20270330T120000", "DURATION:PT30M",
            "SUMMARY:Same UID", "END:VEVENT",
            "BEGIN:VEVENT", "DTSTART:20270331T050000Z", "SUMMARY:No end", "END:VEVENT",
            "END:VCALENDAR",
        ]
    )  # fmt: skip
    report = bring_in(conference, calendar, by)
    assert report.created == 3 and "appears twice" in report.messages[0]
    assert [str(session.title) for session in Session.objects.all()] == ["First", "Same UID", "No end"]
    assert Session.objects.get(title__en="Same UID").duration == dt.timedelta(minutes=30)
    assert bring_in(conference, calendar, by).unchanged == 3


def test_a_table_with_a_column_for_each_language(conference: Conference, by: User) -> None:
    table = (
        "Title_en;Title_ru;Date;Start;Duration;Room;Speakers;Type\n"
        "Opening;Открытие;30.03.2027;09:30;01:00;Hall;Anna Sample, Boris Sample;opening\n"
        "Lunch;Обед;2027-03-30;1:00 pm;60;-;N/A;\n"
    )
    report = bring_in(conference, table, by)
    assert report.created == 2
    opening, lunch = Session.objects.all()
    assert opening.title == {"en": "Opening", "ru": "Открытие"} and opening.kind == "opening"
    assert opening.duration == dt.timedelta(hours=1) and opening.roles.count() == 2
    assert lunch.kind == "meal" and lunch.room is None and lunch.roles.count() == 0
    assert f"{conference.local(lunch.start):%H:%M}" == "13:00"


def test_a_table_says_line_and_column_of_a_fault(conference: Conference, by: User) -> None:
    with pytest.raises(ScheduleRefused) as refused:
        bring_in(conference, "title,start\nA,2027-03-30 09:00\nB,tomorrow\n,2027-03-30 09:00\n", by)
    assert (
        "Line 3: column start" in refused.value.lines[0]
        and "Line 4: it has no title" in refused.value.lines[1]
    )


class TestCommand:
    def run(self, *arguments: str) -> str:
        output = io.StringIO()
        call_command("importagenda", *arguments, stdout=output, stderr=output)
        return output.getvalue()

    @pytest.fixture
    def file(self, tmp_path: Path, schedule_xml: str) -> str:
        path = tmp_path / "schedule.xml"
        path.write_text(schedule_xml)
        return str(path)

    def test_it_makes_the_conference_without_a_frame(self, file: str) -> None:
        said = self.run("new2027", file, "--create")
        conference = Conference.objects.get(slug="new2027")
        assert str(conference.title) == "Test Conference 2027"
        assert (conference.starts_on, conference.ends_on) == (dt.date(2027, 3, 30), dt.date(2027, 3, 31))
        assert (conference.timezone, conference.languages) == ("Asia/Tashkent", ["en"])
        assert conference.sessions.count() == 2 and "2 sessions added" in said

    def test_without_any_zone_it_takes_utc_and_says_so(self, tmp_path: Path, schedule_xml: str) -> None:
        path = tmp_path / "schedule.xml"
        path.write_text(schedule_xml.replace("<time_zone_name>Asia/Tashkent</time_zone_name>", ""))
        assert "UTC" in self.run("utc2027", str(path), "--create")
        assert Conference.objects.get(slug="utc2027").timezone == "UTC"
        self.run("brussels2027", str(path), "--create", "--timezone", "Europe/Brussels")
        assert Conference.objects.get(slug="brussels2027").timezone == "Europe/Brussels"

    def test_it_names_what_there_is_alone_and_says_that_nothing_changed(
        self, conference: Conference, file: str
    ) -> None:
        assert self.run(conference.slug, file, "--dry-run").endswith(
            ": Dry run, nothing was written. 2 sessions added, 2 people added, 2 rooms added, 1 theme added.\n"
        )
        self.run(conference.slug, file)
        assert self.run(conference.slug, file).endswith(": Nothing changed: 2 unchanged.\n")

    def test_messages_of_a_kind_are_one_line_unless_each_is_asked_for(
        self, conference: Conference, tmp_path: Path
    ) -> None:
        path = tmp_path / "programme.csv"
        path.write_text(
            "title,date,start,end\n" + "".join(f"Talk {number},2027-03-30,TBA,\n" for number in range(3))
        )
        together = self.run(conference.slug, str(path), "--dry-run")
        assert together.count("is not scheduled") == 1 and "(and 2 more like this" in together
        assert self.run(conference.slug, str(path), "--dry-run", "--lines").count("is not scheduled") == 3

    def test_it_takes_the_place_of_the_frame_where_that_is_said(
        self, conference: Conference, file: str, by: User
    ) -> None:
        create_initial_agenda(conference, by=by)
        frame = conference.sessions.count()
        self.run(conference.slug, file)
        assert conference.sessions.count() == frame + 2
        assert f"{frame} sessions of the frame removed" in self.run(conference.slug, file, "--replace-frame")
        assert conference.sessions.count() == 2

    @pytest.mark.parametrize("option", [(), ("--dry-run",)], ids=["a fault", "a trial"])
    def test_no_conference_is_left_of_what_was_not_imported(
        self, tmp_path: Path, schedule_xml: str, option: tuple[str, ...]
    ) -> None:
        path = tmp_path / "schedule.xml"
        path.write_text(schedule_xml if option else schedule_xml.replace("After midnight", ""))
        if option:
            self.run("none2027", str(path), "--create", *option)
        else:
            with pytest.raises(CommandError):
                self.run("none2027", str(path), "--create")
        assert not Conference.objects.exists() and not Person.objects.exists()

    @pytest.mark.parametrize(
        "arguments, said",
        [
            (("nowhere", "{file}"), "no conference “nowhere”"),
            (("tashkent2027", "/no/such/file"), "no such file"),
            (("tashkent2027", "{file}", "--timezone", "Mars/Olympus"), "Mars/Olympus"),
            (("tashkent2027", "{file}", "--map", "Title"), "COLUMN=FIELD"),
        ],
        ids=["unknown slug", "no file", "no such zone", "half a mapping"],
    )
    def test_a_fault_is_one_clear_line(
        self, conference: Conference, file: str, arguments: tuple[str, ...], said: str
    ) -> None:
        with pytest.raises(CommandError) as refused:
            self.run(*(argument.format(file=file) for argument in arguments))
        assert said in str(refused.value) and "\n" not in str(refused.value)

    def test_columns_are_matched(self, conference: Conference, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        path.write_text("What,When\nOpening,2027-03-30 09:00\n")
        self.run(conference.slug, str(path), "--map", "What=title_ru", "--map", "When=start")
        assert Session.objects.get().title == {"ru": "Opening"}


@pytest.mark.parametrize(
    "parse, written, expected",
    [
        (parse_duration, "01:30", dt.timedelta(minutes=90)),
        (parse_duration, "01:30:00", dt.timedelta(minutes=90)),
        (parse_duration, "90", dt.timedelta(minutes=90)),
        (parse_duration, "PT1H30M", dt.timedelta(minutes=90)),
        (parse_duration, "soon", None),
        (parse_duration, "", None),
        (parse_time, "9.30", dt.time(9, 30)),
        (parse_time, "2:30 pm", dt.time(14, 30)),
        (parse_time, "12:00 am", dt.time(0)),
        (parse_time, "25:00", None),
        (parse_date, "30.03.2027", dt.date(2027, 3, 30)),
        (parse_date, "2027-03-30T10:00", dt.date(2027, 3, 30)),
        (parse_date, "31.02.2027", None),
        (parse_moment, "2027-03-30 09:30", dt.datetime(2027, 3, 30, 9, 30)),
        (parse_moment, "30.03.2027 09:30", dt.datetime(2027, 3, 30, 9, 30)),
        (parse_moment, "09:30", None),
    ],
)
def test_times_are_read_as_people_write_them(parse: Any, written: str, expected: Any) -> None:
    assert parse(written) == expected
