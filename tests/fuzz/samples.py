"""Valid files to import: our own exports, and what other programs write."""

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.test import override_settings
from docx import Document
from openpyxl import Workbook
from PIL import Image

from confman.documents.domain.builder import standard_template
from confman.documents.rendering.spreadsheets import write_ods
from confman.documents.seals.writer import seal
from registrations.source_systems.exchange.files import SourceFile, packed
from tests.documents.seals.keys import PASSWORD, write_key
from tests.outcomes.recommendation_samples import pdf_of
from tests.registrations.source_systems.samples import indico, pretalx, pretix

CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN\r
X-WR-CALNAME:Programme\r
X-WR-TIMEZONE:Asia/Tashkent\r
BEGIN:VTIMEZONE\r
TZID:Local\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
TZOFFSETFROM:+0500\r
TZOFFSETTO:+0500\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTART;TZID=Local:20270330T090000\r
DTEND;TZID=Local:20270330T100000\r
SUMMARY;LANGUAGE=en:Opening\r
DESCRIPTION:Words of\\n welcome\\, and more\r
LOCATION:Hall 1\r
GEO:41.311081;69.240562\r
CATEGORIES:Plenary,Public\r
CLASS:PRIVATE\r
PRIORITY:5\r
RRULE:FREQ=DAILY;COUNT=2\r
EXDATE:20270331T090000\r
ATTACH;FMTTYPE=application/pdf:https://example.org/a.pdf\r
ATTACH;ENCODING=BASE64;VALUE=BINARY:aGVsbG8=\r
ATTENDEE;CN=Anna:mailto:anna@example.org\r
ORGANIZER:mailto:o@example.org\r
REQUEST-STATUS:2.0;Success\r
RELATED-TO:0@example.org\r
X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=Hall:geo:41.3,69.2\r
COMMENT:One\r
COMMENT:Two\r
URL:https://example.org/1\r
BEGIN:VALARM\r
ACTION:DISPLAY\r
TRIGGER;RELATED=START:-PT15M\r
DESCRIPTION:Soon\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@example.org\r
DTSTART;VALUE=DATE:20270331\r
DURATION:PT1H\r
SUMMARY:Closing\r
END:VEVENT\r
END:VCALENDAR\r
"""
OUTLOOK = b"""BEGIN:VCALENDAR\r
METHOD:PUBLISH\r
PRODID:Microsoft Exchange Server 2010\r
VERSION:2.0\r
BEGIN:VTODO\r
UID:todo\r
DUE:20270330T090000Z\r
END:VTODO\r
BEGIN:VEVENT\r
UID:3@example.org\r
DTSTART;TZID="Eastern Standard Time":20270330T090000\r
DURATION:P0DT1H30M\r
RRULE:FREQ=WEEKLY;UNTIL=20270430T000000Z;BYDAY=TU,WE;INTERVAL=1\r
RDATE;VALUE=PERIOD:20270401T090000Z/PT1H\r
SUMMARY:A title that is folded in the midd\r
 le of a word\r
X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Words</p></body></html>\r
STATUS:TENTATIVE\r
TRANSP:OPAQUE\r
SEQUENCE:3\r
LAST-MODIFIED:20270301T000000Z\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:3@example.org\r
RECURRENCE-ID;TZID="Eastern Standard Time":20270330T090000\r
DTSTART:20270330T100000Z\r
DTEND:20270330T103000Z\r
SUMMARY:Moved\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
"""
HUB = json.dumps({"schedule": {
    "version": "1", "base_url": "https://example.org/",
    "conference": {
        "acronym": "c", "title": "C", "start": "2027-03-30", "end": "2027-03-31", "daysCount": 1,
        "timeslot_duration": "00:15", "time_zone_name": "Asia/Tashkent", "colors": {"primary": "#fff"},
        "rooms": [{"name": "Hall", "guid": None, "capacity": 100, "features": {"recording": "unknown"}}],
        "tracks": [{"name": "Law", "color": "#00ff00", "slug": "law"}],
        "days": [{
            "index": 1, "date": "2027-03-30", "day_start": "2027-03-30T06:00:00+05:00",
            "day_end": "2027-03-31T04:00:00+05:00", "rooms": {"Hall": [{
                "guid": "0d6f3a52-5f0d-4f6c-8a3b-3c8b7a7b1f11", "id": 18, "date": "2027-03-30T10:00:00+05:00",
                "start": "10:00", "duration": "1:30", "room": "Hall", "slug": "c-18", "title": "Opening 👋",
                "subtitle": None, "language": None, "track": "Law", "type": "Talk", "abstract": "*Words*",
                "description": None, "logo": None, "do_not_record": False, "recording_license": "",
                "persons": [{"guid": None, "id": 4, "name": "Anna", "public_name": "Anna", "biography": None}],
                "links": [{"url": "https://example.org/", "title": None}], "attachments": [], "url": None,
                "feedback_url": "https://example.org/feedback", "origin_url": None,
            }]},
        }],
    },
}}).encode()  # fmt: skip
FOSDEM_2007 = """<?xml version="1.0" encoding="UTF-8"?>
<schedule>
  <conference><title>FOSDEM</title><start>2007-02-24</start><end>2007-02-25</end></conference>
  <day date="2007-02-24" index="1">
    <event id="1"><start>10:00</start><duration>00:15</duration><room>Janson</room><title>Welcome</title>
      <track>Keynotes</track><persons><person id="3">Anna Á</person></persons></event>
    <event id="2"><start>10:15</start><duration>00:45</duration><title>Without a room</title></event>
  </day>
