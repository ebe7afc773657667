"""Which kind of file it is, by its content; then its reader."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from agenda.exchange.schedule import Schedule, UnreadableSchedule

LARGEST = 100 * 1024 * 1024


def read_schedule(content: bytes, *, columns: Mapping[str, str] | None = None) -> Schedule:
    """The schedule in a file: frab XML, c3voc JSON, iCalendar, CSV, XLSX or ODS.

    `columns` maps a table's headings to our fields. Raises UnreadableSchedule, which says where it breaks off.
    """
    if len(content) > LARGEST:
        raise UnreadableSchedule(_("The file is over 100 MB, which no schedule needs."))
    head = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:2000]
    if not head:
        raise UnreadableSchedule(_("The file is empty."))
    if head.startswith(b"<") or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        from agenda.exchange.frab_xml_reader import read_frab_xml

        return read_frab_xml(content)
    if head.startswith((b"{", b"[")):
        from agenda.exchange.frab_json_reader import read_frab_json

        return read_frab_json(content)
    if head[:15].upper().startswith(b"BEGIN:VCALENDAR"):
        from agenda.exchange.calendar_reader import read_calendar

        return read_calendar(content)
    from agenda.exchange.tables_reader import read_table_schedule

    return read_table_schedule(content, columns or {})
