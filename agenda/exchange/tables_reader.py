"""Reading an agenda from a table: CSV, XLSX, ODS; columns known by their usual names, or matched by the user."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from agenda.exchange.schedule import Schedule, ScheduleEvent, SchedulePerson, UnreadableSchedule
from agenda.exchange.times import parse_date, parse_duration, parse_moment, parse_time
from confman.web.errors import Refused
from confman.web.search import fold
from confman.web.table_reading import Table, TableRow, is_no_value, read_table

# Our fields, and the names under which other programmes have them, folded.
FIELDS: dict[str, tuple[str, ...]] = {
    "guid": ("guid", "uid", "id", "event key", "identifier"),
    "kind": ("kind", "type", "event type", "format", "vid", "tip", "tur"),
    "title": (
        "title",
        "name",
        "session",
        "event",
        "topic",
        "summary title",
        "nazvanie",
        "tema",
        "nomi",
        "mavzu",
    ),
    "subtitle": ("subtitle", "podzagolovok"),
    "summary": ("summary", "abstract", "annotatsiia", "annotatsiya"),
    "description": ("description", "details", "opisanie", "tavsif"),
    "date": ("date", "day", "data", "den", "sana", "kun"),
    "start": (
        "start",
        "begin",
        "from",
        "event start",
        "start time",
        "time",
        "nachalo",
        "vremia",
        "boshlanishi",
    ),
    "end": ("end", "until", "to", "event end", "end time", "finish", "konets", "tugashi"),
    "duration": ("duration", "minutes", "length", "prodolzhitelnost", "davomiyligi"),
    "room": ("room", "location", "venue", "hall", "zal", "xona", "mesto"),
    "theme": ("theme", "track", "subject", "napravlenie"),
    "speakers": ("speakers", "speaker", "persons", "presenters", "dokladchik", "dokladchiki", "maruzachi"),
    "language": ("language", "languages", "iazyk", "til"),
    "status": ("status",),
    "links": ("links", "url", "link"),
}
_TRANSLATED = ("title", "subtitle", "summary", "description", "room", "theme")
_LANGUAGE = re.compile(r"^(?P<name>.+?)[ _]?[_(\[](?P<language>[a-zA-Z]{2,3}(?:-[A-Za-z]{4})?)[)\]]?$")
# What people write where an hour is not known yet.
_OPEN = re.compile(r"\b(TBA|TBC|TBD)\b|\?\s*$", re.IGNORECASE)


def read_table_schedule(content: bytes, columns: Mapping[str, str]) -> Schedule:
    """The sessions in a table, a row each. Raises UnreadableSchedule where no column has titles."""
    try:
        table = read_table(content)
    except Refused as refusal:
        raise UnreadableSchedule(refusal.message) from refusal
    matched = match_columns(table, columns)
    if not any(field == "title" for field, _language in matched.values()):
        raise UnreadableSchedule(
            _("No column holds the titles. Match one, as in --map COLUMN=title. The columns: %(columns)s.")
            % {"columns": ", ".join(table.columns)}
        )
    states = {field for field, _language in matched.values()}
    if "speakers" in states:
        states.add("persons")
    schedule = Schedule(states=frozenset(states))
    for row in table.rows:
        _read_row(row, matched, schedule)
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The table has no rows: there is nothing to import."))
    return schedule


def match_columns(table: Table, chosen: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Column -> field and language: what the user says, else by the usual names; each field once a language.

    Raises UnreadableSchedule for a column or field that there is not.
    """
    matched: dict[str, tuple[str, str]] = {}
    for column, written in chosen.items():
        if column not in table.columns:
            raise UnreadableSchedule(
                _("There is no column “%(column)s”. There are: %(columns)s.")
                % {"column": column, "columns": ", ".join(table.columns)}
            )
        field, language = _split(written)
        if field not in FIELDS:
            raise UnreadableSchedule(
                _("There is no field “%(field)s”. There are: %(fields)s.")
                % {"field": written, "fields": ", ".join(FIELDS)}
            )
        matched[column] = (field, language)
    # In the order of a field's names: "title" before "name", whatever the order of the columns.
    for field, names in FIELDS.items():
        for name in names:
            for column in table.columns:
                plain, language = _split(column)
                wanted = (field, language if field in _TRANSLATED else "")
                if column not in matched and fold(plain) == name and wanted not in matched.values():
                    matched[column] = wanted
    return matched


