"""A participant's own agenda: their sessions, their choices, and a calendar to subscribe to."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.own_agenda.domain import OwnAgenda, own_agenda_of
from agenda.own_agenda.web.views import OwnCalendarFile
from agenda.programme.web.views.files import CALENDAR
from agenda.screens.web.timer import timers_here
from confman.accounts.signed_links import LinkInvalid
from registrations.core.domain.personal_links import calendar_token, read_calendar_token
from registrations.core.web.exports import attached
from registrations.core.web.portal import ParticipantMixin
from registrations.portal.domain import renew_calendar
from registrations.seats.web.sign_up import places_to_choose


class OwnAgendaView(ParticipantMixin, TemplateView):
    """The participant's own agenda: their sessions, their sign-ups, and the choices open to them."""

    template_name = "registrations/portal/agenda.html"
    active = "own-agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own_agenda = own_agenda_of(self.registration.person, self.registration.audience)
        groups, sessions = places_to_choose(self.registration) if self.registration.is_approved else ([], [])
        return super().get_context_data(
            own_agenda=own_agenda,
            days=[
                (day, list(rows))
                for day, rows in groupby(own_agenda.sessions, key=lambda entry: entry.session.day)
            ],
            language=self.content_language,
            choices=[
                (_("Working groups"), groups),
                (_("Sessions with a limited number of places"), sessions),
            ],
            timers=timers_here(self.request, self.registration.person),
            **kwargs,
        )


class RegistrationCalendarAddressView(OwnAgendaView):
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
        from agenda.programme.exchange.calendar_writer import write_calendar

        own_agenda = own_agenda_of(self.registration.person, self.registration.audience)
        if own_agenda.agenda is None:
            messages.info(request, _("The agenda has not been published yet."))
            return HttpResponseRedirect(self.address("own-agenda"))
        content = write_calendar(
            self.conference,
            own_agenda.agenda,
            language=self.content_language,
            sessions=[entry.session for entry in own_agenda.sessions],
            name=_("my agenda"),
        )
        return attached(content, CALENDAR, f"{self.conference.slug}-my-agenda.ics")


class ParticipantCalendarFile(OwnCalendarFile):
    """The calendar of a participant."""

    def agenda_at(self, token: str) -> OwnAgenda:
        try:
            registration = read_calendar_token(self.conference, token)
        except LinkInvalid as error:
            raise Http404(error.message) from error
        return own_agenda_of(registration.person, registration.audience)