</schedule>
""".encode()
SCHEDULE = b"""<?xml version="1.0" encoding="UTF-8"?>
<schedule><version>1</version>
  <conference><acronym>c</acronym><title>C</title><start>2027-03-30</start><end>2027-03-31</end><days>2</days>
    <timeslot_duration>00:15</timeslot_duration><time_zone_name>Asia/Tashkent</time_zone_name>
    <track name="Law" color="#00ff00"/></conference>
  <day date="2027-03-30" start="2027-03-30T09:00:00+05:00" end="2027-03-31T03:00:00+05:00" index="1">
    <room name="Hall" guid="7b1f0d8e-8f4f-4b1a-9d3e-1c8b4c5d6e7f">
      <event id="17" guid="0d6f3a52-5f0d-4f6c-8a3b-3c8b7a7b1f10" code="ABC">
        <date>2027-03-30T10:00:00+05:00</date><start>10:00</start><duration>01:00</duration><room>Hall</room>
        <title>Opening</title><subtitle/><track>Law</track><type>talk</type><language>en</language>
        <abstract>Words</abstract><description>More &amp; more</description>
        <recording><optout>false</optout></recording>
        <persons><person id="6" guid="5">Boris</person></persons>
        <links><link href="https://example.org/">Site</link></links>
        <attachments><attachment href="/a.pdf" type="slides">Slides</attachment></attachments>
      </event>
    </room>
  </day>
</schedule>
"""
SCHED = """\ufeffTitle,Date,Start,End,Room,Speakers,Description
Opening,2027-03-30,09:00,10:00,Hall,Anna,Ärger
""".encode()
PEOPLE = "Name;E-mail;Organization;Country;Title\nАнна Каримова;anna@example.org;University;UZ;Dr\nBob;;;;\n".encode(
    "cp1251"
)
RECOMMENDATIONS = (
    b"text;working_ref;status;due\nStates should act.;A/1;in-progress;2027-12-31\nStates may act.;;;\n"
)
VOTES = b"Delegation,Vote\nUzbekistan,yes\nFrance,against\n"
PROGRAMME = """30 March 2027
Hall 1
09:00–10:00 Opening
Chair: Anna Karimova (University)
10:00 Coffee break
- Item one
""".encode()
MARKDOWN = b"""# Venue