def _split(column: str) -> tuple[str, str]:
    """'title_ru' -> ('title', 'ru')."""
    match = _LANGUAGE.match(column)
    if match and fold(column) not in {name for names in FIELDS.values() for name in names}:
        language = match["language"]
        code, _hyphen, script = language.partition("-")
        return match["name"], f"{code.lower()}-{script.title()}" if script else code.lower()
    return column, ""


def _read_row(row: TableRow, matched: Mapping[str, tuple[str, str]], schedule: Schedule) -> None:
    place = _("Line %(line)d") % {"line": row.line}
    texts: dict[str, dict[str, str]] = {name: {} for name in _TRANSLATED}
    values: dict[str, Any] = {}
    for column, (field, language) in matched.items():
        value = row.cells.get(column)
        if is_no_value(value):
            continue
        if field in _TRANSLATED:
            texts[field][language] = str(value).strip()
        else:
            values[field] = value
    if not texts["title"]:
        schedule.refused.append(_("%(place)s: it has no title.") % {"place": place})
        return
    for name in ("start", "end"):
        if name in values and _OPEN.search(str(values[name])):
            schedule.messages.append(
                _("%(place)s: “%(text)s” is not known yet, so it is not scheduled.")
                % {"place": place, "text": values.pop(name)}
            )
    start, end, problem = _times(values)
    if problem:
        schedule.refused.append(f"{place}: {problem}.")
        return
    schedule.events.append(
        ScheduleEvent(
            place=place,
            guid=str(values.get("guid", "")).strip()[:250],
            kind=str(values.get("kind", "")).strip(),
            language=str(values.get("language", "")).strip(),
            start=start,
            end=end,
            persons=_persons(str(values.get("speakers", ""))),
            status=str(values.get("status", "")).strip().lower(),
            **texts,  # type: ignore[arg-type]
        )
    )


def _times(values: Mapping[str, Any]) -> tuple[dt.datetime | None, dt.datetime | None, str]:
    date = _date(values.get("date"))
    if "date" in values and date is None:
        return (
            None,
            None,
            _("column date: “%(text)s” is not a date such as 2027-03-30") % {"text": values["date"]},
        )
    moments: dict[str, dt.datetime | None] = {"start": None, "end": None}
    for name in moments:
        if name in values:
            moments[name] = _moment(
                values[name], date or (moments["start"].date() if moments["start"] else None)
            )
            if moments[name] is None:
                said = _("column %(column)s: “%(text)s” is not a date and time such as 2027-03-30 09:30")
                return None, None, said % {"column": name, "text": values[name]}
    start, end = moments["start"], moments["end"]
    if "duration" in values and start and end is None:
        value = values["duration"]
        length = (
            dt.timedelta(minutes=value) if isinstance(value, (int, float)) else parse_duration(str(value))
        )
        if length is None:
            return (
                None,
                None,
                _("column duration: “%(text)s” is not a duration such as 01:30") % {"text": value},
            )
        end = start + length if length else None
    return start, end, ""


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else parse_date(str(value or ""))


def _moment(value: Any, date: dt.date | None) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value
    time = value if isinstance(value, dt.time) else parse_time(str(value))
    if time is not None:
        return dt.datetime.combine(date, time) if date else None
    return parse_moment(str(value))


def _persons(written: str) -> list[SchedulePerson]:
    """Names apart by semicolons or line ends; by commas where there is neither."""
    mark = r"[;\n]" if re.search(r"[;\n]", written) else ","
    return [SchedulePerson(" ".join(name.split())) for name in re.split(mark, written) if name.strip()]
