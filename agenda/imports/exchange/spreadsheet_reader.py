"""Reads an agenda from a table (CSV, XLSX, ODS): each row is a session."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from agenda.programme.exchange.schedule import (
    Schedule,
    ScheduleEvent,
    ScheduleItem,
    ScheduleLink,
    SchedulePerson,
    UnreadableSchedule,
    event_guard,
    fault_at,
    parse_date,
    parse_duration,
    parse_moment,
    parse_time,
    require_reasonable,
    require_title,
)
from agenda.programme.exchange.spreadsheets import (
    LEAVE_OUT,
    ROLE_FIELDS,
    TRANSLATED,
    AgendaSheet,
    Target,
    is_one_of_several,
    match_columns,
    read_agenda_sheet,
)
from agenda.sessions.models.session import SessionVisibility
from confman.web.errors import Refused
from confman.web.search import fold
from confman.web.spreadsheets.reader import has_content, is_no_value

# Texts that people write in place of an hour not known yet.
_OPEN = re.compile(r"\b(TBA|TBC|TBD)\b|\?\s*$", re.IGNORECASE)
_ITEM = re.compile(
    r"^(?:\d{1,3}\.\s+|[–—-]\s+)?(?P<title>.+?)(?:(?<!\s)\s*\((?P<minutes>\d{1,3})\s*(?:′|'|min\.?)\))?$"
)
_LINK = re.compile(r"^(?P<title>.*?)(?<!\s)\s*<?(?<![^\s<>])(?P<url>[^\s<>]+)>?$")
_EMAIL = re.compile(r"(?<![^\s@<>])[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+")
# A formula neutralized by an export.
_HARMLESS = re.compile(r"^'(?=[=+\-@\t\r])")
_STATUSES = {
    "confirmed": "confirmed", "accepted": "confirmed", "approved": "confirmed", "final": "confirmed",
    "tentative": "tentative", "provisional": "tentative", "draft": "tentative", "proposed": "tentative",
    "pending": "tentative", "cancelled": "cancelled", "canceled": "cancelled", "withdrawn": "cancelled",
}  # fmt: skip
_PHOTOGRAPHY = {
    "taken": "taken", "yes": "taken", "allowed": "taken",
    "none": "none", "no": "none", "not allowed": "none", "forbidden": "none",
}  # fmt: skip
_YES = frozenset({"yes", "true", "1", "да", "ha"})
# Fields of a table -> fields of an event, where the names differ.
_STATED = {"speakers": "persons", "duration": "end", "date": "start"}


def read_spreadsheet_schedule(
    content: bytes, columns: Mapping[str, str], *, at_once: bool = False
) -> Schedule:
    """Read the sessions in a table, one for each row. Raises UnreadableSchedule if no column has titles.

    `columns` says what a column holds: a field, `keep` (also what is not matched), or `-` to leave it out.
    """
    table = read_agenda_sheet(content, at_once=at_once)
    matched = match_columns(table, columns)
    fields = {field for field, _language in matched.values()}
    schedule = Schedule(
        title=table.title, states=frozenset(fields | {_STATED.get(field, field) for field in fields})
    )
    if any(field in ROLE_FIELDS for field in fields):
        schedule.states |= {"persons"}
    extra_columns = _extra_columns(table, matched, columns, schedule)
    for line, cells in table.rows:
        place = _("Line %(line)d") % {"line": line}
        with event_guard(schedule, place):
            _read_row(place, cells, table, matched, extra_columns, schedule)
        require_reasonable(schedule)
    if not schedule.events and not schedule.refused:
        raise UnreadableSchedule(_("The table has no rows: there is nothing to import."))
    return schedule


def _extra_columns(
    table: AgendaSheet, matched: Mapping[int, Target], choices: Mapping[str, str], schedule: Schedule
) -> list[int]:
    """Return the columns that no field holds and that are kept. Addresses of people are not kept."""
    numbers = []
    for number, column in enumerate(table.columns):
        if number in matched or choices.get(column) == LEAVE_OUT:
            continue
        if any(_EMAIL.search(str(cells[number])) for _line, cells in table.rows if number < len(cells)):
            schedule.messages.append(
                _(
                    "Column “%(column)s” has e-mail addresses and was left out: addresses of people are not kept."
                )
                % {"column": column}
            )
        else:
            numbers.append(number)
    return numbers


def _read_row(
    place: str,
    cells: list[Any],
    table: AgendaSheet,
    matched: Mapping[int, Target],
    extra_columns: list[int],
    schedule: Schedule,
) -> None:
    if len(cells) > len(table.columns):
        raise Refused(
            _("%(place)s: it has %(cells)d cells, but there are %(columns)d columns.")
            % {"place": place, "cells": len(cells), "columns": len(table.columns)}
        )
    texts: dict[str, dict[str, str]] = {name: {} for name in TRANSLATED}
    values: dict[str, Any] = {}
    persons: list[SchedulePerson] = []
    # If other roles have columns of their own, those who speak only speak.
    speaking = "speaker" if any(ROLE_FIELDS.get(field) for field, _language in matched.values()) else ""
    for number, (field, language) in matched.items():
        value = cells[number] if number < len(cells) else None
        if is_no_value(value):
            continue
        if isinstance(value, str):
            value = _HARMLESS.sub("", value)
        if field in ROLE_FIELDS:
            role = ROLE_FIELDS[field] or speaking
            persons += _persons(str(value), role, one=is_one_of_several(table, number))
        elif field in TRANSLATED:
            texts[field][language] = str(value).strip()
        elif field in ("links", "attachments") and field in values:
            values[field] = f"{values[field]}\n{value}"
        else:
            values[field] = value
    require_title(place, texts["title"])
    for name in ("start", "end"):
        if name in values and _OPEN.search(str(values[name])):
            schedule.messages.append(
                _("%(place)s: “%(text)s” is not known yet, so it is not scheduled.")
                % {"place": place, "text": values.pop(name)}
            )
    start, end = _times(values, place)
    status = _STATUSES.get(fold(str(values.get("status", ""))), "")
    photography = _PHOTOGRAPHY.get(fold(str(values.get("photography", ""))), "")
    if "status" in values and not status:
        details = {"text": values["status"], "known": ", ".join(dict.fromkeys(_STATUSES.values()))}
        raise fault_at(place, _("column status: “%(text)s” is none of %(known)s") % details)
    if "photography" in values and not photography:
        details = {"value": values["photography"], "known": ", ".join(dict.fromkeys(_PHOTOGRAPHY.values()))}
        raise fault_at(place, (_("“%(value)s” is not one of: %(known)s.") % details).removesuffix("."))
    extra = {
        table.columns[number]: _as_text(cells[number]) for number in extra_columns if number < len(cells)
    }
    extra = {column: value for column, value in extra.items() if has_content(value)}
    items = texts.pop("items")
    schedule.events.append(
        ScheduleEvent(
            place=place,
            guid=str(values.get("guid", "")).strip()[:250],
            kind=str(values.get("kind", "")).strip(),
            language=str(values.get("language", "")).strip(),
            start=start,
            end=end,
            day=_date(values.get("conference_day")),
            persons=persons,
            items=_items(items),
            links=_links(str(values.get("links", ""))),
            attachments=_links(str(values.get("attachments", ""))),
            status=status,
            photography=photography,
            visibility=_visibility(str(values.get("visibility", ""))),
            chatham_house=str(values.get("chatham_house", "")).strip().casefold() in _YES,
            extra={"columns": extra} if extra else {},
            **texts,  # type: ignore[arg-type]
        )
    )


def _visibility(text: str) -> str:
    """Return who may see the session: everyone where nothing is said; an unknown value means closed."""
    value = fold(text.strip())
    if value in ("", "everyone", SessionVisibility.PUBLIC):
        return ""
    return value if value in SessionVisibility.values else SessionVisibility.CLOSED


def _as_text(value: object) -> str:
    """Return a cell as it is written out again."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else _HARMLESS.sub("", str(value).strip())


