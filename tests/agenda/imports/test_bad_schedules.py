"""A file that is no schedule, or means harm, gets one clear error with line and reason, from command and page.

Nothing is written then, whatever it is.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from agenda.imports.exchange import uploads
from agenda.imports.models import ScheduleUpload
from agenda.imports.tasks import run_schedule_upload
from agenda.rooms.models import Room
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference, Theme
from confman.people.models import Person
from tests.factories import MembershipFactory
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db

_EVENT = (
    '<schedule><conference><title>T</title>{head}</conference><day date="2027-03-30"><room name="R">\n'
    '<event id="7"><start>{start}</start><duration>{length}</duration><title>X</title></event>'
    "</room></day></schedule>"
)
_LAUGHS = '<!DOCTYPE s [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
_LAUGHS += "]>"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OPEN = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table>'
)
_CLOSE = "</table:table></office:spreadsheet></office:body></office:document-content>"


def event(start: str = "10:00", length: str = "01:00", head: str = "") -> bytes:
    return _EVENT.format(start=start, length=length, head=head).encode()


def calendar(*lines: str) -> bytes:
    wrapped = ("BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "UID:1", "SUMMARY:X", *lines)
    return "\r\n".join((*wrapped, "END:VEVENT", "END:VCALENDAR")).encode()


def zipped(**members: str | bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def workbook(sheet: str) -> bytes:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {
            "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
            '.sheet.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="a" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook {_SHEET} xmlns:r="{relations}"><sheets><sheet name="S" sheetId="1" '
            'r:id="a"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="a" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet,
        }.items():
            archive.writestr(name, content)
    return target.getvalue()


# Large files are made when they are needed.
BAD: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "empty"),
    "an end before its start": (
        b"title,start,end\nOpening,2027-03-30 10:00,2027-03-30 09:00\n",
        "Line 2: end: The end is not after the start",
    ),
    "an end and no start": (b"title,end\nOpening,2027-03-30 09:00\n", "Line 2: start"),
    "an end before its start, in a calendar": (
        calendar("DTSTART:20270330T100000Z", "DTEND:20270330T090000Z"),
        "Line 3, VEVENT 1: end",
    ),
    "a year in which there are no conferences": (
        b"title,start,end\nOpening,0001-01-01 10:00,0001-01-01 11:00\n",
        "Line 2: Give a year from 1900 to 2200",
    ),
    "no hour": (event(start="noon"), "Line 2, event 7: “noon” is not a time"),
    "no length": (event(length="soon"), "Line 2, event 7: “soon” is not a duration"),
    "a zone that does not exist": (
        event(head="<time_zone_name>Mars/Olympus</time_zone_name>"),
        "“Mars/Olympus” does not exist",
    ),
    "a zone that does not exist, in a calendar": (
        calendar("DTSTART;TZID=Mars/Olympus:20270330T100000"),
        "Line 3, VEVENT 1: DTSTART: the time zone “Mars/Olympus” does not exist",
    ),
    "no date": (calendar("DTSTART:tomorrow"), "Line 3, VEVENT 1: DTSTART “tomorrow” is not a date"),
    "no status": (b"title,status\nX,perhaps\n", "Line 2: column status: “perhaps” is none of"),
    "a quotation mark that stays open": (b'title,start\n"Opening,2027-03-30\n', "Line 2: a quotation mark"),
    "a row too wide": (b"title,start\nOpening,2027-03-30 10:00,Hall\n", "Line 2: it has 3 cells"),
    "one object too deep": (b'{"schedule":' + b"[" * 100_000, "nested far too deep"),
    "elements too deep": (b"<schedule>" + b"<a>" * 100_000, "Line 1, column"),
    "torn XML": (b"<schedule>\n<day>\n</schedule>", "Line 3, column"),
    "torn JSON": (b'{"schedule":\n{"conference" 1}}', "Line 2, column"),
    "torn spreadsheet": (workbook(f"<worksheet {_SHEET}>")[:-200], "damaged"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture or a PDF"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", "picture or a PDF"),
    "an old Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
    "a Word file": (zipped(word__document_xml="<w/>"), "not a table"),
    "a page": (b"<!doctype html><html><body>Agenda</body></html>", "Line 1"),
    "another XML": (b"<rss/>", "begins with <rss>"),
    "bytes": (bytes(range(256)) * 50, "neither a text file nor a spreadsheet"),
    "nothing but zeros": (b"\0" * 100_000, "neither a text file nor a spreadsheet"),
    "entities in entities": ((_LAUGHS + "<schedule>&i;</schedule>").encode(), "Line 1"),
    "one long entity, again and again": (
        ('<!DOCTYPE s [<!ENTITY a "' + "a" * 50_000 + '">]><schedule>' + "&a;" * 5_000 + "</schedule>").encode(),
        "Line 1",
    ),
    "a file of the server": (
        b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]><schedule><version>&a;</version></schedule>',
        "entities",
    ),
    "a declaration from elsewhere": (
        b'<!DOCTYPE s [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;]><schedule/>',
        "entities",
    ),
    "entities in a spreadsheet": (
        workbook(f'{_LAUGHS}<worksheet {_SHEET}><sheetData><row><c t="inlineStr"><is><t>&i;</t></is></c></row>'
                 "</sheetData></worksheet>"),
        "damaged",
    ),
    "a spreadsheet that unpacks to 70 MB": (
        lambda: workbook(f"<worksheet {_SHEET}>{' ' * 70_000_000}</worksheet>"),
        "unpacks to more",
    ),
    "an open document that unpacks to 70 MB": (
        lambda: zipped(content_xml=_OPEN + " " * 70_000_000 + _CLOSE),
        "unpacks to more",
    ),
    "a million cells in one row": (
        lambda: workbook(f"<worksheet {_SHEET}><sheetData><row>{'<c/>' * 1_000_000}</row></sheetData></worksheet>"),
        "unpacks to more",
    ),
    "a thousand million repeated cells": (
        zipped(content_xml=f'{_OPEN}<table:table-row table:number-rows-repeated="1000000000"><table:table-cell '
               'table:number-columns-repeated="1000000000" office:value-type="string"><text:p>x</text:p>'
               f"</table:table-cell></table:table-row>{_CLOSE}"),
        "more than 300 cells",
    ),
    "two million tiny objects": (b'{"schedule":[' + b"{}," * 2_000_000, "too many parts"),
    "100 MB": (b"<schedule>" + b" " * (100 * 1024 * 1024), "MB"),
}  # fmt: skip


@pytest.fixture(params=list(BAD))
def bad(request: pytest.FixtureRequest) -> tuple[bytes, str]:
    content, said = BAD[request.param]
    return content() if callable(content) else content, said


def assert_nothing_was_written() -> None:
    assert not Session.objects.exists() and not Room.objects.exists() and not Person.objects.exists()
    assert not Theme.objects.exists()


def test_the_command_says_what_is_wrong(
    conference: Conference, bad: tuple[bytes, str], tmp_path: Path
) -> None:
    content, said = bad
    path = tmp_path / "schedule"
    path.write_bytes(content)
    errors = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("importagenda", conference.slug, str(path), stdout=errors, stderr=errors)
    assert said in str(refused.value) + errors.getvalue()
    assert "\n" not in str(refused.value)
    assert_nothing_was_written()


@pytest.fixture
def desk(conference: Conference) -> Client:
    return signed_in(MembershipFactory(conference=conference, role="programme").user)


def test_the_page_says_what_is_wrong(desk: Client, conference: Conference, bad: tuple[bytes, str]) -> None:
    content, said = bad
    page: Any = desk.post(
        reverse("agenda_secretariat:import", args=[conference.slug]),
        {"file": SimpleUploadedFile("schedule", content)},
        follow=True,
    )
    assert page.status_code == 200
    if (brought := ScheduleUpload.objects.first()) and brought.is_working:
        # A large one: the worker finds out.
        run_schedule_upload(str(brought.pk), "en")
        page = desk.get(page.request["PATH_INFO"], follow=True)
    upload = ScheduleUpload.objects.first()
    text = page.content.decode()
    if upload is not None:
        # A file that can be read: what is wrong stands in the preview, and is not imported.
        form = page.context["form"]
        sent = {form[name].html_name: form[name].value() for name in form.fields if form[name].value()}
        text += desk.post(
            page.request["PATH_INFO"], {**sent, "action": "import"}, follow=True
        ).content.decode()
    shown = text.replace("&lt;", "<").replace("&gt;", ">")
    assert said in shown or ("empty" in said and "empty" in shown) or (said == "MB" and "16.0" in shown)
    assert_nothing_was_written()


def test_more_sessions_than_there_can_be_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agenda.programme.exchange.schedule.MAX_SESSIONS", 2)
    monkeypatch.setattr(uploads, "MAX_SESSIONS", 2)
    for content in (
        b"title\nA\nB\nC\n",
        event().replace(b"</room>", b'<event id="8"/><event id="9"/></room>'),
        calendar("END:VEVENT", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VEVENT"),
        b'{"schedule":{"conference":{"events":[{"title":"A"},{"title":"B"},{"title":"C"}]}}}',
    ):
        with pytest.raises(uploads.TooManySessions):
            uploads.read_schedule(content)


def test_a_session_without_an_end_or_a_room_is_none_of_these(conference: Conference, tmp_path: Path) -> None:
    path = tmp_path / "schedule"
    path.write_bytes(b"title,start\nOpening,2027-03-30 09:00\n")
    call_command("importagenda", conference.slug, str(path), stdout=io.StringIO(), stderr=io.StringIO())
    session = Session.objects.get()
    assert session.end is None and session.room is None


def test_characters_that_no_text_may_have_are_mended_in_every_format(
    conference: Conference, tmp_path: Path
) -> None:
    for name, content in {
        "json": b'{"schedule":{"conference":{"events":[{"guid":"3","title":"A\\u0000B","x":"\\ud800"}]}}}',
        "csv": b"guid,title\n2,A\x06B\n",
        "ics": calendar("DESCRIPTION:A\x06B", "X-THING:\x07"),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        said = io.StringIO()
        call_command("importagenda", conference.slug, str(path), stdout=said, stderr=said)
        assert "U+0" in said.getvalue(), name
    texts = [
        str(session.title) + str(session.description) + str(session.extra)
        for session in Session.objects.all()
    ]
    assert len(texts) == 3 and not any(ord(letter) < 32 for text in texts for letter in text)
