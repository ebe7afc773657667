"""The published agenda as files: calendars to subscribe to, data, documents to print, a feed of changes."""

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.html import format_html, format_html_join
from django.utils.http import quote_etag
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import View

from agenda.materials.models import Material
from agenda.programme.documents.cached_files import cached_agenda
from agenda.programme.domain import with_portrait
from agenda.programme.web.base import PublishedAgendaMixin, of_id, row_or_404
from agenda.releases.domain.read_model import CancelledSession, Content, ReleasedAgenda, ReleasedSession
from agenda.releases.domain.reader import VISIBLE
from agenda.releases.models import AgendaRelease, label_in_words
from agenda.releases.registries import export_formats
from agenda.releases.web.change_lines import ChangeLine, change_lines
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.web.base import PublicMixin
from confman.conferences.web.feeds import AtomFeedMixin
from confman.documents.registry import FORMATS
from confman.people.models import Person
from confman.people.privacy import Audience
from confman.translation.languages import reading_in
from confman.web.uploads.stored_files import counted_response, picture_response

CALENDAR = "text/calendar; charset=utf-8"
CACHE_SECONDS = 600
# Pixels: enough for the sharpest screens.
PORTRAIT = 360
Chosen = tuple[Sequence[ReleasedSession], Sequence[CancelledSession], str]


class PublishedAgendaFile(PublishedAgendaMixin, View):
    """A file made from the latest release. A client that has it already gets 304."""

    def answer(
        self,
        agenda: ReleasedAgenda,
        what: str,
        content_type: str,
        make: Callable[[], bytes],
        filename: str = "",
    ) -> HttpResponseBase:
        """Return the file; from the cache, if it was made from the same public content."""
        conference = self.conference
        facts = (
            conference.slug, conference.title, conference.starts_on, conference.ends_on, conference.languages,
            self.language, settings.BASE_URL,
        )  # fmt: skip
        state = f"{agenda!r}|{facts!r}|{what}"
        mark = hashlib.sha256(state.encode()).hexdigest()
        etag = quote_etag(mark[:32])
        unchanged = get_conditional_response(self.request, etag=etag)
        if unchanged is not None:
            return unchanged
        content = cache.get(f"agenda-file:{mark}")
        if content is None:
            with reading_in(self.language, *self.conference.languages):
                content = make()
            cache.set(f"agenda-file:{mark}", content, CACHE_SECONDS)
        response = HttpResponse(content, content_type=content_type)
        response["ETag"] = etag
        response["Cache-Control"] = "no-cache"
        if filename:
            response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response


class CalendarFile(PublishedAgendaFile):
    """A calendar of everything, or of what `chosen` selects."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        from agenda.programme.exchange.calendar_writer import write_calendar

        agenda = self.require_agenda()
        sessions, cancelled, name = self.chosen(agenda)
        key = f"ics:{request.path}"
        return self.answer(
            agenda,
            key,
            CALENDAR,
            lambda: write_calendar(
                self.conference,
                agenda,
                language=self.language,
                sessions=sessions,
                cancelled=cancelled,
                name=name,
            ),
        )

    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        """Return sessions, cancelled ones, and the name that distinguishes this calendar from the others."""
        return agenda.sessions, agenda.cancelled, ""


class DayCalendarFile(CalendarFile):
    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        date = self.kwargs["day"]
        dated = next((day for day in agenda.days if day.date.isoformat() == date), None)
        day = row_or_404(dated, _("The published agenda has no such day."))
        return day.sessions, [tombstone for tombstone in agenda.cancelled if tombstone.day == day.date], date


class RoomCalendarFile(CalendarFile):
    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        room = row_or_404(
            of_id(agenda.rooms, self.kwargs["room"]), _("The published agenda has no such room.")
        )
        sessions = [session for session in agenda.sessions if session.room == room]
        return sessions, [tombstone for tombstone in agenda.cancelled if tombstone.room == room], str(room)


class ThemeCalendarFile(CalendarFile):
    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        missing = _("The published agenda has no such theme.")
        theme = row_or_404(of_id(agenda.themes, self.kwargs["theme"]), missing)
        return [session for session in agenda.sessions if session.theme == theme], (), str(theme)


class SpeakerCalendarFile(CalendarFile):
    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        speaker = self.speaker_in(agenda)
        sessions = list(
            {appearance.session.id: appearance.session for appearance in speaker.appearances}.values()
        )
        return sessions, (), str(speaker.person)


class SessionCalendarFile(CalendarFile):
    def chosen(self, agenda: ReleasedAgenda) -> Chosen:
        session = self.session_in(agenda)
        return [session], [], str(session.title)


class MaterialFile(PublishedAgendaFile):
    """The file of a material that the latest release shows to everyone, once its embargo is over."""

    cached_queries = None

    def get(self, request: HttpRequest, **kwargs: Any) -> Any:
        key = str(self.kwargs["material"])
        is_published = any(
            material.id == key for session in self.require_agenda().sessions for material in session.materials
        )
        readable = Material.objects.open_to(VISIBLE[Audience.PUBLIC], timezone.now())
        material = readable.filter(session__conference=self.conference, pk=key).first()
        if not is_published or material is None:
            raise Http404(_("The published agenda has no such material."))
        return counted_response(request, material)


class PortraitFile(PublishedAgendaFile):
    """A speaker's photo, at the size in which a page shows it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        speaker = self.speaker_in(self.require_agenda())
        if not with_portrait(self.conference, [speaker]):
            raise Http404(_("There is no such speaker in the published agenda."))
        person = Person.objects.of(self.conference).filter(pk=speaker.person.id).first()
        if person is None or not person.photo:
            raise Http404  # taken away since the agenda was read
        response = picture_response(request, person.photo, PORTRAIT)
        response["Cache-Control"] = "no-cache"
        return response


