"""Schedules that users upload: their kind is recognized by their content, and its reader called."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, is_dataclass
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.imports.exchange.importer import ScheduleReport, import_schedule
from agenda.imports.models import ScheduleUpload, upload_path
from agenda.imports.registries import schedule_readers
from agenda.programme.exchange.frab_fields import FORBIDDEN
from agenda.programme.exchange.schedule import (
    MAX_SESSIONS,
    Schedule,
    TooManySessions,
    UnreadableSchedule,
    require_reasonable,
)
from agenda.programme.exchange.spreadsheets import excerpt, read_agenda_sheet
from confman.conferences.models import Conference
from confman.registries import ref
from confman.web.uploads.guard import reader_guard
from confman.web.uploads.imports import FileImport, Progress, UploadTurn
from confman.web.uploads.limits import RequestTooLarge, require_within_limits


def clean_characters(schedule: Schedule) -> None:
    """Remove control characters and lone surrogates: XML forbids them, and no database keeps all of them."""
    for event in schedule.events:
        characters: list[str] = []
        for name in (field.name for field in fields(event)):
            setattr(event, name, _cleaned(getattr(event, name), characters))
        if characters:
            codes = ", ".join(sorted({f"U+{ord(character):04X}" for character in characters}))
            schedule.messages.append(
                _("%(place)s: characters that no text may have were left out (%(codes)s).")
                % {"place": event.place, "codes": codes}
            )
    unreported: list[str] = []
    for name in (field.name for field in fields(schedule)):
        if name not in ("events", "messages", "refused", "days", "states"):
            setattr(schedule, name, _cleaned(getattr(schedule, name), unreported))


def _cleaned(value: object, characters: list[str]) -> object:
    if isinstance(value, str):
        if not FORBIDDEN.search(value):
            return value
        characters += FORBIDDEN.findall(value)
        return FORBIDDEN.sub("", value)
    if isinstance(value, dict):
        return {_cleaned(key, characters): _cleaned(text, characters) for key, text in value.items()}
    if isinstance(value, list):
        return [_cleaned(item, characters) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        for name in (field.name for field in fields(value)):
            setattr(value, name, _cleaned(getattr(value, name), characters))
    return value


# A schedule of 674 sessions has 1.2 MB.
LARGEST = 16 * 1024 * 1024
# People, items, links, rooms (half as many sessions) handled within a second; more is left to the worker.
MAX_AT_ONCE = 1000
# Elements or objects: small ones take a hundred times their bytes in memory. Real schedules have sixty a session.
MAX_PARTS = {"xml": 1_000_000, "json": 500_000}
_READERS: dict[str, Callable[..., Schedule]] = {
    "xml": ref("agenda.imports.exchange.frab_xml_reader:read_frab_xml"),
    "json": ref("agenda.imports.exchange.frab_json_reader:read_frab_json"),
    "calendar": ref("agenda.imports.exchange.calendar_reader:read_calendar"),
    "table": ref("agenda.imports.exchange.spreadsheet_reader:read_spreadsheet_schedule"),
}


def read_schedule(
    content: bytes, *, columns: Mapping[str, str] | None = None, at_once: bool = False
) -> Schedule:
    """Read the schedule in a file: frab XML, c3voc JSON, iCalendar, CSV, XLSX or ODS, or what an extension reads.

    `columns` maps a table's headings to our fields. Raises UnreadableSchedule, which says where it breaks
    off. `at_once`: someone waits; raises RequestTooLarge for what takes longer than a moment to read or to
    import.
    """
    with reader_guard(refusal=UnreadableSchedule):
        if at_once:
            require_within_limits(content)
            _require_few(2 * _events_in(content))
        schedule = _reader(content, columns or {}, at_once)
        require_reasonable(schedule)
        if at_once:
            _require_few(_size_of(schedule))
        clean_characters(schedule)
        return schedule


def is_spreadsheet(content: bytes) -> bool:
    """Tell whether its columns may have to be matched. Raises UnreadableSchedule if it is refused unread."""
    kind = _kind(content)
    _require_reasonable(content, kind)
    return kind == "table"


def _size_of(schedule: Schedule) -> int:
    """Return how much an import has to create or look up: sessions, counted twice, and all that belongs to them."""
    rows_of_events = sum(
        len(event.persons) + len(event.items) + len(event.links) + len(event.attachments)
        for event in schedule.events
    )
    others = len(schedule.refused) + len(schedule.rooms) + len(schedule.themes)
    return 2 * len(schedule.events) + rows_of_events + others


def _require_few(count: int) -> None:
    if count > MAX_AT_ONCE:
        raise RequestTooLarge


def _reader(content: bytes, columns: Mapping[str, str], at_once: bool) -> Schedule:
    """Return what the reader for its kind makes of it. Readers are loaded when they are needed."""
    kind = _kind(content)
    _require_reasonable(content, kind)
    if kind in schedule_readers:
        return schedule_readers.get(kind).read(content)
    if kind == "table":
        return _READERS[kind](content, columns, at_once=at_once)
    return _READERS[kind](content)


def _require_reasonable(content: bytes, kind: str) -> None:
    """Raise UnreadableSchedule for a file that would take too long or too much memory, by counting its parts."""
    events = _events_in(content) if kind in ("xml", "calendar") else 0
    parts = {"xml": content.count(b"<"), "json": content.count(b"{") + content.count(b"[")}.get(kind, 0)
    if events > MAX_SESSIONS or parts > MAX_PARTS.get(kind, 0):
        raise TooManySessions


def _events_in(content: bytes) -> int:
    """Count the events, as far as possible without reading the file."""
    return content.count(b"<event") + content.upper().count(b"BEGIN:VEVENT")


def _kind(content: bytes) -> str:
    if len(content) > LARGEST:
        raise UnreadableSchedule(
            _("The file is over %(limit)d MB, which no schedule needs.") % {"limit": LARGEST // 1024**2}
        )
    head = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head:
        raise UnreadableSchedule(_("The file is empty."))
    for reader in schedule_readers:
        if reader.recognizes(head):
            return reader.key
    start = head
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = content[2:200].replace(b"\x00", b"").lstrip()
    if start.startswith(b"<"):
        return "xml"
    if start.startswith(b"{"):
        return "json"
    return "calendar" if head[:15].upper().startswith(b"BEGIN:VCALENDAR") else "table"


# Lines that are kept of a preview; the rest can be seen in the file.
MAX_LINES = 2000


class ScheduleImport(FileImport):
    """Sessions with all that belongs to them. The columns of tables are matched; other formats define theirs."""

    model = ScheduleUpload
    permission = "agenda.edit_agenda"
    task = "agenda.imports.tasks.run_schedule_upload"
    verbs = ("agenda.imported",)
    gone = gettext_lazy("This file is no longer kept. Choose it again.")
    understanding = gettext_lazy("The sessions are understood; nothing has been written yet.")

    def begin(self, content: bytes, **common: Any) -> ScheduleUpload:
        upload = ScheduleUpload(is_table=is_spreadsheet(content), **common)
        upload.file.name = upload_path(upload, "")
        return upload

    def has_columns(self, upload: ScheduleUpload) -> bool:
        return upload.is_table

    def excerpt(
        self, upload: ScheduleUpload, content: bytes, *, at_once: bool = False
    ) -> dict[str, Any] | None:
        if upload.is_table:
            return excerpt(read_agenda_sheet(content, at_once=at_once))
        read_schedule(content, at_once=at_once)
        return None

    def parse(self, upload: ScheduleUpload, *, at_once: bool = False) -> Schedule:
        columns = upload.choices.get("columns") or {}
        return read_schedule(self.content(upload), columns=columns, at_once=at_once)

    def preview(self, upload: ScheduleUpload, parsed: Schedule, progress: Progress) -> dict[str, Any]:
        return _plain(self._imported(upload, parsed, progress=progress, dry_run=True, with_lines=True))

    def import_all(
        self, upload: ScheduleUpload, parsed: Schedule, progress: Progress, turn: UploadTurn
    ) -> None:
        seen = upload.preview.get("seen") if upload.preview else None

        def done(report: ScheduleReport) -> None:
            turn.done(summary_of(report))

        # Slow work comes before the transaction, in which an SQLite database takes no other writing.
        self._imported(upload, parsed, progress=progress, seen=seen, first=turn.take, along=done)

    @staticmethod
    def _imported(upload: ScheduleUpload, schedule: Schedule, **how: Any) -> ScheduleReport:
        choices = {name: value for name, value in upload.choices.items() if name != "columns"}
        return import_schedule(upload.conference, schedule, by=upload.user, **choices, **how)


SCHEDULES = ScheduleImport()


def delete_pending_uploads(conference: Conference) -> None:
    """Delete the uploads waiting for a decision after someone was erased: they may contain the name."""
    uploads = ScheduleUpload.objects.filter(conference=conference)
    paths = [upload.path for upload in uploads]
    uploads.delete()
    for path in paths:
        transaction.on_commit(partial(default_storage.delete, path))


def summary_of(report: ScheduleReport) -> str:
    """Return what an import did, in a sentence or two."""
    summary = report.summary
    if report.created or report.updated:
        summary += " " + _(
            "You can undo it: one step takes back all of it, and the rooms and people that it made."
        )
    return summary


def _plain(report: ScheduleReport) -> dict[str, Any]:
    """Return a report as the upload keeps it; where lines must be dropped, the refused and the changed come first."""
    order = {"changed": 0, "new": 1, "unchanged": 2}
    lines = report.lines
    if len(lines) > MAX_LINES:
        lines = sorted(lines, key=lambda line: order[line.state])
    return {
        "counts": {
            name: getattr(report, name)
            for name in ("created", "updated", "unchanged", "people", "rooms", "themes", "replaced")
        },
        "messages": report.messages[:MAX_LINES],
        "refused": report.refused[:MAX_LINES],
        "refused_count": len(report.refused),
        "lines": [asdict(line) for line in lines[:MAX_LINES]],
        "seen": report.seen,
    }
