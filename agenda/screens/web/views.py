"""Screens in the venue: the page and the part that it refreshes, their list, and the operator's page of a timer."""

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import cached_property
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.releases.models import AgendaRelease
from agenda.screens.domain import speaker_clock as clock_verbs
from agenda.screens.domain.content import (
    LocalizedSlide,
    ScreenProgramme,
    Slide,
    mark_of,
    screen_languages,
    slides_of,
    venue_programme,
)
from agenda.screens.domain.screens import (
    change_screen,
    create_screen,
    delete_screen,
    is_alive,
    note_seen,
    renew_address,
)
from agenda.screens.domain.speaker_clock import ClockItem, clock_of, item_of_clock, items_of, sessions_for
from agenda.screens.models import RevokedScreenAddress, VenueScreen
from agenda.screens.web.forms import ClockForm, VenueScreenForm
from agenda.screens.web.tables import ScreenTable, address_of
from agenda.screens.web.timer import ScreenPart, clock_facts, clock_part, note_speakers_here
from agenda.sessions.models.personal import SpeakerProfile
from confman.accounts.system_users import system_user
from confman.conferences.web.base import ConferenceMixin, SecretariatMixin, speak
from confman.conferences.web.resources.resource import Messages, Resource
from confman.conferences.web.resources.views import Empty, ResourceFormView, ResourceListView
from confman.conferences.web.verb_views import ConfirmView
from confman.people.web.personal import activate_language_of
from confman.readers.edition_cache import cached_in_edition, in_present_edition
from confman.translation.languages import language_direction
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from confman.web.numbers import whole_number
from confman.web.uploads.stored_files import static_script


class ScreenListView(ResourceListView):
    template_name = "agenda/screens/screen_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_published = AgendaRelease.objects.of(self.conference).exists()
        return super().get_context_data(is_published=is_published, **kwargs)


class ScreenFormView(ResourceFormView):
    """A screen: what it shows, and its address as a QR code."""

    template_name = "agenda/screens/screen_form.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.is_new:
            address = address_of(self.object)
            kwargs |= {"address": address, "alive": is_alive(self.object)}
        return super().get_context_data(**kwargs)


screens = Resource(
    model=VenueScreen, name="screen", label=gettext_lazy("Screens"),
    lead=gettext_lazy(
        "Open an address on a screen in the venue. It shows what is published, keeps up automatically, and goes "
        "on without a network."
    ),
    empty=Empty(
        "display", gettext_lazy("There are no screens yet"),
        gettext_lazy(
            "A television in the foyer, a tablet at a door, the chair’s timer: each gets an address of its own."
        ),
    ),
    navigation_key="agenda.screens",
    view_permission="agenda.view_screens", edit_permission="agenda.edit_screens",
    rows=lambda conference: VenueScreen.objects.of(conference).with_room().select_related("conference"),
    table=ScreenTable, form=VenueScreenForm,
    add=create_screen, change=change_screen, delete=delete_screen,
    add_label=gettext_lazy("Add a screen"),
    messages=Messages(
        gettext_lazy("The screen was added. Open its address on the screen itself."),
        gettext_lazy("The screen was changed; it follows within half a minute."),
    ),
    delete_label=gettext_lazy("Delete the screen"),
    delete_consequence=gettext_lazy("Its address stops working. This cannot be undone; another can be added."),
    list_view=ScreenListView, form_view=ScreenFormView,
)  # fmt: skip


class RenewAddressView(ConfirmView):
    permission = "agenda.edit_screens"
    navigation_key = "agenda.screens"
    queryset = VenueScreen.objects.all()
    question = gettext_lazy("Give “%(name)s” a new address?")
    consequence = gettext_lazy(
        "The screen that is open at the old address shows nothing until it is opened at the new one."
    )
    action = gettext_lazy("New address")
    verb = renew_address
    success_message = gettext_lazy("“%(name)s” has a new address.")


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


MINUTE = 60


