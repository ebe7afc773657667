"""A participant's own agenda: their sessions, their choices, and a calendar to subscribe to."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.own_agenda.domain import own_agenda_of
from agenda.programme.exchange.calendar_writer import write_calendar
from agenda.programme.web.views.files import CALENDAR, PublishedFile
from agenda.screens.domain.timer import timers_of_chair
from confman.accounts.signed_links import LinkInvalid
from confman.conferences.web.verb_views import ActionView
from registrations.core.domain.personal_links import calendar_token, read_calendar_token
from registrations.core.models.registration import Registration
from registrations.core.web.portal import ParticipantMixin
from registrations.portal.domain.link_renewal import renew_calendar
from registrations.seats.domain.seats import accept_seat, give_up_seat, open_places, overlap, take_seat
from registrations.seats.models import Seat, SeatStatus
from registrations.seats.web.forms import OwnSeatForm


@dataclass(frozen=True)
class Choice:
    """A working group or session one may choose: the own seat in it, and what overlaps with it."""

    place: Any
    kind: str  # group or session
    seat: Seat | None
    clashes: tuple[str, ...]
    has_line: bool = False  # others wait already

    @property
    def left(self) -> int | None:
        """Return the places left; None without a limit."""
        if self.place.capacity is None:
            return None
        return 0 if self.has_line else self.place.capacity - self.place.taken


def places_to_choose(registration: Registration) -> tuple[list[Choice], list[Choice]]:
    """Return working groups, and sessions with sign-up: those open to choose, and those one is in already."""
    groups, sessions = open_places(registration.conference)
    seats = list(Seat.objects.filter(registration=registration).with_places())
    by_place = {seat.place: seat for seat in seats}
    line = Seat.objects.of(registration.conference).in_line().order_by().values_list("group", "session")
    in_line = {key for keys in line.distinct() for key in keys}
    found: tuple[list[Choice], list[Choice]] = ([], [])
    for kind, rows, chosen in (("group", groups, found[0]), ("session", sessions, found[1])):
        own = [seat.place for seat in seats if getattr(seat, f"{kind}_id") and seat.place not in rows]
        for place in [*rows, *own]:
            probe = by_place.get(place) or Seat(registration=registration, **{kind: place})
            others = (seat for seat in seats if seat.is_held and seat.place != place)
            clashes = tuple(str(seat.place) for seat in others if overlap(probe, seat))
            chosen.append(Choice(place, kind, by_place.get(place), clashes, place.pk in in_line))
    return found


class OwnAgendaView(ParticipantMixin, TemplateView):
    """The participant's own agenda: their sessions, their sign-ups, and the choices open to them."""

    template_name = "registrations/portal/agenda.html"
    active = "own-agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_agenda_of(self.registration.person)
        groups, sessions = places_to_choose(self.registration) if self.registration.is_approved else ([], [])
        return super().get_context_data(
            own=own,
            days=[
                (day, list(rows)) for day, rows in groupby(own.sessions, key=lambda each: each.session.day)
            ],
            language=self.content_language,
            choices=[
                (_("Working groups"), groups),
                (_("Sessions with a limited number of places"), sessions),
            ],
            timers=[
                timer
                for timer in timers_of_chair(self.registration.person)
                if self.request.user.has_perm("agenda.run_timer", timer)
            ],
            **kwargs,
        )


class OwnSeatView(ParticipantMixin, ActionView):
    """POST: signs up, gives up, or accepts a held place."""

    success_name = "registrations_portal:own-agenda"

    def act(self) -> str:
        form = OwnSeatForm(self.request.POST, conference=self.conference)
        if not form.is_valid():
            raise Http404(_("This working group or session is no longer there."))
        place = {name: form.cleaned_data[name] for name in ("group", "session")}
        what = {"what": place["group"] or place["session"]}
        if form.cleaned_data["act"] == "take":
            seat = take_seat(self.registration, by=self.acting_user, **place)
            if seat.status == SeatStatus.WAITING:
                return (
                    _("“%(what)s” is full. You are on its waiting list and get a mail when a place is free.")
                    % what
                )
            return _("You have a seat in “%(what)s”.") % what
        found = Seat.objects.filter(registration=self.registration, **place).first()
        if found is None:
            return _("You have no seat in “%(what)s”.") % what
        if form.cleaned_data["act"] == "accept":
            accept_seat(found, by=self.acting_user)
            return _("You have a seat in “%(what)s”.") % what
        give_up_seat(found, by=self.acting_user)
        return _("You are no longer signed up for “%(what)s”.") % what


class CalendarAddressView(OwnAgendaView):
    """The secret address of the calendar, for its owner; POST makes a new one and the old one stops working."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        token = calendar_token(self.registration)
        address = reverse(
            "registrations_public:own-calendar", args=[self.conference.slug, self.content_language, token]
        )
        return super().get_context_data(calendar_address=settings.BASE_URL + address, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        renew_calendar(self.registration, by=self.acting_user)
        return HttpResponseRedirect(f"{request.path}#calendar-heading")


class OwnCalendarDownloadView(ParticipantMixin, View):
    """The own agenda as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = own_agenda_of(self.registration.person)
        if own.agenda is None:
            messages.info(request, _("The agenda has not been published yet."))
            return HttpResponseRedirect(self.address("own-agenda"))
        content = write_calendar(
            self.conference,
            own.agenda,
            language=self.content_language,
            sessions=[entry.session for entry in own.sessions],
            name=_("my agenda"),
        )
        response = HttpResponse(content, content_type=CALENDAR)
        response["Content-Disposition"] = f'attachment; filename="{self.conference.slug}-my-agenda.ics"'
        return response


class OwnCalendarFile(PublishedFile):
    """The calendar behind a secret address; the address alone gives access, so nobody signs in here."""

    may_be_kept = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        try:
            registration = read_calendar_token(self.conference, self.kwargs["token"])
        except LinkInvalid as error:
            raise Http404(error.message) from error
        own = own_agenda_of(registration.person)
        if own.agenda is None:
            raise Http404(_("The agenda has not been published yet."))
        agenda, sessions = own.agenda, tuple(entry.session for entry in own.sessions)
        return self.answer(
            agenda,
            f"own:{sessions!r}",
            CALENDAR,
            lambda: write_calendar(
                self.conference, agenda, language=self.language, sessions=sessions, name=_("my agenda")
            ),
        )
