"""iCalendar (RFC 5545, 7986): calendars to subscribe to, and the reader's own in the mail of a release."""

import datetime as dt
import json
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vText

from agenda.core.domain.rich_text import as_plain
from agenda.programme.exchange.calendar_properties import add_extra
from agenda.programme.exchange.extensions import foreign_languages, photography_note
from agenda.programme.exchange.frab_fields import clean_text, is_address
from agenda.programme.exchange.from_release import event_of, public_address
from agenda.programme.exchange.schedule import ScheduleLink, only_text
from agenda.releases.domain.involvement import Reader, SessionPart, only_stars, participants_among, parts_in
from agenda.releases.domain.notices import NoticeWriter
from agenda.releases.domain.read_model import (
    CancelledSession,
    Content,
    ReleasedAgenda,
    ReleasedSession,
    sessions_by_id,
    span_of,
)
from agenda.releases.domain.reader import selected_sessions
from agenda.releases.models import AgendaRelease, ReleaseNotice
from agenda.sessions.models.session import Session, SessionVisibility
from confman.conferences.models import Conference
from confman.mail.registry import BuiltAttachment
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.translation.text import TranslatedText
from confman.web.errors import Refused

_STATUS = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE", "cancelled": "CANCELLED"}
REFRESH = dt.timedelta(minutes=15)
# Holds, for our own reader, what DESCRIPTION merges into one text and what iCalendar has no place for:
# only in the secretariat's own export.
EXTENSIONS_PROPERTY = "X-CONFMAN-KEPT"
LANGUAGE_PROPERTY = "X-CONFMAN-LANGUAGE"


def write_calendar(
    conference: Conference,
    agenda: ReleasedAgenda,
    *,
    language: str,
    sessions: Sequence[ReleasedSession] | None = None,
    cancelled: Sequence[CancelledSession] = (),
    name: str = "",
    method: str = "",
) -> bytes:
    """Return the calendar of these sessions (all, if none are given), with texts in the reading language.

    UID is the session's guid and SEQUENCE that of its release, so a calendar that has it already is updated;
    sessions that an earlier release had and that are gone are marked as cancelled. With a `method` (in a
    mail) every event names its organizer, as RFC 5546 requires.
    """
    if sessions is None:
        sessions, cancelled = agenda.sessions, agenda.cancelled
    title = conference.title.in_language(language, conference.languages)
    calendar = Calendar()
    calendar.add("PRODID", "-//confman//agenda//EN")
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method)
    calendar.add("NAME", f"{title}: {name}" if name else title)
    calendar.add("X-WR-CALNAME", f"{title}: {name}" if name else title)
    calendar.add("X-WR-TIMEZONE", agenda.timezone)
    calendar.add(LANGUAGE_PROPERTY, language)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT15M")
    calendar.add("LAST-MODIFIED", agenda.published_at.astimezone(dt.UTC))
    zone = zoneinfo.ZoneInfo(agenda.timezone)
    for session in sessions:
        calendar.add_component(_event(conference, session, language, zone, internal=agenda.internal))
    for tombstone in cancelled:
        calendar.add_component(_cancelled_event(tombstone, zone))
    if method:
        organizer = f"mailto:{conference.contact_email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
        for event in calendar.walk("VEVENT"):
            event.add("ORGANIZER", organizer, parameters={"CN": title.replace('"', "”")})
    moments = [session.start.date() for session in sessions] + [
        tombstone.start.date() for tombstone in cancelled
    ]
    if moments:
        # Only the clock changes around these days, not those of seventy years.
        around = dt.timedelta(days=366)
        calendar.add_missing_timezones(first_date=min(moments) - around, last_date=max(moments) + around)
    for part in (part for described in calendar.timezones for part in described.walk()):
        # The library adds a comment there; strict readers reject comments in a time zone.
        part.pop("COMMENT", None)
    return bytes(calendar.to_ical())


