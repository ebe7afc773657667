"""Further fields of an imported file leave in the secretariat's own export alone."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import etree

from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.agenda.frab_rules import faults_of_json, faults_of_xml
from tests.factories import MembershipFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
Publish = Callable[..., AgendaRelease]

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//EN
BEGIN:VEVENT
UID:open
DTSTAMP:20270301T000000Z
DTSTART:20270330T050000Z
DTEND:20270330T060000Z
SUMMARY:Open meeting
LOCATION:Hall
COMMENT:MARKER comment
CONTACT:MARKER contact\\, room 7
ORGANIZER;CN=MARKER organizer:mailto:marker-organizer@example.org
ATTENDEE;CN=MARKER attendee:mailto:marker-attendee@example.org
X-OURS:MARKER x
RESOURCES:MARKER resources
BEGIN:VALARM
ACTION:EMAIL
TRIGGER:-PT15M
SUMMARY:MARKER alarm
DESCRIPTION:MARKER alarm text
ATTENDEE:mailto:marker-alarm@example.org
END:VALARM
END:VEVENT
BEGIN:VEVENT
UID:private
DTSTAMP:20270301T000000Z
DTSTART:20270330T070000Z
DTEND:20270330T080000Z
SUMMARY:MARKER private meeting
CLASS:PRIVATE
END:VEVENT
BEGIN:VEVENT
UID:confidential
DTSTAMP:20270301T000000Z
DTSTART:20270330T080000Z
DTEND:20270330T090000Z
SUMMARY:MARKER confidential meeting
CLASS:CONFIDENTIAL
END:VEVENT
BEGIN:VEVENT
UID:nobody-knows
DTSTAMP:20270301T000000Z
DTSTART:20270330T090000Z
DTEND:20270330T100000Z
SUMMARY:MARKER unknown class
CLASS:X-BOARD
END:VEVENT
END:VCALENDAR
"""
XML = """<?xml version="1.0"?><schedule><version>1</version><conference><acronym>test2027</acronym>
<title>T</title><start>2027-03-30</start><end>2027-03-31</end><days>1</days>
<marker_of_conference>MARKER conference</marker_of_conference></conference>
<day index="1" date="2027-03-30" start="2027-03-30T09:00:00+05:00" end="2027-03-30T18:00:00+05:00">
<room name="Hall" marker="MARKER room"><event id="17" guid="11111111-2222-3333-4444-555555555555" marker="MARKER a">
<date>2027-03-30T10:00:00+05:00</date><start>10:00</start><duration>01:00</duration><room>Hall</room>
<title>Open meeting</title><type>panel</type><do_not_stream>MARKER stream</do_not_stream>
<note>MARKER note <inner level="MARKER level">MARKER inner</inner></note>
<persons><person id="5" public_name="MARKER name" code="MARKER code">Anna Sample</person></persons>
<links><link href="https://example.org/" rel="MARKER rel">Site</link></links>
<attachments><attachment href="https://example.org/a.pdf" hint="MARKER hint">A</attachment></attachments>
</event></room></day></schedule>"""
JSON = {
    "schedule": {
        "version": "1",
        "marker": "MARKER root",
        "conference": {
            "acronym": "test2027", "title": "T", "start": "2027-03-30", "end": "2027-03-31", "daysCount": 1,
            "marker": "MARKER conference",
            "tracks": [{"name": "Law", "color": "#123456", "marker": "MARKER track"}],
            "rooms": [{"name": "Hall", "marker": "MARKER room"}],
            "days": [{"index": 1, "date": "2027-03-30", "day_start": "2027-03-30T09:00:00+05:00",
                      "day_end": "2027-03-30T18:00:00+05:00", "rooms": {"Hall": [{
                          "guid": "11111111-2222-3333-4444-555555555555", "id": 17, "title": "Open meeting",
                          "date": "2027-03-30T10:00:00+05:00", "start": "10:00", "duration": "01:00",
                          "type": "panel", "track": "Law", "internal_notes": "MARKER notes",
                          "do_not_stream": True, "answers": [{"q": "MARKER q"}],
                          "persons": [{"name": "Anna Sample", "id": 5, "email": "marker@example.org",
                                       "full_public_name": "MARKER name", "avatar": "MARKER avatar"}],
                          "links": [{"url": "https://example.org/", "title": "Site", "hint": "MARKER hint"}],
                      }]}}],
        },
    }
}  # fmt: skip
TABLE = (
    "title,date,start,end,room,speakers,Internal notes\n"
    "Open meeting,2027-03-30,10:00,11:00,Hall,Anna Sample,MARKER column\n"
)
FILES = {"file.ics": CALENDAR, "file.xml": XML, "file.json": json.dumps(JSON), "file.csv": TABLE}

