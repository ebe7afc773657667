"""Files that readers take longest for, each as large as may be read while someone waits, or larger."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from babel import localedata
from docx import Document
from PIL import Image

from confman.documents.rendering.spreadsheets import RENDERERS, Sheet
from confman.web.uploads.limits import MAX_BYTES, MAX_MARKS
from outcomes.drafting.exchange import text_import
from tests.registrations.source_systems.samples import order, page, position

# The expected result: read and imported while someone waits, left to the worker, or refused with a sentence.
AT_ONCE, WORKER, REFUSED = "at once", "worker", "refused"


@dataclass(frozen=True)
class WorstFile:
    extension: str
    make: Callable[[], bytes]
    fate: str = AT_ONCE


def schedule(events: str, more: str = "") -> bytes:
    return (
        "<schedule><conference><title>X</title><start>2027-03-30</start><end>2027-03-31</end></conference>"
        f'{more}<day index="1" date="2027-03-30"><room name="R">{events}</room></day></schedule>'
    ).encode()


def event(number: int, within: str = "") -> str:
    """Return the number-th of consecutive events, which have no conflicts."""
    hour = f"{number // 60 % 24:02}:{number % 60:02}"
    return (
        f'<event guid="g{number}"><date>2027-03-{number // 1440 + 10}T{hour}:00+05:00</date><duration>00:01</duration>'
        f"<title>Session {number}</title>{within}</event>"
    )


def events(count: int, persons: int = 0, attachments: int = 0) -> bytes:
    return schedule(
        "".join(
            event(
                one,
                "<persons>"
                + "".join(
                    f'<person id="{one * persons + each}">Name{one} Family{each}</person>'
                    for each in range(persons)
                )
                + "</persons><attachments>"
                + "".join(
                    f'<attachment href="https://a.b/{one}/{each}">A</attachment>'
                    for each in range(attachments)
                )
                + "</attachments>",
            )
            for one in range(count)
        )
    )


def texts(word: str) -> bytes:
    """Return as many sessions as fit, each with a text of maximal length."""
    longest = word * (19_000 // len(word))
    count = (MAX_BYTES - 2000) // (len(longest.encode()) + 300)
    return schedule("".join(event(one, f"<description>{longest}</description>") for one in range(count)))


def frab_json(count: int, persons: int) -> bytes:
    rows = [
        {
            "guid": f"g{one}", "id": one, "duration": "00:01",
            "date": f"2027-03-{one // 1440 + 10}T{one // 60 % 24:02}:{one % 60:02}:00+05:00",
            "title": f"Session {one}",
            "persons": [{"id": one * persons + each, "name": f"Name{one} Family{each}"} for each in range(persons)],
        }
        for one in range(count)
    ]  # fmt: skip
    day = {"index": 1, "date": "2027-03-30", "rooms": {"R": rows}}
    conference = {"title": "X", "start": "2027-03-30", "end": "2027-03-31", "days": [day]}
    return json.dumps({"schedule": {"version": "1", "conference": conference}}).encode()


def orders(count: int, positions: int = 1, answers: int = 0) -> bytes:
    """Return orders of pretix."""
    said = [{"question": 4, "answer": "no nuts"}] * answers
    return page(
        [
            order(
                f"A{one}",
                *(position(each + 1, f"Name{one} Family{each}", answers=said) for each in range(positions)),
            )
            for one in range(count)
        ]
    )


def unfolding(megabytes: int) -> bytes:
    """Return an archive of one file of blanks."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("orders.json", b" " * megabytes * 1024**2)
    return made.getvalue()


