"""The published agenda on the public site, and inside other websites. Only releases are read; no cookie is needed."""

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import View

from agenda.programme.domain import now_and_next, with_portrait
from agenda.programme.web.base import PublishedAgendaMixin
from agenda.programme.web.day_grid import grid_of
from agenda.releases.domain.read_model import ReleasedAgenda, ReleasedDay, ReleasedSession, ReleasedSpeaker
from agenda.templatetags.agenda import initials
from confman.conferences.models import Page
from confman.conferences.registries import PublicNavigationItem, Record, links_of
from confman.conferences.web.base import PublicMixin, PublicView
from confman.readers.edition_cache import cached_in_edition
from confman.translation.languages import language_name, reading_languages
from confman.web.markup import LargePageResponse
from confman.web.search import words_of
from confman.web.uploads.stored_files import static_script

# An agenda with more sessions than this is shown one day at a time.
MAX_AT_ONCE = 150
# No page has more of several days: of ten thousand it would be 25 MB, too large for phones and for the store of bodies.
MAX_ON_A_PAGE = 3000
SPEAKERS_ON_A_PAGE = 60
SPEAKER_FILTERS = ("q", "letter", "day", "theme")
VIEWS = ("list", "rooms", "grid", "mine")
REFERENCES = ("room", "theme", "group")
FILTERS = (*REFERENCES, "kind", "language", "q", "sessions")


class PublishedAgendaView(PublishedAgendaMixin, PublicView):
    """A page made from the latest release."""

    def menu(self) -> tuple[list[Page], list[PublicNavigationItem]]:
        """Return what the menu is made of, read once for an edition: filters are answered each time."""
        return cached_in_edition(self.conference, "menu", super().menu)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(base_url=settings.BASE_URL, **kwargs)


class AgendaPage(PublishedAgendaView):
    """The agenda by day: as a list, by room, or as a table of rooms; filters are in the address."""

    cached_queries = frozenset({"view", "day", "room", "theme"})
    template_name = "agenda/programme/public/agenda.html"
    response_class = LargePageResponse

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = self.agenda()
        if agenda is None:
            return super().get_context_data(agenda=None, **kwargs)
        query = self.request.GET
        view = query.get("view", "")
        view = view if view in VIEWS else "list"
        self.asked = narrowed = {name: query[name] for name in FILTERS if query.get(name)}
        day = self._day(agenda, bool(narrowed))
        self.words = words_of(query.get("q", ""))
        self.chosen_keys = set(query.get("sessions", "").split(",")) - {""}
        days = [
            replace(entry, sessions=tuple(filter(self._matches, entry.sessions))) if narrowed else entry
            for entry in agenda.days
            if (day is None or entry.date == day) and (view != "mine" or self.chosen_keys)
        ]
        days = [entry for entry in days if entry.sessions]
        today = self.conference.today()
        if len(days) > 1 and sum(len(entry.sessions) for entry in days) > MAX_ON_A_PAGE:
            days = [next((entry for entry in days if entry.date == today), days[0])]
            day = days[0].date
        kinds, spoken = cached_in_edition(
            self.conference, ("choices", self.language, reading_languages()), lambda: self._choices(agenda)
        )
        return super().get_context_data(
            agenda=agenda,
            view=view,
            days=[self._shown(entry, agenda, view) for entry in days],
            chosen_day=day,
            offers_all=len(agenda.sessions) <= MAX_ON_A_PAGE,
            narrowed=narrowed,
            chosen={name: query.get(name, "") for name in (*FILTERS, "day")},
            kinds=kinds,
            spoken=spoken,
            today=today,
            # On the days of the conference those that are over are folded; the agenda of one that is over stands open.
            is_folding=view == "list" and not narrowed and agenda.days[-1].date >= today,
            **kwargs,
        )

    def _day(self, agenda: ReleasedAgenda, narrowed: bool) -> dt.date | None:
        """Return the day asked for; of a large agenda without one, today, else the first."""
        dates = [day.date for day in agenda.days]
        choice = self.request.GET.get("day", "")
        for date in dates:
            if date.isoformat() == choice:
                return date
        if choice == "all" or narrowed or len(agenda.sessions) <= MAX_AT_ONCE or not dates:
            return None
        today = self.conference.today()
        return today if today in dates else dates[0]

    def _choices(self, agenda: ReleasedAgenda) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Return the kinds of sessions and the languages spoken, each with its name."""
        kinds = {session.kind: session.kind_label for session in agenda.sessions if not session.is_pause}
        spoken = sorted({code for session in agenda.sessions for code in session.floor_languages})
        return (
            sorted(kinds.items(), key=lambda pair: pair[1]),
            [(code, language_name(code, self.language)) for code in spoken],
        )

    def _matches(self, session: ReleasedSession) -> bool:
        asked = self.asked
        return (
            ("kind" not in asked or asked["kind"] == session.kind)
            and ("language" not in asked or asked["language"] in session.floor_languages)
            and (not self.chosen_keys or session.id in self.chosen_keys)
            and all(
                (row := getattr(session, name)) and row.id == asked[name]
                for name in REFERENCES
                if name in asked
            )
            and all(word in session.search_text for word in self.words)
        )

    def _shown(self, day: ReleasedDay, agenda: ReleasedAgenda, view: str) -> dict[str, Any]:
        context: dict[str, Any] = {"date": day.date, "number": day.number, "sessions": day.sessions}
        if view == "grid":
            context["grid"] = grid_of(day, agenda.rooms)
        elif view == "rooms":
            by_room = [
                (room, [session for session in day.sessions if session.room == room]) for room in agenda.rooms
            ]
            elsewhere = [session for session in day.sessions if session.room is None]
            context["rooms"] = [pair for pair in [*by_room, (None, elsewhere)] if pair[1]]
        return context


class AgendaWorker(PublicMixin, View):
    """The script that keeps the agenda for readers without a network; it serves the addresses below its own."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return static_script("agenda-worker.js")