# All that a public calendar may say.
PROPERTIES = frozenset(
    "PRODID VERSION CALSCALE METHOD NAME X-WR-CALNAME X-WR-TIMEZONE X-CONFMAN-LANGUAGE REFRESH-INTERVAL"
    " X-PUBLISHED-TTL LAST-MODIFIED TZID TZNAME TZOFFSETFROM TZOFFSETTO RDATE RRULE UID DTSTAMP DTSTART DTEND SEQUENCE"
    " STATUS SUMMARY DESCRIPTION LOCATION CATEGORIES URL TRANSP CLASS".split()
)
ELEMENTS = frozenset(
    "schedule generator version conference acronym title start end days timeslot_duration base_url logo url"
    " time_zone_name track day room event date duration slug subtitle type language abstract description"
    " video_download_url feedback_url origin_url persons person links link attachments attachment recording license"
    " optout".split()
)
ATTRIBUTES = frozenset("name color slug date start end index id guid code href type service".split())
KEYS = frozenset(
    "$schema generator name schedule version base_url conference acronym title start end daysCount timeslot_duration"
    " time_zone_name url tracks color slug rooms guid capacity days index date day_start day_end id duration room"
    " subtitle track type language abstract description persons links attachments logo feedback_url origin_url"
    " recording_license do_not_record do_not_stream".split()
)
COLUMNS = frozenset(
    "guid kind start end title subtitle summary description room theme language speakers chair co-chair moderator"
    " welcome keynote panellist discussant rapporteur interpreter status conference_day items links attachments"
    " photography visibility chatham_house".split()
)


def come_in(conference: Conference, folder: Path, name: str) -> str:
    """The report of `importagenda` of one of the files."""
    path, output = folder / name, io.StringIO()
    path.write_text(FILES[name], encoding="utf-8")
    call_command("importagenda", conference.slug, str(path), stdout=output, stderr=output)
    return output.getvalue()


