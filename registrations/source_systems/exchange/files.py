"""The files of a takeover: unpacked, read as JSON, and recognized by what they say, whatever they are called."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.imports.exchange.uploads import read_schedule
from agenda.programme.exchange.schedule import Schedule
from confman.web.errors import Refused
from confman.web.uploads.guard import read_json, reader_guard
from confman.web.uploads.limits import (
    MAX_BYTES,
    RequestTooLarge,
    has_many_entries,
    looks_like_xml,
    require_within_limits,
)
from registrations.source_systems.exchange.source import listed

PRETALX, PRETIX, INDICO = "pretalx", "pretix", "indico"
SOURCES = {PRETALX: "pretalx", PRETIX: "pretix", INDICO: "Indico"}
# Bytes of all files together, unpacked; objects and lists in them.
LARGEST = 200 * 1024 * 1024
MAX_PARTS = 5_000_000
MAX_FILES = 2000
SCHEDULE = "schedule"
# Kinds of the rows of a list, by keys that all of them have. The first that fits counts.
_ROWS: tuple[tuple[str, str, frozenset[str]], ...] = (
    (PRETALX, "submissions", frozenset({"code", "state", "submission_type"})),
    (PRETALX, "speakers", frozenset({"code", "name", "biography"})),
    (PRETALX, "slots", frozenset({"submission", "room", "start"})),
    (PRETALX, "rooms", frozenset({"name", "capacity", "availabilities"})),
    (PRETALX, "rooms", frozenset({"name", "capacity", "speaker_info"})),
    (PRETALX, "tracks", frozenset({"name", "color", "requires_access_code"})),
    (PRETALX, "types", frozenset({"name", "default_duration"})),
    (PRETALX, "schedules", frozenset({"version", "published"})),
    (PRETALX, "questions", frozenset({"question", "target", "variant"})),
    (PRETALX, "answers", frozenset({"question", "answer", "submission"})),
    (PRETALX, "tags", frozenset({"tag", "color"})),
    (PRETALX, "event", frozenset({"slug", "date_from", "locales"})),
    (PRETIX, "orders", frozenset({"code", "positions", "datetime"})),
    (PRETIX, "items", frozenset({"name", "default_price"})),
    (PRETIX, "questions", frozenset({"question", "identifier", "type"})),
    (PRETIX, "quotas", frozenset({"size", "items", "variations"})),
    (PRETIX, "check-in lists", frozenset({"name", "checkin_count"})),
    (PRETIX, "categories", frozenset({"name", "is_addon"})),
    (PRETIX, "event", frozenset({"slug", "date_from", "has_subevents"})),
    (INDICO, "events", frozenset({"_type", "startDate", "endDate"})),
    (INDICO, "registrants", frozenset({"registrant_id", "personal_data"})),
)
_BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # A mark of the encoding, and spaces.
_TAR, _GZIP, _ZIP = b"ustar", b"\x1f\x8b", b"PK\x03\x04"


@dataclass(frozen=True)
class SourceFile:
    """One file as it was chosen."""

    name: str
    content: bytes


@dataclass
class SourceFiles:
    """All rows of the files by what they are. `names` are those of the files."""

    source: str
    names: list[str] = field(default_factory=list)
    rows: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    schedules: list[Schedule] = field(default_factory=list)


def read_files(files: Iterable[SourceFile], *, source: str = "", at_once: bool = False) -> SourceFiles:
    """Read the files of one system. Raises Refused, with the file's name, for a file in none of these formats.

    `source` is the system that the user named; the files must be of it. With `at_once`, for someone who waits, raises
    RequestTooLarge before anything large is read.
    """
    source_files: SourceFiles | None = None
    first = ""
    all_files = unpacked(files, limit=MAX_BYTES if at_once else LARGEST)
    if at_once:
        require_within_limits(b"".join(file.content for file in all_files))
    for file in all_files:
        with reader_guard(file.name):
            system, parts = _recognized(file)
        if not system:
            continue
        if source and system != source:
            raise Refused(
                _("%(file)s: this is a file of %(found)s (%(kind)s), not of %(wanted)s.")
                % {
                    "file": file.name, "found": SOURCES[system], "kind": ", ".join(parts), "wanted": SOURCES[source],
                }
            )  # fmt: skip
        if source_files is None:
            source_files, first = SourceFiles(system), file.name
        elif source_files.source != system:
            raise Refused(
                _(
                    "%(first)s is of %(one)s, %(file)s of %(other)s. Move in from one system, then from the other."
                )
                % {
                    "first": first,
                    "one": SOURCES[source_files.source],
                    "file": file.name,
                    "other": SOURCES[system],
                }
            )
        source_files.schedules += parts.pop(SCHEDULE, [])
        for kind, rows in parts.items():
            source_files.rows[kind] += rows
    if source_files is None:
        names = ", ".join(file.name for file in all_files)
        raise Refused(_("%(files)s: every list in this is empty.") % {"files": names[:200]})
    source_files.names = [file.name for file in all_files]
    return source_files


def unpacked(files: Iterable[SourceFile], *, limit: int = LARGEST) -> list[SourceFile]:
    """Return the files, those of archives one by one. Raises Refused for too many, or too large ones.

    `limit` is lower for someone who waits: what exceeds it raises RequestTooLarge.
    """
    unpacked_files: list[SourceFile] = []
    for file in files:
        unpacked_files += _within(file, limit) if file.content[:4] == _ZIP else [file]
        if len(unpacked_files) > MAX_FILES or sum(len(member.content) for member in unpacked_files) > LARGEST:
            raise Refused(
                _("%(file)s: together the files have over %(limit)d MB, or are more than %(count)d.")
                % {"file": file.name, "limit": LARGEST // 1024**2, "count": MAX_FILES}
            )
    return unpacked_files


def packed(files: Sequence[SourceFile]) -> bytes:
    """Return the files as one archive, in which they are kept until someone decides."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for number, file in enumerate(files, start=1):
            # A number before the name: two files of one name are two.
            archive.writestr(f"{number}/{file.name.replace('/', '-') or 'file'}", file.content)
    return out.getvalue()


