"""The journal of the day: the meetings of the day and of the next, what happened the day before, announcements.

It reads the published release as the public may, never the working agenda.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.core.domain.groups import grouped
from agenda.core.domain.intervals import clock_hours
from agenda.programme.documents.agenda_source import (
    group_beside,
    name_of,
    status_of,
    title_with_group,
    zone_note,
)
from agenda.programme.documents.annotated_agenda import item_numbers
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedSession
from agenda.releases.domain.reader import published_agenda
from agenda.sessions.models.session import LEADING
from confman.conferences.models import Conference, Page
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import document_day, number_in_text, within_sentence
from confman.documents.meta import DocumentMeta
from confman.people.privacy import Audience
from outcomes.plenary.domain.adoption_wording import adoption_formula
from outcomes.plenary.models import Adoption
from outcomes.register.models import RegisteredDocument

DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class MeetingLine:
    """A meeting of the programme: when, where, its items, and the documents before it."""

    time: str
    title: str
    group: str
    items: tuple[tuple[str, str], ...]  # number, '' for none, and title
    documents: tuple[str, ...]
    room: str
    mark: str  # cancelled, tentative


@dataclass(frozen=True)
class MeetingDay:
    title: str
    meetings: tuple[MeetingLine, ...]


@dataclass(frozen=True)
class HeldMeeting:
    title: str
    text: str


@dataclass(frozen=True)
class Summary:
    """The summary of a day: the meetings that are over, and the sentences on adoptions."""

    title: str
    counted: str
    held: tuple[HeldMeeting, ...]
    adopted: tuple[str, ...]


@dataclass(frozen=True)
class Journal:
    meta: DocumentMeta
    today: MeetingDay
    tomorrow: MeetingDay | None
    summary: Summary | None
    announcements: tuple[str, ...]
    is_published: bool


def build_journal(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Journal:
    """Build the journal of a day (`options`: day, ISO, by default today; announcements, a text, one a line).

    The day after the last has a journal as well: its summary is of the last day.
    """
    agenda = published_agenda(conference, Audience.PUBLIC)
    day = journal_day(conference, options.get("day"))
    documents = _documents_by_item(conference)
    following = _meeting_day(
        agenda, day + DAY, documents, language, heading=_("Forthcoming sessions: %(day)s")
    )
    return Journal(
        meta=document_meta(
            conference,
            language=language,
            title=_("Journal"),
            subtitle=_("No. %(number)d · %(day)s")
            % {
                "number": (day - conference.starts_on).days + 1,
                "day": document_day(day, language, begins=False),
            },
            note=zone_note(conference),
            distribution=_("General"),
            date=day,
        ),
        today=_meeting_day(agenda, day, documents, language, heading=_("Programme of sessions: %(day)s")),
        tomorrow=following if following.meetings else None,
        summary=_summary(conference, agenda, day - DAY, language),
        announcements=tuple(_announcements(conference, day, str(options.get("announcements") or ""))),
        is_published=agenda is not None,
    )


def journal_days(conference: Conference) -> list[dt.date]:
    """Return the days that have a journal: those of the conference, and the one after."""
    return [*conference.days, conference.ends_on + DAY]


def journal_day(conference: Conference, chosen_day: dt.date | str | None = None) -> dt.date:
    """Return the chosen day, else today, else the day of the conference that is nearest."""
    if chosen_day:
        return dt.date.fromisoformat(str(chosen_day)[:10])
    return min(max(conference.today(), conference.starts_on), conference.ends_on)


# --- The programme of meetings ----------------------------------------------------------------------------


def _meetings(agenda: ReleasedAgenda | None, day: dt.date) -> list[ReleasedSession]:
    sessions = agenda.sessions if agenda else ()
    return [session for session in sessions if session.day == day and not session.is_pause]


def _meeting_day(
    agenda: ReleasedAgenda | None,
    day: dt.date,
    documents: Mapping[str, Sequence[str]],
    language: str,
    *,
    heading: str,
) -> MeetingDay:
    return MeetingDay(
        title=heading % {"day": document_day(day, language, begins=False)},
        meetings=tuple(_line(session, documents) for session in _meetings(agenda, day)),
    )


def _line(session: ReleasedSession, documents: Mapping[str, Sequence[str]]) -> MeetingLine:
    before = [document for item in session.items for document in documents.get(item.id, ())]
    symbols = [material.symbol for material in session.materials if material.symbol]
    return MeetingLine(
        time=clock_hours(session.start, session.end),
        title=title_with_group(session),
        group=group_beside(session),
        items=tuple((f"{item.number or ''}", str(item.title)) for item in session.items),
        documents=tuple(dict.fromkeys([*before, *symbols])),
        room=str(session.room) if session.room else "",
        mark=status_of(session),
    )


def _documents_by_item(conference: Conference) -> dict[str, list[str]]:
    """Return the documents that everybody may read, by the item that they are before."""
    rows = RegisteredDocument.objects.of(conference).for_everyone(timezone.now())
    if not conference.is_practice:
        rows = rows.filter(is_practice=False)
    return grouped(
        (str(row.item_id), f"{row.title} ({row.symbol})") for row in rows.filter(item__isnull=False)
    )


# --- What happened the day before -------------------------------------------------------------------------


def _summary(
    conference: Conference, agenda: ReleasedAgenda | None, day: dt.date, language: str
) -> Summary | None:
    """Return the meetings that are over, and what was adopted; None for a day without either."""
    now = timezone.now()
    sessions = [
        session
        for session in _meetings(agenda, day)
        if not session.cancelled and (session.end or session.start) <= now
    ]
    decided = list(Adoption.objects.of(conference).by_number().filter(decided_on=day))
    if not (sessions or decided):
        return None
    sentence = ngettext(
        "The conference held %(number)s session.", "The conference held %(number)s sessions.", len(sessions)
    )
    return Summary(
        title=_("Summary of sessions: %(day)s") % {"day": document_day(day, language, begins=False)},
        counted=sentence % {"number": number_in_text(len(sessions), language)} if sessions else "",
        held=tuple(
            HeldMeeting(str(session.title), " ".join(_sentences(session, language))) for session in sessions
        ),
        adopted=tuple(adoption_formula(decided, language=language, public=True)),
    )


def _sentences(session: ReleasedSession, language: str) -> Iterator[str]:
    room = f", {session.room}" if session.room else ""
    yield f"{clock_hours(session.start, session.end)}{room}."
    leading = [
        within_sentence(name_of(role.person), language)
        for role in session.roles
        if role.role in LEADING and role.person
    ]
    if leading:
        yield _("Chaired by %(names)s.") % {"names": ", ".join(leading)}
    if numbers := item_numbers(session.items):
        count = sum(1 for item in session.items if item.number)
        yield ngettext(
            "Agenda item %(numbers)s was considered.", "Agenda items %(numbers)s were considered.", count
        ) % {"numbers": numbers}


def _announcements(conference: Conference, day: dt.date, text: str) -> Iterator[str]:
    """Yield what the secretariat writes for this journal, then the news of the day and the day before."""
    yield from (line.strip() for line in text.splitlines() if line.strip())
    for page in Page.objects.news_of(conference).order_by("-published_at", "slug"):
        if page.published_at and conference.local(page.published_at).date() in (day - DAY, day):
            yield str(page.title)
