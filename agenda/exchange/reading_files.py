"""Which kind of file it is, by its content; then its reader."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from agenda.exchange.mending import mend_characters
from agenda.exchange.schedule import Schedule, UnreadableSchedule

# A schedule of 674 sessions has 1.2 MB; the largest conference has no twentieth of this.
LARGEST = 32 * 1024 * 1024


def read_schedule(content: bytes, *, columns: Mapping[str, str] | None = None) -> Schedule:
    """The schedule in a file: frab XML, c3voc JSON, iCalendar, CSV, XLSX or ODS.

    `columns` maps a table's headings to our fields. Raises UnreadableSchedule, which says where it breaks off.
    """
    schedule = _reader(content, columns or {})
    mend_characters(schedule)
    return schedule


def is_table(content: bytes) -> bool:
    """Whether its columns may have to be matched."""
    return _kind(content) == "table"


def _reader(content: bytes, columns: Mapping[str, str]) -> Schedule:
    """What the reader of its kind makes of it. Readers are loaded when they are needed."""
    kind = _kind(content)
    if kind == "xml":
        from agenda.exchange.frab_xml_reader import read_frab_xml

        return read_frab_xml(content)
    if kind == "json":
        from agenda.exchange.frab_json_reader import read_frab_json

        return read_frab_json(content)
    if kind == "calendar":
        from agenda.exchange.calendar_reader import read_calendar

        return read_calendar(content)
    from agenda.exchange.tables_reader import read_table_schedule

    return read_table_schedule(content, columns)


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
