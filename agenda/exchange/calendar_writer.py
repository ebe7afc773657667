"""iCalendar (RFC 5545, 7986): the whole conference, a day, a room, or one's own, to be subscribed to."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from agenda.domain.view import AgendaView, CancelledView, SessionView
from agenda.exchange.from_view import public_address
from agenda.exchange.rich_text import as_plain
from confman.conferences.models import Conference

_STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}
REFRESH = dt.timedelta(minutes=15)
# Carries what DESCRIPTION says in one text with other things, for our own reader.
KEPT_PROPERTY = "X-CONFMAN-KEPT"


def write_calendar(
    conference: Conference,
    agenda: AgendaView,
    *,
    language: str,
    sessions: Sequence[SessionView] | None = None,
    cancelled: Sequence[CancelledView] = (),
    name: str = "",
) -> bytes:
    """The calendar of these sessions (all, without any given), texts in the language being read.

    UID is the session's guid and SEQUENCE that of its release, so a calendar that has it already is brought up
    to date; what an earlier release had and is gone is said to be cancelled.
    """
    if sessions is None:
        sessions, cancelled = agenda.sessions, agenda.cancelled
    title = conference.title.in_language(language, conference.languages)
    calendar = Calendar()
    calendar.add("PRODID", "-//confman//agenda//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("NAME", f"{title}: {name}" if name else title)
    calendar.add("X-WR-CALNAME", f"{title}: {name}" if name else title)
    calendar.add("X-WR-TIMEZONE", agenda.timezone)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT15M")
    calendar.add("LAST-MODIFIED", agenda.published_at.astimezone(dt.UTC))
    zone = zoneinfo.ZoneInfo(agenda.timezone)
    for session in sessions:
        calendar.add_component(_event(conference, session, language, zone))
    for gone in cancelled:
        calendar.add_component(_gone(gone, zone))
    moments = [session.start.date() for session in sessions] + [gone.start.date() for gone in cancelled]
    if moments:
        # The changes of the clock around these days, not those of seventy years.
        around = dt.timedelta(days=366)
        calendar.add_missing_timezones(first_date=min(moments) - around, last_date=max(moments) + around)
    return bytes(calendar.to_ical())


def _event(conference: Conference, session: SessionView, language: str, zone: zoneinfo.ZoneInfo) -> Event:
    event = Event()
    event.add("UID", session.guid)
    _add_times(event, session, zone)
    event.add("SEQUENCE", session.sequence)
    event.add("STATUS", _STATUS.get(session.status, "CONFIRMED"))
    event.add("SUMMARY", _text(session.title, language))
    if description := _description(session):
        event.add("DESCRIPTION", description)
    if session.room:
        event.add("LOCATION", _text(session.room.name, language))
    if session.theme:
        event.add("CATEGORIES", [str(session.theme)])
    event.add("URL", public_address(conference, "agenda_public:session", language, session.id))
    event.add("TRANSP", "OPAQUE")
    kept = {
        "kind": session.kind,
        "summary": str(session.summary),
        "description": str(session.description),
        "persons": [
            [role.role, str(role.person.name), role.person.id] for role in session.all_roles if role.person
        ],
    }
    event.add(KEPT_PROPERTY, json.dumps(kept, ensure_ascii=False, sort_keys=True))
    return event


def _gone(gone: CancelledView, zone: zoneinfo.ZoneInfo) -> Event:
    event = Event()
    event.add("UID", gone.guid)
    _add_times(event, gone, zone)
    event.add("SEQUENCE", gone.sequence)
    event.add("STATUS", "CANCELLED")
    event.add("SUMMARY", str(gone.title))
    return event


def _add_times(event: Event, session: SessionView | CancelledView, zone: zoneinfo.ZoneInfo) -> None:
    event.add("DTSTAMP", session.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("LAST-MODIFIED", session.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("DTSTART", session.start.astimezone(zone))
    if session.end:
        event.add("DTEND", session.end.astimezone(zone))


def _text(value: Any, language: str) -> vText:
    """A text with its language, where that is known to be the one asked for."""
    text = vText(str(value))
    if value.language:
        text.params["LANGUAGE"] = value.language
    return text


def _description(session: SessionView) -> str:
    """What a session is about and who speaks, a line each; without HTML, which few calendars show."""
    parts = [str(session.subtitle), as_plain(str(session.summary))]
    lines = []
    for role in session.roles:
        lines.append(f"{role.label.capitalize()}: {role.person or _('to be confirmed')}")
    for item in session.items:
        number = f"{item.number}. " if item.number else "– "
        start = f"{item.start:%H:%M} " if item.start else ""
        who = ", ".join(str(role.person or _("to be confirmed")) for role in item.roles)
        lines.append(f"{start}{number}{item.title}" + (f" ({who})" if who else ""))
    parts.append("\n".join(lines))
    parts.append(as_plain(str(session.description)))
    return "\n\n".join(part for part in parts if part)