Words, *words* and **words**; [a link](https://example.org/ "title"), <https://example.org/>, ![picture](a.png).

- One
    1. Deeper
- [x] Two

> Said `in code`

| a | b |
|---|:-:|
| 1 | 2 |

```python
print("&lt;")
```
<script>alert(1)</script>
Term
: Meaning[^1]

[^1]: Note
"""
OBJECTS = (
    b'[{"name": "Anna", "email": "anna@example.org", "country": "UZ", "more": {"a": [1, 2.5, null, true]}}]'
)


def exported(command: str, *arguments: str) -> bytes:
    """Return the output of one of our own commands."""
    with tempfile.NamedTemporaryFile() as file:
        call_command(command, *arguments, "-o", file.name)
        return Path(file.name).read_bytes()


def picture(format: str, **options: Any) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((40, 30)).save(made, format, **options)
    return made.getvalue()


def word() -> bytes:
    document = Document()
    document.add_heading("Recommendations", 1)
    document.add_paragraph("States should act.", style="List Number")
    document.add_paragraph("(a) at once;", style="List Bullet")
    document.add_table(1, 2).cell(0, 0).text = "Cell"
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def workbook(head: list[str], rows: list[list[str]]) -> bytes:
    book = Workbook()
    for row in (head, *rows):
        book.active.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def open_document(kind: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", "<a/>")
    return made.getvalue()


def _rows(table: bytes) -> tuple[list[str], list[list[str]]]:
    head, *rows = [line.split(",") for line in table.decode("utf-8-sig").splitlines()]
    return head, rows


def schedules() -> dict[str, list[bytes]]:
    """Return schedules by format."""
    own = {
        name: exported("exportagenda", "here", "--format", name)
        for name in ("frab-xml", "frab-json", "ics", "csv", "xlsx")
    }
    return {
        "xml": [SCHEDULE, FOSDEM_2007, own["frab-xml"]],
        "json": [own["frab-json"], HUB],
        "ics": [CALENDAR, CALENDAR, OUTLOOK, own["ics"]],
        "csv": [SCHED, own["csv"]],
        "xlsx": [own["xlsx"]],
        "ods": [write_ods("Programme", *_rows(SCHED))],
    }


def systems() -> dict[str, list[bytes]]:
    """Return exports of Indico, pretalx and pretix, each page alone; and all pages of one in an archive."""
    files = [pretalx(), pretix(), indico()]
    archives = [packed([SourceFile(name, content) for name, content in each.items()]) for each in files]
    return {"json": [content for each in files for content in each.values()], "zip": archives}


def lists(command: str, *more: bytes) -> dict[str, list[bytes]]:
    """Return lists of people or recommendations by format."""
    own = {name: exported(command, "here", "--format", name) for name in ("csv", "xlsx", "json", "ods")}
    return {name: [content, *(more if name == "csv" else ())] for name, content in own.items()}


def texts() -> dict[str, list[bytes]]:
    return {"docx": [word()], "txt": ["1. States should act.\n(a) at once;\nРекомендации\n".encode("cp1251")]}


def cells() -> dict[str, list[bytes]]:
    """Return cells as a spreadsheet copies them."""
    return {
        "tsv": [
            PEOPLE.decode("cp1251").replace(";", "\t").encode(),
            "Анна Каримова\tanna@example.org\n".encode(),
        ]
    }


def words() -> dict[str, list[bytes]]:
    return {"txt": ["1. States should act.\n(a) at once;\n(i) and well.\n2. Рекомендации\n".encode()]}


def votes() -> dict[str, list[bytes]]:
    return {"csv": [VOTES], "xlsx": [workbook(*_rows(VOTES))], "ods": [write_ods("Votes", *_rows(VOTES))]}


def programme() -> dict[str, list[bytes]]:
    return {"txt": [PROGRAMME], "tsv": [PROGRAMME.replace(b" ", b"\t")]}


def names() -> dict[str, list[bytes]]:
    return {
        "txt": [
            b"Anna Karimova <anna@example.org>\nBob; bob@example.org\nZuhra Niyozova <zuhra@example.org>\n"
        ]
    }


def markdown() -> dict[str, list[bytes]]:
    return {"md": [MARKDOWN]}


def papers() -> dict[str, list[bytes]]:
    """Return files of which only the outside is checked."""
    return {
        "pdf": [pdf_of(1)],
        "docx": [word()],
        "odt": [open_document("text")],
        "odp": [open_document("presentation")],
        "png": [picture("PNG")],
        "jpg": [picture("JPEG")],
    }


def scans() -> dict[str, list[bytes]]:
    return {"pdf": [pdf_of(1)], "png": [picture("PNG")], "jpg": [picture("JPEG")]}


def sealed() -> dict[str, list[bytes]]:
    """A PDF with a seal, and one without."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(CONFMAN_SEAL_KEY=str(write_key(Path(folder))), CONFMAN_SEAL_PASSWORD=PASSWORD),
    ):
        return {"pdf": [plain := pdf_of(1), seal(plain)]}


def pictures() -> dict[str, list[bytes]]:
    exif = Image.Exif()
    exif[0x0112] = 6
    return {
        "png": [picture("PNG"), picture("PNG", optimize=True)],
        "jpg": [picture("JPEG"), picture("JPEG", exif=exif.tobytes(), progressive=True)],
        "webp": [picture("WEBP"), picture("WEBP", exif=exif.tobytes(), lossless=True)],
    }


def templates() -> dict[str, list[bytes]]:
    return {"docx": [standard_template("agenda.agenda", "en")]}


Samples = Callable[[], dict[str, list[bytes]]]
