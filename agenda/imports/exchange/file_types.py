"""Which kind of file it is, by its content; then its reader."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from agenda.imports.exchange.text_cleanup import mend_characters
from agenda.programme.exchange.schedule import (
    MOST_SESSIONS,
    Schedule,
    TooManySessions,
    UnreadableSchedule,
    require_reasonable,
)
from confman.web.uploads.guard import reader_guard

# A schedule of 674 sessions has 1.2 MB.
LARGEST = 16 * 1024 * 1024
# Elements or objects: small ones cost a hundred times their bytes in memory. Real schedules have sixty a session.
MOST_PARTS = {"xml": 1_000_000, "json": 500_000}


def read_schedule(content: bytes, *, columns: Mapping[str, str] | None = None) -> Schedule:
    """The schedule in a file: frab XML, c3voc JSON, iCalendar, CSV, XLSX or ODS.

    `columns` maps a table's headings to our fields. Raises UnreadableSchedule, which says where it breaks off.
    """
    with reader_guard(refusal=UnreadableSchedule):
        schedule = _reader(content, columns or {})
        require_reasonable(schedule)
        mend_characters(schedule)
        return schedule


def is_quick(content: bytes, *, sessions: int, size: int) -> bool:
    """Whether it is read in a moment: a small file, as far as can be told without reading it."""
    return len(content) <= size and content.count(b"BEGIN:VEVENT") + content.count(b"<event") <= sessions


def is_table(content: bytes) -> bool:
    """Whether its columns may have to be matched. Raises UnreadableSchedule for what need not be read to be refused."""
    kind = _kind(content)
    _require_reasonable(content, kind)
    return kind == "table"


def _reader(content: bytes, columns: Mapping[str, str]) -> Schedule:
    """What the reader of its kind makes of it. Readers are loaded when they are needed."""
    kind = _kind(content)
    _require_reasonable(content, kind)
    if kind == "xml":
        from agenda.imports.exchange.frab_xml_reader import read_frab_xml

        return read_frab_xml(content)
    if kind == "json":
        from agenda.imports.exchange.frab_json_reader import read_frab_json

        return read_frab_json(content)
    if kind == "calendar":
        from agenda.imports.exchange.calendar_reader import read_calendar

        return read_calendar(content)
    from agenda.imports.exchange.tables_reader import read_table_schedule

    return read_table_schedule(content, columns)


def _require_reasonable(content: bytes, kind: str) -> None:
    """Raise UnreadableSchedule for what would take long and much memory, by counting before it is read."""
    events = {"xml": content.count(b"<event"), "calendar": content.count(b"BEGIN:VEVENT")}.get(kind, 0)
    parts = {"xml": content.count(b"<"), "json": content.count(b"{") + content.count(b"[")}.get(kind, 0)
    if events > MOST_SESSIONS or parts > MOST_PARTS.get(kind, 0):
        raise TooManySessions


def _kind(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableSchedule(
            _("The file is over %(limit)d MB, which no schedule needs.") % {"limit": LARGEST // 1024**2}
        )
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise UnreadableSchedule(_("The file is empty."))
    start = head
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = content[2:200].replace(b"\x00", b"").lstrip()
    if start.startswith(b"<"):
        return "xml"
    if start.startswith(b"{"):
        return "json"
    return "calendar" if head[:15].upper().startswith(b"BEGIN:VCALENDAR") else "table"