def _event(
    conference: Conference,
    session: ReleasedSession,
    language: str,
    zone: zoneinfo.ZoneInfo,
    *,
    internal: bool,
) -> Event:
    event = Event()
    extra = dict(session.extra)
    event.add("UID", session.guid)
    _add_times(event, session, zone, all_day=bool(extra.get("all_day")))
    event.add("SEQUENCE", session.sequence)
    event.add("STATUS", _STATUS.get(session.status, "CONFIRMED"))
    event.add("SUMMARY", _text(session.title))
    if description := _description(session):
        event.add("DESCRIPTION", clean_text(description))
    if session.room:
        event.add("LOCATION", _text(session.room.name))
    categories = [str(session.theme)] if session.theme else []
    if categories := categories + [str(category) for category in extra.pop("categories", [])]:
        event.add("CATEGORIES", categories)
    own_address = public_address(conference, "agenda_public:session", language, session.id)
    # A relative address from an older programme leads nowhere here; it is kept all the same.
    event.add("URL", extra["url"] if is_address(extra.get("url")) else own_address)
    if session.visibility != SessionVisibility.PUBLIC:
        event.add("CLASS", "PRIVATE")
    add_extra(event, extra.pop("ics", {}), extra.pop("ics_inner", []))
    if "TRANSP" not in event:
        event.add("TRANSP", "OPAQUE")
    if not internal:
        return event
    extensions = json.dumps(
        _unmapped(conference, session, language, extra), ensure_ascii=False, sort_keys=True
    )
    event.add(EXTENSIONS_PROPERTY, clean_text(extensions))
    return event


def _unmapped(
    conference: Conference, session: ReleasedSession, language: str, extra: dict[str, Any]
) -> dict[str, Any]:
    """Return all that DESCRIPTION merges, taken apart, and all that no property holds."""

    def texts(value: TranslatedText) -> dict[str, str]:
        return {value.language or "": str(value)} if str(value) else {}

    event = event_of(conference, session, texts, language, internal=True)
    values = {
        "kind": event.kind,
        "subtitle": str(session.subtitle),
        "summary": str(session.summary),
        "description": str(session.description),
        "language": event.language,
        "theme": bool(session.theme),
        "languages": foreign_languages(event, language),
        "persons": [
            [person.role, person.name, person.guid, person.id, person.item] for person in event.persons
        ],
        "items": [[only_text(item.title), item.kind, item.minutes] for item in event.items],
        "links": [_link(link) for link in event.links],
        "attachments": [_link(link) for link in event.attachments],
        "photography": event.photography,
        "visibility": event.visibility,
        "chatham_house": event.chatham_house,
        "day": session.day.isoformat() if session.day != session.start.date() else "",
        "extra": {key: value for key, value in extra.items() if key not in ("type", "language")},
    }
    return {key: value for key, value in values.items() if value or key in ("kind", "theme")}


def _link(link: ScheduleLink) -> list[Any]:
    return [link.url, link.title, link.type, link.extra]


def _cancelled_event(tombstone: CancelledSession, zone: zoneinfo.ZoneInfo) -> Event:
    event = Event()
    event.add("UID", tombstone.guid)
    _add_times(event, tombstone, zone)
    event.add("SEQUENCE", tombstone.sequence)
    event.add("STATUS", "CANCELLED")
    event.add("SUMMARY", str(tombstone.title))
    return event


