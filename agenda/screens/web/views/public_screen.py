"""A screen in the venue: the page at its address, and the part that it refreshes. Only releases are read.

The page holds today and the next day whole, so that it works without a network; a revoked address answers 410.
"""

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.screens.domain.content import ScreenProgramme, venue_programme
from agenda.screens.domain.screens import note_seen
from agenda.screens.domain.slides import LocalizedSlide, Slide, mark_of, screen_languages, slides_of
from agenda.screens.models import RevokedScreenAddress, VenueScreen
from agenda.screens.web.timer import ScreenPart, clock_part
from confman.conferences.web.base import ConferenceMixin, speak
from confman.readers.present import cached_in_edition, in_present_edition
from confman.translation.languages import language_direction
from confman.web.access import PUBLIC
from confman.web.numbers import whole_number
from confman.web.uploads.stored_files import static_script

STYLES, SCRIPT, WORKER = "venue-screen.css", "venue-screen.js", "venue-screen-worker.js"


class ByAddress(ConferenceMixin):
    """Finds the screen of the address; `screen` is None if the address was revoked."""

    may_be_cached = True
    permission = PUBLIC
    screen: VenueScreen | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Before the screen is read: what is worked out of it is kept for the edition.
        with in_present_edition(self.kwargs["slug"]):
            return super().dispatch(request, *args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        token = self.kwargs["token"]
        screen = VenueScreen.objects.of(self.conference).with_room().filter(token=token).first()
        if screen is None:
            if not RevokedScreenAddress.objects.filter(conference=self.conference, token=token).exists():
                raise Http404(_("There is no such screen."))
            self.screen, self.has_secret = None, True
            self.read_in(self.conference.default_language)
            return
        self.screen, self.has_secret = screen, True
        self.screen.conference = self.conference
        self.read_in(screen_languages(self.screen, self.conference)[0])
        note_seen(self.screen)

    def read_in(self, language: str) -> None:
        """Set the screen's language, because its viewers are not asked for theirs."""
        self.language = language
        speak(self.conference, language)


def page_mark(screen: VenueScreen) -> str:
    """Return a text that changes with what surrounds the refreshed part: then a page reloads itself.

    That is scripts and styles, and what the screen is and how it looks.
    """
    look = (screen.kind, screen.scheme, screen.size, screen.seconds)
    conference = screen.conference
    where = (conference.colour, conference.timezone, screen_languages(screen, conference)[0])
    around = (static(STYLES), static(SCRIPT), look, where)
    return hashlib.sha256(repr(around).encode()).hexdigest()[:16]


def _slides_part(screen: VenueScreen, number: int, request: HttpRequest) -> ScreenPart:
    """Return the slides, with the one of this `number` visible. The mark does not depend on the hour."""
    moment, conference = timezone.now(), screen.conference

    def read() -> tuple[ScreenProgramme, tuple[Slide, ...], str]:
        programme = cached_in_edition(
            conference, "programme", lambda: venue_programme(conference, timezone.now())
        )
        slides = slides_of(screen, programme)
        return programme, slides, mark_of(screen, slides, programme)

    # Three hundred screens ask every twenty seconds, and nearly always nothing has changed.
    programme, slides, mark = cached_in_edition(conference, ("slides", screen.pk), read)

    def write() -> str:
        context = {
            "conference": conference,
            "programme": programme,
            "now": timezone.localtime(moment),
            "program_url": f"{settings.BASE_URL}/{conference.slug}/",
            "slides": [[_face(face, programme.today, moment) for face in slide.faces] for slide in slides],
            "shown": number % len(slides) if slides else 0,
        }
        return render_to_string("agenda/screens/onsite/slides.html", context, request)

    return ScreenPart(mark, write, len(slides))


def _face(face: LocalizedSlide, today: dt.date, moment: dt.datetime) -> dict[str, Any]:
    return {"language": face.language, "direction": face.direction, "pane": face.pane.at(moment, today)}


def part_of(screen: VenueScreen, number: int, request: HttpRequest) -> ScreenPart:
    """Return what the screen shows now."""
    if screen.kind == VenueScreen.Kind.TIMER:
        return clock_part(screen, request)
    return _slides_part(screen, number, request)


class VenueScreenView(ByAddress, TemplateView):
    """The page on the wall. Without a script it reloads itself, one slide further each time."""

    template_name = "agenda/screens/onsite/screen.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.screen is None:
            context = self.get_context_data(
                language=self.language, direction=language_direction(self.language)
            )
            self.template_name = "agenda/screens/onsite/gone.html"
            return self.render_to_response(context, status=410)
        number = whole_number(request.GET.get("slide")) or 0
        part = part_of(self.screen, number, request)
        is_timer = self.screen.kind == VenueScreen.Kind.TIMER
        address = [self.conference.slug, self.screen.token]
        context = self.get_context_data(
            language=self.language,
            direction=language_direction(self.language),
            screen=self.screen,
            part=part,
            is_timer=is_timer,
            part_url=reverse("agenda_onsite:screen-part", args=address),
            worker_url=reverse("agenda_onsite:screen-worker", args=address),
            every=1 if is_timer else 20,
            page_mark=page_mark(self.screen),
            following=(number + 1) % part.slides if part.slides else 0,
            refresh=5 if is_timer else self.screen.seconds,
            now=timezone.localtime(),
        )
        response = self.render_to_response(context)
        response["Cache-Control"] = "private, no-cache"
        return response


class VenueScreenPartView(ByAddress, View):
    """Sends the current content of the screen to its script; 304 while nothing has changed. Always sends the time."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.screen is None:
            return JsonResponse({}, status=410)
        part, page = part_of(self.screen, 0, request), page_mark(self.screen)
        etag = quote_etag(f"{part.mark}-{page}")
        response = get_conditional_response(request, etag=etag)
        if response is None or response.status_code != 304:
            response = JsonResponse(
                {"part": part.html, "page": page},
                headers={"ETag": etag, "Cache-Control": "private, no-cache"},
            )
        response["X-Server-Time"] = str(int(timezone.now().timestamp() * 1000))
        return response


class ScreenWorkerView(ByAddress, View):
    """The service worker that keeps this screen's page for a device started without a network."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return static_script(WORKER)
