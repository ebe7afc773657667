"""The operator's page of a speaker timer: for the chair, by account or personal link, or an assistant."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from agenda.screens.domain import timer
from agenda.screens.domain.timer import ClockItem, clock_of, item_of_clock, items_of, sessions_for
from agenda.screens.models import VenueScreen
from agenda.screens.web.forms import ClockForm
from agenda.screens.web.tables import address_of
from agenda.screens.web.timer import clock_facts, note_speakers_here
from agenda.sessions.models.personal import SpeakerProfile
from confman.accounts.system_users import system_user
from confman.conferences.web.base import SecretariatMixin
from confman.people.web.personal import activate_language_of
from confman.web.errors import Refused

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
                getattr(timer, verb)(clock, **arguments)
            case "more" | "less" as action:
                timer.add_seconds(clock, MINUTE if action == "more" else -MINUTE, **arguments)
            case "next" | "previous" as action:
                timer.next_item(clock, step=1 if action == "next" else -1, **arguments)
            case "item":
                clock_item = self._chosen(data)
                seconds = data["minutes"] * MINUTE if data["minutes"] else clock_item.seconds
                timer.set_time(clock, seconds, chosen=clock_item, **arguments)
            case _:
                timer.set_time(clock, data["minutes"] * MINUTE, **arguments)

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