def _add_times(
    event: Event,
    session: ReleasedSession | CancelledSession,
    zone: zoneinfo.ZoneInfo,
    *,
    all_day: bool = False,
) -> None:
    event.add("DTSTAMP", session.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    event.add("LAST-MODIFIED", session.changed_at.astimezone(dt.UTC).replace(microsecond=0))
    moments = {"DTSTART": session.start.astimezone(zone)}
    if session.end:
        moments["DTEND"] = session.end.astimezone(zone)
    are_dates = all_day and all(moment.time() == dt.time() for moment in moments.values())
    for name, moment in moments.items():
        event.add(name, moment.date() if are_dates else moment)


def _text(value: TranslatedText) -> vText:
    """Return a text, with its language where that is known."""
    text = vText(clean_text(str(value)))
    if value.language:
        text.params["LANGUAGE"] = value.language
    return text


def _description(session: ReleasedSession) -> str:
    """Return what a session is about and who speaks, a line each; without HTML, which few calendars show."""
    parts = [str(session.subtitle), as_plain(str(session.summary))]
    lines = [f"{role.label.capitalize()}: {role.person or _('to be confirmed')}" for role in session.roles]
    for item in session.items:
        number = f"{item.number}. " if item.number else "– "
        start = f"{item.start:%H:%M} " if item.start else ""
        people = ", ".join(str(role.person or _("to be confirmed")) for role in item.roles)
        lines.append(f"{start}{number}{item.title}" + (f" ({people})" if people else ""))
    parts.append("\n".join(lines))
    parts.append(as_plain(str(session.description)))
    parts.append(photography_note(session.photographs))
    return "\n\n".join(part for part in parts if part)


def build_notice_calendar(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Build the reader's sessions of the release as iCalendar, those they lost as cancelled, when the mail is sent.

    Raises Refused if the notice is gone, because the person was erased.
    """
    notice = (
        ReleaseNotice.objects.of(conference)
        .select_related("release__conference", "person__conference", "user")
        .filter(pk=arguments["notice"])
        .first()
    )
    if notice is None:
        raise Refused(_("The notice that this calendar belongs to no longer exists."))
    writer = NoticeWriter(notice.release)
    language = writer.language(notice)
    with reading_in(language, *conference.languages):
        parts = _parts_of(notice)
        takes_part = not only_stars(parts) or _is_participant(notice)
        audience = Audience.PARTICIPANTS if takes_part else Audience.PUBLIC
        agenda = selected_sessions(
            notice.release, own_sessions(notice, parts), audience, closed_too=takes_part
        )
        # The calendar as a whole is of the release's hour (RFC 5545, 3.8.7.2: with a METHOD, DTSTAMP says so).
        published = notice.release.published_at
        sessions = [replace(session, changed_at=published) for session in agenda.sessions]
        tombstones = lost_sessions(notice)
        content = write_calendar(
            conference, agenda, language=language, sessions=sessions, cancelled=tombstones, method="PUBLISH"
        )
    return BuiltAttachment(f"{conference.slug}.ics", "text/calendar; method=PUBLISH", content)


def own_sessions(notice: ReleaseNotice, parts: Mapping[str, set[SessionPart]]) -> set[str]:
    """Return ids of the sessions in which the reader of a notice takes part, or which they follow.

    A star opens no closed session.
    """
    lost = {change["session"] for change in notice.changes if "left" in change["happened"]}
    rows = notice.release.content["sessions"]
    closed = {row["id"] for row in rows if row["visibility"] == Session.Visibility.CLOSED}
    return {key for key in parts if key not in closed or not only_stars({key: parts[key]})} - lost


def _parts_of(notice: ReleaseNotice) -> Mapping[str, set[SessionPart]]:
    """Map the sessions with which the reader of a notice has to do to their parts in them."""
    reader = Reader(str(notice.person_id or ""), str(notice.user_id or ""))
    parts: dict[str, set[SessionPart]] = defaultdict(set)
    for live in (False, True):
        found = parts_in(notice.release.conference, notice.release.content, live=live)
        for key, more in found.get(reader, {}).items():
            parts[key] |= more
    return parts


def _is_participant(notice: ReleaseNotice) -> bool:
    person = str(notice.person_id or "")
    return bool(person) and person in participants_among(notice.release.conference, [person])


def lost_sessions(notice: ReleaseNotice) -> list[CancelledSession]:
    """Return what the reader's calendar has and must drop: roles they lost, and sessions that no longer exist.

    RFC 5546, 2.1.4: what is cancelled carries a higher SEQUENCE than what it cancels.
    """
    content = notice.release.content
    remaining = sessions_by_id(content)
    tombstone_by_id = {row["id"]: row for row in content["cancelled"]}
    earlier = AgendaRelease.objects.of(notice.release.conference).filter(number=notice.since).first()
    before = sessions_by_id(earlier.content if earlier else {})
    lost = []
    for change in notice.changes:
        key = change["session"]
        row: Content | None = tombstone_by_id.get(key)
        if row is None and "left" in change["happened"]:
            row = remaining.get(key)
            sequence_before = before.get(key, {}).get("sequence", 0)
            row = row and {**row, "sequence": max(row["sequence"], sequence_before + 1)}
        if row is not None:
            lost.append(_cancelled(row, notice.release.published_at, content["timezone"]))
    return lost


def _cancelled(row: Content, published: dt.datetime, timezone: str) -> CancelledSession:
    start, end = span_of(row, zoneinfo.ZoneInfo(timezone))
    assert start
    return CancelledSession(
        guid=row["guid"],
        sequence=row["sequence"],
        changed_at=published,
        title=TranslatedText.of(row["title"]),
        start=start,
        end=end,
        day=dt.date.fromisoformat(row["day"]),
        room=None,
    )