class TimerView(SecretariatMixin, TemplateView):
    """Sets the clock by button or key. Asked with `seen` it answers 204 while nobody else has set it."""

    permission = "agenda.run_timer"
    navigation_key = "agenda.screens"
    template_name = "agenda/screens/timer.html"
    part_name = "agenda/screens/timer_part.html"
    permission_on = "screen"

    def prepare(self) -> None:
        super().prepare()
        self.screen = self.own_row(VenueScreen.objects.with_room().filter(kind=VenueScreen.Kind.TIMER))
        self.screen.conference = self.conference
        self.clock = clock_of(self.screen)
        note_speakers_here(self.request, self.conference)
        profile = None if self.user.is_authenticated else self.own_page
        if profile:
            activate_language_of(self.request, profile.person)

    @property
    def user(self) -> Any:
        return self.request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "seen" in request.GET:
            if request.GET["seen"] == str(self.clock.revision):
                return HttpResponse(status=204)
            self.template_name = self.part_name
        return self.render_to_response(self.get_context_data())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused = ""
        form = ClockForm(request.POST, conference=self.conference)
        try:
            if not form.is_valid():
                raise Refused(" ".join(str(text) for errors in form.errors.values() for text in errors))
            self.perform(form.cleaned_data)
        except Refused as error:
            refused = error.message
            self.clock.refresh_from_db()
        if getattr(request, "htmx", False):
            self.template_name = self.part_name
            return self.render_to_response(self.get_context_data(refused=refused))
        if refused:
            messages.error(request, refused)
        return HttpResponseRedirect(request.path)

    def perform(self, data: dict[str, Any]) -> None:
        """Carry out one action. Raises Refused."""
        clock, arguments = self.clock, {"by": self.acting_user, "seen": data["seen"]}
        match data["action"]:
            case "start" | "pause" | "reset" as verb:
                getattr(clock_verbs, verb)(clock, **arguments)
            case "more" | "less" as action:
                clock_verbs.add_seconds(clock, MINUTE if action == "more" else -MINUTE, **arguments)
            case "next" | "previous" as action:
                clock_verbs.next_item(clock, step=1 if action == "next" else -1, **arguments)
            case "item":
                clock_item = self._chosen(data)
                seconds = data["minutes"] * MINUTE if data["minutes"] else clock_item.seconds
                clock_verbs.set_time(clock, seconds, chosen=clock_item, **arguments)
            case _:
                clock_verbs.set_time(clock, data["minutes"] * MINUTE, **arguments)

    @property
    def acting_user(self) -> Any:
        """Return the signed-in user, else the system user of personal links."""
        return self.user if self.user.is_authenticated else system_user("participant")

    @cached_property
    def own_page(self) -> SpeakerProfile | None:
        """Return the speaker's page of a chair who is not in the team, to link back to."""
        is_own = Q(pk__in=self.user.opened_speakers)
        if self.user.is_authenticated:
            is_own |= Q(person__user=self.user)
        rows = SpeakerProfile.objects.select_related("person__conference")
        return rows.filter(is_own, person__conference=self.conference).first()

    def _chosen(self, data: dict[str, Any]) -> ClockItem:
        key = (str(data["session"] or ""), str(data["item"] or ""))
        for session in sessions_for(self.screen, self.conference.today()):
            for row in items_of(session):
                if row.key == key:
                    return row
        raise Refused(_("This is no longer in the published agenda. Look at the list again."))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = self.conference.today()
        sessions = [(session, items_of(session)) for session in sessions_for(self.screen, today)]
        can_list = self.user.has_perm("agenda.view_screens", self.conference)
        return super().get_context_data(
            screen=self.screen,
            address=address_of(self.screen),
            chosen=item_of_clock(self.conference, self.clock),
            sessions=sessions,
            can_list=can_list,
            own_page=None if can_list else self.own_page,
            # A mere chair has no desk.
            base="web/base_secretariat.html" if can_list else "web/base_portal.html",
            **clock_facts(self.clock),
            **kwargs,
        )