class DataFile(PublishedAgendaFile):
    """frab XML and JSON, CSV, XLSX."""

    format = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        agenda, format = self.require_agenda(), export_formats.get(self.format)
        filename = f"{self.conference.slug}-agenda-{self.language}.{format.extension}"
        return self.answer(
            agenda,
            format.key,
            format.content_type,
            lambda: format.write(self.conference, agenda, self.language),
            filename if self.format in ("csv", "xlsx") else "",
        )


class AgendaDocumentFile(PublishedAgendaFile):
    """The agenda as PDF or Word document, made once for a release and kept."""

    format = ""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        self.require_agenda()
        document = cached_agenda(self.conference, language=self.language, format=self.format)
        response = HttpResponse(document.content, content_type=FORMATS[self.format].content_type)
        response["Content-Disposition"] = f'inline; filename="{document.filename}"'
        response["Cache-Control"] = "no-cache"
        return response


_PUBLIC = Session.Visibility.PUBLIC


def public_change_lines(conference: Conference, release: AgendaRelease, before: Content) -> list[ChangeLine]:
    """Return a line for each change of what everyone may read.

    A session that was closed before is new; one closed now disappears without mention.
    """
    public_before = _public(before)
    public_now = _public(release.content)
    changes: Content = {"new": [], "moved": [], "changed": [], "cancelled": []}
    for kind, rows in release.changes.items():
        for row in rows:
            key = row["id"]
            if kind == "cancelled":
                if row.get("visibility") == _PUBLIC and key in public_before:
                    changes["cancelled"].append(row)
            elif key in public_now:
                if key in public_before:
                    changes[kind].append(row)
                else:
                    changes["new"].append({"id": key})
    changes["new"] = list({row["id"]: row for row in changes["new"]}.values())
    return change_lines(conference, changes, before, release.content)


def _public(content: Content) -> set[str]:
    return {row["id"] for row in content.get("sessions", []) if row["visibility"] == _PUBLIC}


# A feed reader has the older ones already.
NEWEST = 20


class ChangesFeed(AtomFeedMixin, PublicMixin, View):
    """An Atom feed (RFC 4287) with an entry for each release: what is new, moved, changed, cancelled."""

    permission = "agenda.view_agenda"
    home_name = "agenda_public:agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        feed = self.new_feed(
            _("%(conference)s: changes of the agenda") % {"conference": self.conference.title}
        )
        releases = list(AgendaRelease.objects.of(self.conference)[: NEWEST + 1])
        for number, release in enumerate(releases[:NEWEST]):
            before = releases[number + 1].content if number + 1 < len(releases) else {}
            lines = public_change_lines(self.conference, release, before) if before else []
            feed.add_item(
                title=_("Agenda: %(label)s") % {"label": label_in_words(release.label)},
                link=self.home,
                description=_summary(release, lines),
                unique_id=f"urn:uuid:{release.pk}",
                pubdate=release.published_at,
                updateddate=release.published_at,
            )
        return self.feed_response(feed)


def _summary(release: AgendaRelease, lines: list[ChangeLine]) -> SafeString:
    """Return the changes as a list in HTML; every text of the record is escaped."""
    note = format_html("<p>{}</p>", release.note) if release.note else SafeString("")
    if not lines:
        first = _("The agenda was published.") if release.number == 1 else _("No public information changed.")
        return format_html("{}<p>{}</p>", note, first)
    rows = format_html_join(
        "", "<li><b>{}:</b> {} — {}</li>", ((line.label, line.title, line.detail) for line in lines)
    )
    return format_html("{}<ul>{}</ul>", note, rows)