class NowPage(PublishedAgendaView):
    """Shows the current and the next session of each room. The page refreshes itself."""

    template_name = "agenda/programme/public/now.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = self.agenda()
        now = timezone.localtime()
        rooms = now_and_next(agenda.sessions, now, now.date(), agenda.rooms) if agenda else ()
        return super().get_context_data(agenda=agenda, rooms=rooms, now=now, **kwargs)


class SessionPage(PublishedAgendaView):
    """One session: what, when, where, who, in which languages."""

    template_name = "agenda/programme/public/session.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = self.require_agenda()
        session = self.session_in(agenda)
        links = [] if session.cancelled else links_of(Record.PUBLIC_SESSION, session, self.conference)
        return super().get_context_data(**{**kwargs, "agenda": agenda, "session": session, "links": links})


class SpeakerListPage(PublishedAgendaView):
    """Everyone who may be named in a role; filters are in the address: words, an initial, a day, a theme."""

    cached_queries = frozenset({"letter", "day", "theme", "page"})
    template_name = "agenda/programme/public/speaker_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = self.agenda()
        speakers = agenda.speakers_by_name() if agenda else []
        self.chosen = {name: self.request.GET.get(name, "") for name in SPEAKER_FILTERS}
        self.words = words_of(self.chosen["q"])
        matching = [speaker for speaker in speakers if self._matches(speaker)]
        page = Paginator(matching, SPEAKERS_ON_A_PAGE).get_page(self.request.GET.get("page"))
        letters = sorted({letter for speaker in speakers for letter in initials(speaker.person.name)})
        return super().get_context_data(
            agenda=agenda,
            chosen=self.chosen,
            narrowed=any(self.chosen.values()),
            letters=[(letter, self._with(letter=letter)) for letter in letters],
            without_letter=self._with(letter=""),
            page_obj=page,
            portraits=with_portrait(self.conference, page.object_list),
            **kwargs,
        )

    def _matches(self, speaker: ReleasedSpeaker) -> bool:
        letter, day, theme = (self.chosen[name] for name in ("letter", "day", "theme"))
        if letter and letter not in initials(speaker.person.name):
            return False
        sessions = [appearance.session for appearance in speaker.appearances]
        if (day or theme) and not any(
            (not day or session.day.isoformat() == day)
            and (not theme or (session.theme is not None and session.theme.id == theme))
            for session in sessions
        ):
            return False
        return all(word in speaker.person.search_text for word in self.words)

    def _with(self, **changed: str) -> str:
        """Return the address of this list with filters changed."""
        query = {name: value for name, value in {**self.chosen, **changed}.items() if value}
        return f"{self.request.path}?{urlencode(query)}" if query else self.request.path


class SpeakerPage(PublishedAgendaView):
    """A speaker with their sessions. Biography and photo only of those who are listed for everyone."""

    template_name = "agenda/programme/public/speaker.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = self.require_agenda()
        speaker = self.speaker_in(agenda)
        has_portrait = bool(with_portrait(self.conference, [speaker]))
        return super().get_context_data(agenda=agenda, speaker=speaker, has_portrait=has_portrait, **kwargs)


@method_decorator(xframe_options_exempt, name="dispatch")
@method_decorator(csp_replace({"frame-ancestors": ["*"]}), name="dispatch")
class WidgetPage(AgendaPage):
    """The agenda without the site around it. The only page that others may frame: it has no form and no cookie."""

    template_name = "agenda/programme/public/widget.html"


class WidgetScript(PublicMixin, View):
    """A permanent address of the current script, which puts the frame where its tag is."""

    permission = "agenda.view_agenda"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = HttpResponseRedirect(static("agenda-widget.js"))
        response["Cache-Control"] = "max-age=300"
        return response