def words_of(content: bytes) -> str:
    """All that a file says, whatever it is packed in."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\r\n[ \t]", "", content.decode("utf-8", "replace"))


def public_addresses(conference: Conference) -> list[str]:
    """Every page, file and feed of the published agenda."""
    at = [conference.slug, "en"]
    names = (
        "agenda calendar changes now widget schedule-xml schedule-json csv xlsx pdf docx speaker-list".split()
    )
    found = [reverse(f"agenda_public:{name}", args=at) for name in names]
    found.append(reverse("agenda_public:day-calendar", args=[*at, "2027-03-30"]))
    for name in ("session", "session-calendar"):
        found += [
            reverse(f"agenda_public:{name}", args=[*at, row.pk])
            for row in Session.objects.filter(visibility="public")
        ]
    found += [reverse("agenda_public:room-calendar", args=[*at, row.pk]) for row in Room.objects.all()]
    found += [reverse("agenda_public:theme-calendar", args=[*at, row.pk]) for row in conference.themes.all()]
    for name in ("speaker", "speaker-calendar"):
        found += [
            reverse(f"agenda_public:{name}", args=[*at, row.pk])
            for row in Person.objects.filter(session_roles__session__chatham_house=False).distinct()
        ]
    return found


@pytest.fixture
def announced(conference: Conference) -> Conference:
    conference.status = "announced"
    conference.save()
    return conference


@pytest.mark.parametrize("chatham_house", [False, True], ids=["open", "Chatham House"])
@pytest.mark.parametrize("name", FILES)
def test_no_public_page_or_file_says_what_a_file_kept(
    announced: Conference, tmp_path: Path, publish: Publish, name: str, chatham_house: bool
) -> None:
    come_in(announced, tmp_path, name)
    Session.objects.update(chatham_house=chatham_house)
    publish()
    client = Client()
    for address in public_addresses(announced):
        answer = client.get(address)
        assert answer.status_code == 200, address
        words = words_of(answer.getvalue() if answer.streaming else answer.content)
        assert "marker" not in words.casefold(), address
        if chatham_house:
            assert "Anna Sample" not in words, address


@pytest.mark.parametrize("name", FILES)
def test_the_secretariats_own_export_has_it(
    announced: Conference, tmp_path: Path, publish: Publish, name: str
) -> None:
    come_in(announced, tmp_path, name)
    publish()
    kept = {
        "file.ics": ["comment", "contact", "x", "resources", "alarm text", "private meeting"],
        "file.xml": ["conference", "stream", "inner", "a", "hint", "rel", "name"],
        "file.json": ["conference", "notes", "hint", "name"],
        "file.csv": ["column"],
    }[name]
    format = {"file.ics": "ics", "file.xml": "frab-xml", "file.json": "frab-json", "file.csv": "csv"}[name]
    client = Client()
    client.force_login(MembershipFactory(conference=announced, role="programme").user)
    address = reverse("agenda_secretariat:export", args=[announced.slug, format])
    answer = client.get(address)
    assert answer["Cache-Control"] == "private, no-store"
    target = tmp_path / "out"
    call_command("exportagenda", announced.slug, format=format, internal=True, output=str(target))
    for content in (answer.content, target.read_bytes()):
        words = words_of(content)
        assert [word for word in kept if f"MARKER {word}" not in words] == []
        assert "marker-a" not in words and "marker-o" not in words, "addresses of people are not kept"
    call_command("exportagenda", announced.slug, format=format, output=str(target))
    assert "MARKER" not in words_of(target.read_bytes())
    assert (
        client.get(reverse("agenda_secretariat:export", args=[announced.slug, "nonsense"])).status_code == 404
    )


def test_what_a_calendar_marks_private_is_closed_and_said(
    announced: Conference, tmp_path: Path, publish: Publish
) -> None:
    said = come_in(announced, tmp_path, "file.ics")
    assert dict(Session.objects.values_list("guid", "visibility")) == {
        "open": "public", "private": "closed", "confidential": "closed", "nobody-knows": "closed",
    }  # fmt: skip
    assert "VEVENT 2" in said and "marked PRIVATE" in said and "marked CONFIDENTIAL" in said
    # Again, after someone has opened one of them here: the file closes it; what was closed here it does not open.
    Session.objects.filter(guid="private").update(visibility="public")
    Session.objects.filter(guid="open").update(visibility="closed")
    come_in(announced, tmp_path, "file.ics")
    assert set(Session.objects.values_list("visibility", flat=True)) == {"closed"}


def test_what_opens_an_online_meeting_is_kept_for_the_secretariat_and_said(
    announced: Conference, tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = "https://un-org.zoom.us/j/123?pwd=MARKER"
    monkeypatch.setitem(FILES, "meeting.ics", CALENDAR.replace("UID:open", f"UID:open\nURL:{opens}"))
    assert "opens an online meeting" in come_in(announced, tmp_path, "meeting.ics")
    publish()
    for internal in (False, True):
        target = tmp_path / "out"
        call_command("exportagenda", announced.slug, format="ics", internal=internal, output=str(target))
        assert ("zoom.us" in words_of(target.read_bytes())) is internal
    assert not Session.objects.exclude(links=[]).exists()


def test_a_document_of_which_nobody_says_where_it_lies_is_none(
    announced: Conference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = '"attachments": [{"url": "\\ud800", "title": "Paper"}], "links": ['
    monkeypatch.setitem(FILES, "nowhere.json", FILES["file.json"].replace('"links": [', named))
    come_in(announced, tmp_path, "nowhere.json")
    assert Session.objects.exists() and not Material.objects.exists()


@pytest.mark.parametrize("format", ["ics", "frab-xml", "frab-json", "csv", "xlsx"])
def test_the_internal_export_brings_closed_sessions_back_closed(
    announced: Conference, tmp_path: Path, publish: Publish, other_conference: Conference, format: str
) -> None:
    for visibility in ("public", "participants", "closed"):
        SessionFactory(
            conference=announced, title={"en": visibility}, visibility=visibility, chatham_house=True
        )
    publish()
    target = tmp_path / "out"
    call_command("exportagenda", announced.slug, format=format, internal=True, output=str(target))
    call_command("importagenda", other_conference.slug, str(target), stdout=io.StringIO())
    copies = Session.objects.filter(conference=other_conference)
    assert len(copies) == 3
    assert all((str(row.title), row.chatham_house) == (row.visibility, True) for row in copies)


@pytest.mark.parametrize("name", FILES)
def test_all_that_stands_in_a_public_file_is_on_the_list(
    announced: Conference, tmp_path: Path, publish: Publish, name: str
) -> None:
    role = SessionRoleFactory(session__conference=announced, status="confirmed")
    room = RoomFactory(conference=announced, capacity=40)
    Session.objects.filter(pk=role.session.pk).update(
        room=room, links=[{"url": "https://example.org", "service": "x", "other": "y"}]
    )
    Material.objects.create(session=role.session, title={"en": "Paper"}, link="https://example.org/p")
    come_in(announced, tmp_path, name)
    publish()
    client, at = Client(), [announced.slug, "en"]

    def file(name: str) -> bytes:
        content: bytes = client.get(reverse(f"agenda_public:{name}", args=at)).content
        return content

    calendar = Calendar.from_ical(file("calendar"))
    said = {
        key
        for part in calendar.walk()
        for key, _value in part.property_items(recursive=False)
        if key not in ("BEGIN", "END")
    }
    assert said - PROPERTIES == set()
    assert {part.name for part in calendar.walk()} <= {
        "VCALENDAR", "VEVENT", "VTIMEZONE", "STANDARD", "DAYLIGHT"
    }  # fmt: skip
    root = etree.fromstring(file("schedule-xml"))
    assert [node for node in root.iter() if not isinstance(node.tag, str)] == [], "nothing but elements"
    assert {node.tag for node in root.iter()} - ELEMENTS == set()
    assert {key for node in root.iter() for key in node.attrib} - ATTRIBUTES == set()
    assert faults_of_xml(root) == []
    document = json.loads(file("schedule-json"))
    for event in document["schedule"]["conference"]["days"]:
        event["rooms"] = list(event["rooms"].values())  # keys there are names of rooms
    assert set(keys_in(document)) - KEYS == set()
    assert faults_of_json(json.loads(file("schedule-json"))) == []
    head = file("csv").decode("utf-8-sig").splitlines()[0].split(",")
    assert {re.sub(r"_(en|ru|uz)$", "", column) for column in head} - COLUMNS == set()


def keys_in(value: Any) -> list[str]:
    """Every key of a JSON document."""
    if isinstance(value, dict):
        return [*value, *(key for each in value.values() for key in keys_in(each))]
    return [key for each in value for key in keys_in(each)] if isinstance(value, list) else []


def test_a_release_of_an_older_version_leaves_no_more(
    announced: Conference, tmp_path: Path, publish: Publish
) -> None:
    come_in(announced, tmp_path, "file.xml")
    release = publish()
    for row in release.content["sessions"]:
        row["extra"] |= {"ics": {"X-OLD": [["MARKER old", {}]]}, "columns": {"Notes": "MARKER notes"}}
        for role in row["roles"]:
            role["extra"] |= {"public_name": "MARKER name"}
    release.save()
    for address in public_addresses(announced):
        answer = Client().get(address)
        words = words_of(answer.getvalue() if answer.streaming else answer.content)
        assert "marker" not in words.casefold(), address


def test_to_say_something_that_no_reader_sees_is_no_change(
    announced: Conference, tmp_path: Path, publish: Publish
) -> None:
    come_in(announced, tmp_path, "file.ics")
    publish()
    session = Session.objects.get(guid="open")
    session.extra["ics"]["COMMENT"] = [["another", {}]]
    session.save()
    assert publish().changes == {"new": [], "moved": [], "changed": [], "cancelled": []}