def _times(values: Mapping[str, Any], place: str) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Return start and end; either may be missing. Raises Refused for anything but a time."""
    date = _date(values.get("date"))
    if "date" in values and date is None:
        details = {"text": values["date"]}
        raise fault_at(place, _("column date: “%(text)s” is not a date such as 2027-03-30") % details)
    moments: dict[str, dt.datetime | None] = {"start": None, "end": None}
    for name in moments:
        if name in values:
            moments[name] = _moment(
                values[name], date or (moments["start"].date() if moments["start"] else None)
            )
            if moments[name] is None:
                message = _("column %(column)s: “%(text)s” is not a date and time such as 2027-03-30 09:30")
                raise fault_at(place, message % {"column": name, "text": values[name]})
    start, end = moments["start"], moments["end"]
    if "duration" in values and start and end is None:
        value = values["duration"]
        length = _duration(value)
        if length is None:
            message = _("column duration: “%(text)s” is not a duration such as 01:30")
            raise fault_at(place, message % {"text": value})
        end = start + length if length else None
    return start, end


def _duration(value: object) -> dt.timedelta | None:
    if isinstance(value, dt.timedelta):
        return value
    if isinstance(value, dt.time):
        return dt.timedelta(hours=value.hour, minutes=value.minute, seconds=value.second)
    if isinstance(value, (int, float)):
        return dt.timedelta(minutes=value) if 0 <= value < 100_000 else None
    return parse_duration(str(value))


def _date(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    return value if isinstance(value, dt.date) else parse_date(str(value or ""))


def _moment(value: object, date: dt.date | None) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value
    time = value if isinstance(value, dt.time) else parse_time(str(value))
    if time is not None:
        return dt.datetime.combine(date, time) if date else None
    return parse_moment(str(value))


def _persons(text: str, role: str, *, one: bool) -> list[SchedulePerson]:
    """Split names at semicolons or line ends; at commas where there is neither. One alone: name, institution."""
    # Some programmes escape names for web pages: the semicolon in &quot; does not separate names.
    text = html.unescape(text)
    if one:
        name, _comma, organization = " ".join(text.split()).partition(", ")
        return [SchedulePerson(name.strip(" ,"), role=role, organization=organization.strip())]
    mark = r"[;\n]" if re.search(r"[;\n]", text) else ","
    return [
        SchedulePerson(" ".join(name.split()), role=role) for name in re.split(mark, text) if name.strip()
    ]


def _items(texts: Mapping[str, str]) -> list[ScheduleItem]:
    """Read one item from each line, in each language as many."""
    items: list[ScheduleItem] = []
    for language, text in texts.items():
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for number, line in enumerate(lines):
            match = _ITEM.match(line)
            assert match
            minutes = int(match["minutes"]) if match["minutes"] else None
            if number < len(items):
                items[number] = ScheduleItem(
                    {**items[number].title, language: match["title"]}, "", items[number].minutes
                )
            else:
                items.append(ScheduleItem({language: match["title"]}, "", minutes))
    return items


def _links(text: str) -> list[ScheduleLink]:
    """Read one link from each line: an address, or a title and an address."""
    matches = (_LINK.match(line.strip()) for line in re.split(r"\n|;\s", text))
    return [ScheduleLink(match["url"], match["title"].strip()) for match in matches if match]
