"""The calendar attached to the mail of a release: the reader's own sessions, and those they lost as cancelled."""

import datetime as dt
import zoneinfo
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from agenda.programme.exchange.calendar_writer import write_calendar
from agenda.releases.domain.content import Content, sessions_by_id, span_of
from agenda.releases.domain.involvement import Reader, SessionPart, only_stars, participants_among, parts_in
from agenda.releases.domain.mails import NoticeWriter
from agenda.releases.domain.read_model import CancelledSession
from agenda.releases.domain.reader import selected_sessions
from agenda.releases.models.notice import ReleaseNotice
from agenda.releases.models.release import AgendaRelease
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.mail.registry import BuiltAttachment
from confman.people.privacy import Audience
from confman.translation.reading_language import reading_in
from confman.translation.text import TranslatedText
from confman.web.errors import Refused


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