def calendar(count: int, attendees: int = 0) -> bytes:
    one = (
        "BEGIN:VEVENT\r\nUID:{0}@x\r\nDTSTAMP:20270101T000000Z\r\nDTSTART:20270330T040000Z\r\n"
        "DTEND:20270330T050000Z\r\nSUMMARY:Session {0}\r\n{1}END:VEVENT\r\n"
    )
    rows = "".join(
        one.format(
            number,
            "".join(f"ATTENDEE;CN=Name{number} F{each}:mailto:a{each}@b.c\r\n" for each in range(attendees)),
        )
        for number in range(count)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{rows}END:VCALENDAR\r\n".encode()


def table(head: list[str], rows: list[list[str]], format: str = "csv") -> bytes:
    return RENDERERS[format](Sheet("List", head, rows))


def people(count: int, format: str = "csv") -> bytes:
    head = ["name", "email", "organization", "country", "delegation", "job title", "phone"]
    return table(
        head,
        [
            [f"Name{one} Family{one * 7}", f"p{one}@example.org", f"Ministry {one % 50}", "UZ",
             f"Delegation {one}", "Counsellor", f"+99890{one:07d}"]
            for one in range(count)
        ],
        format,
    )  # fmt: skip


def wide(count: int, columns: int) -> bytes:
    found = [code for code in localedata.locale_identifiers() if len(code) in (2, 3)]
    head = ["name", *(f"job_title_{code}" for code in found[: columns - 1])]
    return table(head, [[f"Name{one} Family{one}", *(["Chief"] * (len(head) - 1))] for one in range(count)])


def repeated_ods(rows: int, columns: int) -> bytes:
    """Return a file of a few hundred bytes: one cell repeated many times, in a row repeated many times."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    row = (
        f'<t:table-row t:number-rows-repeated="1000"><t:table-cell t:number-columns-repeated="{columns}" '
        'o:value-type="string"><x:p>Ann Sample</x:p></t:table-cell></t:table-row>'
    )
    body = (
        f'<o:document-content xmlns:o="{name}:office:1.0" xmlns:t="{name}:table:1.0" xmlns:x="{name}:text:1.0">'
        f"<o:body><o:spreadsheet><t:table>{row * (rows // 1000)}</t:table></o:spreadsheet></o:body>"
        "</o:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": body})


def archive(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return packed.getvalue()


@cache
def many_entries(count: int) -> bytes:
    return archive({f"{number}": "" for number in range(count)})


def ods(rows: str) -> bytes:
    name = "urn:oasis:names:tc:opendocument:xmlns"
    body = (
        f'<o:document-content xmlns:o="{name}:office:1.0" xmlns:t="{name}:table:1.0" xmlns:x="{name}:text:1.0">'
        f"<o:body><o:spreadsheet><t:table>{rows}</t:table></o:spreadsheet></o:body></o:document-content>"
    )
    return archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": body})


def examples() -> bytes:
    """Return long headings, and columns whose first values come after all others are full."""
    full = '<t:table-cell t:number-columns-repeated="%d" o:value-type="string"><x:p>%s</x:p></t:table-cell>'
    last = '<t:table-cell o:value-type="string"><x:p>b</x:p></t:table-cell>'
    head = "".join(last.replace("b", name) for name in ("title", "name", "text"))
    head += full % (295, "a" * 20_000)
    rows = (f"<t:table-row>{full % (column, 'a' * 200)}{last}</t:table-row>" * 25 for column in range(3, 298))
    return ods(f"<t:table-row>{head}</t:table-row>{''.join(rows)}")


def excel(rows: str, *, sheet: str = "sheet1.xml", relations: int = 0) -> bytes:
    """Return a workbook of these rows after a head and a name, with any sheet name and relations."""
    package, office = (
        "http://schemas.openxmlformats.org/package/2006",
        "http://schemas.openxmlformats.org/officeDocument/2006",
    )
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<row r="1"><c r="A1" t="str"><v>name</v></c></row><row r="2"><c r="A2" t="str"><v>Ann Sample</v></c></row>'
    more = "".join(f'<Relationship Id="a{each}" Type="b" Target="c"/>' for each in range(relations))
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/{sheet}" ContentType="{types}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}/relationships"><sheets>'
            '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/relationships/worksheet" Target="worksheets/{sheet}"/>{more}</Relationships>',
            f"xl/worksheets/{sheet}": f'<worksheet xmlns="{main}"><sheetData>{head}{rows}</sheetData></worksheet>',
        }
    )  # fmt: skip


def zoned(rule: str) -> bytes:
    """Return a calendar with its own time zone, which changes by this rule, there and back."""
    changes = "".join(
        f"BEGIN:{name}\r\nDTSTART:1970010{day}T000000\r\nTZOFFSETFROM:+0{before}00\r\nTZOFFSETTO:+0{after}00\r\n"
        f"TZNAME:{name[0]}\r\nRRULE:{rule}\r\nEND:{name}\r\n"
        for name, day, before, after in (("STANDARD", 1, 6, 5), ("DAYLIGHT", 2, 5, 6))
    )
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Own\r\n{changes}END:VTIMEZONE\r\n"
    return (
        calendar(1)
        .replace(b"BEGIN:VEVENT", zone.encode() + b"BEGIN:VEVENT")
        .replace(b"DTSTART:20270330T040000Z", b"DTSTART;TZID=Own:20270330T040000")
        .replace(b"DTEND:20270330T050000Z", b"DTEND;TZID=Own:20270330T050000")
    )


def scans(count: int) -> bytes:
    """Return a JPEG whose last scan is repeated."""
    content = picture("JPEG", "L", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:-2] + content[last:-2] * count + content[-2:]


def listed(size: int) -> bytes:
    """Return an archive whose directory has this many additional bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for number in range(size // 60_000):
            entry = zipfile.ZipInfo(f"{number}")
            entry.extra = b"\x99\x99\x00\x00" * 15_000
            packed.writestr(entry, "")
    return written.getvalue()


def recommendations(count: int, paragraphs: int) -> bytes:
    text = "\n".join(f"({chr(97 + each % 26)}) Strengthen hotline {each}." for each in range(paragraphs))
    return table(
        ["text", "addressee", "theme"],
        [[f"Strengthen {one}:\n{text}", f"Ministry of {one}", f"Theme {one}"] for one in range(count)],
    )


def word(paragraphs: int, runs: int = 1, *, first: str = "") -> bytes:
    document = Document()
    if first:
        document.add_paragraph(first)
    for number in range(paragraphs):
        paragraph = document.add_paragraph()
        for each in range(runs):
            paragraph.add_run(f"{number}. Strengthen the hotline {each} ")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def word_of_xml(body: str) -> bytes:
    """Return a Word file with this XML in its body."""
    plain = io.BytesIO(word(0))
    written = io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/document.xml":
                content = content.replace(b"<w:sectPr", f"{body}<w:sectPr".encode(), 1)
            packed.writestr(entry, content)
    return written.getvalue()


def picture(format: str, mode: str, *, side: int = 7000, noise: bool = False, **options: object) -> bytes:
    """Return a picture with the maximal number of points, or `side` by `side`."""
    found = Image.new(mode, (side, side))
    if noise:
        found = Image.frombytes(mode, (1000, 1000), os.urandom(1000 * 1000 * len(mode))).resize((side, side))
    written = io.BytesIO()
    found.save(written, format, **options)
    return written.getvalue()


def _full(piece: str, size: int) -> bytes:
    return (piece * (size // len(piece.encode()) + 1)).encode()[:size]


MEGABYTE = 1024 * 1024
Files = dict[str, WorstFile]
# For every table whose columns are matched on a page.
EXAMPLES: Files = {"examples": WorstFile("ods", examples, WORKER)}
SYSTEMS: Files = {
    "orders": WorstFile("json", lambda: orders(200)),
    "more orders": WorstFile("json", lambda: orders(1000), WORKER),
    "one order of many": WorstFile("json", lambda: orders(1, positions=250)),
    "values": WorstFile("json", lambda: b'{"results": [' + b"1," * (MAX_MARKS - 100) + b"1]}", REFUSED),
    "lists": WorstFile("json", lambda: b'{"results": ' + b"[" * 9000 + b"]" * 9000 + b"}", REFUSED),
    "answers": WorstFile("json", lambda: orders(1, answers=15_000)),
    "a schedule": WorstFile("xml", lambda: events(190)),
    "an archive that unfolds to much": WorstFile("zip", lambda: unfolding(250), REFUSED),
}
SCHEDULES: Files = {
    **EXAMPLES,
    "sessions": WorstFile("xml", lambda: events(499)),
    "people in one session": WorstFile("xml", lambda: events(1, persons=990)),
    "people": WorstFile("xml", lambda: events(80, persons=10)),
    "papers": WorstFile("xml", lambda: events(80, attachments=10)),
    "more sessions": WorstFile("xml", lambda: events(600), WORKER),
    "more people": WorstFile("xml", lambda: events(100, persons=100), WORKER),
    "texts": WorstFile("xml", lambda: texts("word ")),
    "Russian texts": WorstFile("xml", lambda: texts("щи")),
    "more texts": WorstFile("xml", lambda: events(1).replace(b"Session 0", b"a" * MAX_BYTES), WORKER),
    "elements": WorstFile("xml", lambda: schedule(event(1), "<x/>" * (MAX_MARKS - 200))),
    "elements in a session": WorstFile("xml", lambda: schedule(event(1, "<x/>" * (MAX_MARKS - 200)))),
    "more elements": WorstFile("xml", lambda: schedule(event(1), "<x/>" * MAX_MARKS), WORKER),
    "sessions that cannot be read": WorstFile(
        "xml",
        lambda: schedule("".join(f"<event><duration>{one}h</duration></event>" for one in range(490))),
        REFUSED,
    ),
    "JSON of people": WorstFile("json", lambda: frab_json(80, 10)),
    "more JSON": WorstFile("json", lambda: frab_json(3000, 0), WORKER),
    "JSON of values": WorstFile("json", lambda: b'{"schedule": [' + b"1," * (MAX_MARKS - 100) + b"1]}", REFUSED),
    "calendar": WorstFile("ics", lambda: calendar(499)),
    "calendar of attendees": WorstFile("ics", lambda: calendar(2, attendees=30_000), WORKER),
    "more of a calendar": WorstFile("ics", lambda: calendar(5000), WORKER),
    "calendar of one long line": WorstFile(
        "ics",
        lambda: calendar(1).replace(b"SUMMARY:", b"DESCRIPTION:" + b"a" * (MAX_BYTES - 2000) + b"\r\nSUMMARY:"),
    ),
    "rows": WorstFile("csv", lambda: table(["title", "date"], [[f"S{n}", "2027-03-30"] for n in range(499)])),
    "rows in Excel": WorstFile("xlsx", lambda: table(["title"], [[f"S{n}"] for n in range(499)], "xlsx")),
    "more rows": WorstFile("csv", lambda: table(["title"], [[f"S{n}"] for n in range(60_000)]), WORKER),
    "attributes": WorstFile(
        "xml",
        lambda: schedule(event(1, "<x " + " ".join(f'a{n}="1"' for n in range(40_000)) + "/>")),
        REFUSED,
    ),
    "a zone that changes every second": WorstFile("ics", lambda: zoned("FREQ=SECONDLY"), REFUSED),
    "a zone with summer time": WorstFile("ics", lambda: zoned("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")),
    "events within events": WorstFile(
        "ics", lambda: calendar(1).replace(b"BEGIN:VEVENT", b"begin:vevent\r\n" * 480 + b"BEGIN:VEVENT"), REFUSED
    ),
    "speakers in a cell": WorstFile(
        "csv", lambda: table(["title", "speakers"], [["S", "; ".join(f"Name{n} F" for n in range(990))]])
    ),
    "more speakers in a cell": WorstFile(
        "csv", lambda: table(["title", "speakers"], [["S", "; ".join(f"Name{n} F" for n in range(50_000))]]), WORKER
    ),
}  # fmt: skip
LISTS: Files = {
    **EXAMPLES,
    "people": WorstFile("csv", lambda: people(1000)),
    "people in Excel": WorstFile("xlsx", lambda: people(1000, "xlsx")),
    "people in OpenDocument": WorstFile("ods", lambda: people(1000, "ods")),
    "more people": WorstFile("csv", lambda: people(12_000), WORKER),
    "more people in Excel": WorstFile("xlsx", lambda: people(3000, "xlsx"), WORKER),
    "namesakes": WorstFile(
        "csv", lambda: table(["name", "organization"], [["Ann Sample", f"O{n}"] for n in range(1000)])
    ),
    "columns": WorstFile("csv", lambda: wide(160, 300)),
    "rows and a wide one": WorstFile("csv", lambda: b"a\n" * 40_000 + b"b," * 298 + b"c\n", WORKER),
    "cells that are one": WorstFile("ods", lambda: repeated_ods(200_000, 299), WORKER),
    "files in an archive": WorstFile("xlsx", lambda: many_entries(100_000), WORKER),
    "a row far below": WorstFile("xlsx", lambda: excel('<row r="2000000000"><c t="str"><v>x</v></c></row>'), WORKER),
    "blanks far to the right": WorstFile(
        "xlsx", lambda: excel('<row><c r="ZZZ1" t="str"><v> </v></c></row>' * 14_000), WORKER
    ),
    "a sheet of another name": WorstFile(
        "xlsx", lambda: excel("<row><c/></row>" * 1_000_000, sheet="sheet1.dat"), WORKER
    ),
    "relations": WorstFile("xlsx", lambda: excel("", relations=100_000), WORKER),
    "blanks that are one": WorstFile(
        "ods",
        lambda: ods(
            '<t:table-row t:number-rows-repeated="1000">'
            + '<t:table-cell t:number-columns-repeated="1000" o:value-type="string"><x:p> </x:p></t:table-cell>' * 19
            + "</t:table-row>"
        ),
        WORKER,
    ),
    "gaps": WorstFile(
        "ods",
        lambda: ods(
            "<t:table-row>"
            + '<t:table-cell t:number-columns-repeated="20000"/><t:table-cell o:value-type="string"><x:p>a</x:p>'
            "</t:table-cell>" * 16_000
            + "</t:table-row>"
        ),
        REFUSED,
    ),
    "objects of other names": WorstFile(
        "json", lambda: json.dumps([{f"n{n}": "Ann"} for n in range(20_000)]).encode(), REFUSED
    ),
    "values": WorstFile("json", lambda: b'[{"name":[' + b"1," * (MAX_MARKS - 100) + b"1]}]", REFUSED),
    "cells": WorstFile("csv", lambda: b"name,organization\n" + (b"Ann,%s\n" % (b"a" * 3000)) * 990, REFUSED),
    "signs of no language": WorstFile("csv", lambda: b"name\n" + b"\xe9" * (MAX_BYTES - 10), REFUSED),
    "more signs of no language": WorstFile("csv", lambda: b"name\n" + b"\xe9" * (18 * MEGABYTE), WORKER),
    "quotation marks": WorstFile("csv", lambda: b'name\n"' + b'""' * (MAX_BYTES // 2 - 10), REFUSED),
}  # fmt: skip
INVITEES: Files = {
    **EXAMPLES,
    "invitees": WorstFile(
        "csv",
        lambda: table(
            ["name", "email", "addressee"], [[f"Ministry {n}", f"m{n}@a.example", "X"] for n in range(200)]
        ),
    ),
    "more invitees": WorstFile("csv", lambda: table(["name"], [[f"Ministry {n}"] for n in range(5000)]), WORKER),
}  # fmt: skip
RECOMMENDATIONS: Files = {
    **EXAMPLES,
    "recommendations": WorstFile("csv", lambda: recommendations(250, 3)),
    "paragraphs": WorstFile("csv", lambda: recommendations(250, 150)),
    "more recommendations": WorstFile("csv", lambda: recommendations(3000, 0), WORKER),
}
VOTES: Files = {
    "votes": WorstFile("csv", lambda: table(["delegation", "vote"], [[f"State {n}", "yes"] for n in range(2000)])),
    "votes in Excel": WorstFile(
        "xlsx", lambda: table(["a", "b"], [[f"S{n}", "yes"] for n in range(30_000)], "xlsx"), REFUSED
    ),
    "cells that are one": WorstFile("ods", lambda: repeated_ods(200_000, 299), REFUSED),
}  # fmt: skip
TEXTS: Files = {
    "paragraphs": WorstFile("docx", lambda: word(900)),
    "runs": WorstFile("docx", lambda: word(900, 18)),
    "elements": WorstFile("docx", lambda: word_of_xml("<w:p/>" * 150_000), REFUSED),
    "more elements": WorstFile("docx", lambda: word_of_xml("<w:p/>" * 1_500_000), REFUSED),
    "elements of another name": WorstFile(
        "docx", lambda: word_of_xml("<w:p/>" * 150_000).replace(b"document.xml", b"document.dat"), REFUSED
    ),
    "plain text": WorstFile("txt", lambda: _full("Strengthen the hotline.\n", 4 * MEGABYTE)),
    "one long line": WorstFile("txt", lambda: _full("Strengthen the hotline. ", text_import.MAX_UNFOLDED)),
    "more plain text": WorstFile("txt", lambda: _full("1. Strengthen the hotline.\n", 9 * MEGABYTE), REFUSED),
    "signs of no language": WorstFile("txt", lambda: b"\xe9" * text_import.MAX_UNFOLDED),
}
# None of them was made of the report that it is brought to.
COPIES: Files = {name: replace(text, fate=REFUSED) for name, text in TEXTS.items()}
PLACE_OF_TEXT = "{{ body }}"
TEMPLATES: Files = {
    "paragraphs": WorstFile("docx", lambda: word(900, first=PLACE_OF_TEXT)),
    "elements": WorstFile(
        "docx",
        lambda: word_of_xml(f"<w:p><w:r><w:t>{PLACE_OF_TEXT}</w:t></w:r></w:p>" + "<w:p/>" * 1_500_000),
    ),
    "files in an archive": WorstFile("docx", lambda: many_entries(100_000), REFUSED),
}
PICTURES: Files = {
    "PNG": WorstFile("png", lambda: picture("PNG", "RGBA")),
    "JPEG": WorstFile("jpg", lambda: picture("JPEG", "RGB", noise=True, quality=20)),
    "JPEG by steps": WorstFile(
        "jpg", lambda: picture("JPEG", "RGB", noise=True, quality=20, progressive=True)
    ),
    "WebP": WorstFile("webp", lambda: picture("WEBP", "RGB", side=4990, noise=True, quality=1, method=0)),
    "scans": WorstFile("jpg", lambda: scans(100_000), REFUSED),
    "more of a picture": WorstFile("png", lambda: picture("PNG", "L", side=7100), REFUSED),
    "more of a WebP": WorstFile(
        "webp", lambda: picture("WEBP", "RGB", side=5100, quality=1, method=0), REFUSED
    ),
}
DOCUMENTS: Files = {
    "files in an archive": WorstFile("docx", lambda: many_entries(100_000), REFUSED),
    "list of an archive": WorstFile("docx", lambda: listed(9 * MEGABYTE), REFUSED),
    "PDF": WorstFile("pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * (2 * MEGABYTE)),
}
SEALED: Files = {
    "objects": WorstFile("pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * (2 * MEGABYTE)),
    "parts within parts": WorstFile("pdf", lambda: b"%PDF-1.7\ntrailer\n" + b"[" * (9 * MEGABYTE)),
    "beginnings of a seal": WorstFile(
        "pdf", lambda: b"%PDF-1.7\n" + b"/ETSI.CAdES.detached" * (MEGABYTE // 2)
    ),
}