def _within(file: SourceFile, limit: int) -> list[SourceFile]:
    with reader_guard(file.name):
        if has_many_entries(file.content):
            raise Refused(_("%(file)s: this archive has too many files.") % {"file": file.name})
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if "[Content_Types].xml" in archive.namelist():
                raise _unknown(file)
            size = sum(entry.file_size for entry in entries)
            if limit < size <= LARGEST:
                raise RequestTooLarge
            if size > LARGEST:
                raise Refused(
                    _("%(file)s: unpacked, this archive has over %(limit)d MB.")
                    % {"file": file.name, "limit": LARGEST // 1024**2}
                )
            return [SourceFile(entry.filename.rpartition("/")[2], archive.read(entry)) for entry in entries]


def _recognized(file: SourceFile) -> tuple[str, dict[str, list[Any]]]:
    """Return the system a file is of, and its rows by what they are; nothing for an empty list."""
    content = file.content
    if content[:2] == _GZIP or content[257:262] == _TAR:
        raise Refused(
            _(
                "%(file)s: this is Indico's own archive of an event, which only an Indico reads. Take its JSON: "
                "/export/event/ID.json?detail=contributions, /export/timetable/ID.json, and the registrants."
            )
            % {"file": file.name}
        )
    if looks_like_xml(content[:200]):
        return PRETALX, {SCHEDULE: [read_schedule(content)]}
    # A picture, a PDF, a program.
    if content.lstrip(_BEFORE_JSON)[:1] not in (b"{", b"[", b""):
        raise _unknown(file)
    if content.count(b"{") + content.count(b"[") > MAX_PARTS:
        raise Refused(_("%(file)s: it has far too many parts.") % {"file": file.name})
    try:
        value = read_json(content, is_strict=True)
    except Refused as refusal:
        raise Refused(f"{file.name}: {refusal.message}") from refusal
    if isinstance(value, dict) and isinstance(value.get("schedule"), dict):
        return PRETALX, {SCHEDULE: [read_schedule(content)]}
    if orders := _order_data(value):
        return PRETIX, orders
    rows = _rows_of(value)
    if rows is None:
        raise _unknown(file)
    if not rows:
        return "", {}
    if timetable := _timetable(rows):
        return INDICO, {"timetable": timetable}
    match = next(
        (row for row in _ROWS if all(isinstance(entry, dict) and row[2] <= entry.keys() for entry in rows)),
        None,
    )
    if match is None:
        raise _unknown(file)
    return match[0], {match[1]: rows}


def _rows_of(value: object) -> list[Any] | None:
    """Return the rows of a page of an API, of a plain list of rows, or the single row that a file is."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return None
    for key in ("results", "registrants"):
        rows = value.get(key)
        if isinstance(rows, list):
            return rows
        if isinstance(rows, dict):
            return [rows]
    return [value]


def _order_data(value: object) -> dict[str, list[Any]]:
    """Return the parts of pretix's export "Order data (JSON)": an event with everything in it."""
    event = value.get("event") if isinstance(value, dict) else None
    if not isinstance(event, dict) or not isinstance(event.get("orders"), list):
        return {}
    kinds = [kind for kind in ("items", "questions", "quotas", "orders", "categories") if kind in event]
    rest = {name: content for name, content in event.items() if name not in kinds}
    return {"event": [rest], **{kind: listed(event[kind]) for kind in kinds}}


def _timetable(rows: list[Any]) -> list[Any]:
    """Return the entries of Indico's timetable: event -> day -> entries."""
    all_entries: list[Any] = []
    for event in rows:
        for days in event.values() if isinstance(event, dict) else ():
            for entries in days.values() if isinstance(days, dict) else ():
                if isinstance(entries, dict):
                    all_entries += [
                        entry
                        for entry in entries.values()
                        if isinstance(entry, dict) and "entryType" in entry
                    ]
    return all_entries


def _unknown(file: SourceFile) -> Refused:
    return Refused(
        _(
            "%(file)s: this is no export of Indico, pretalx or pretix that is known here. Known are pages of their "
            "JSON APIs, and the schedule of pretalx as XML or JSON. Tables of people are imported as lists."
        )
        % {"file": capfirst(file.name)}
    )
