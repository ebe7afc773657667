"""A reader's own agenda: on the account, and as a calendar with a secret address."""

from itertools import groupby
from typing import Any

from django import forms
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.own_agenda.domain import (
    calendar_token,
    own_agenda,
    read_calendar,
    renew_calendar,
    star_session,
    star_sessions,
    stars_of,
    unstar_session,
)
from agenda.programme.exchange.calendar_writer import write_calendar
from agenda.programme.web.views.files import CALENDAR, PublishedFile
from agenda.screens.domain.timer import timers_of_chair
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.conferences.web.base import ConferenceMixin
from confman.people.models import Person


class StarForm(forms.Form):
    """A form that sets or removes one star, or takes over those that a browser kept before sign-in."""

    session = forms.UUIDField(required=False)
    starred = forms.BooleanField(required=False)
    sessions = forms.CharField(required=False)

    def clean_sessions(self) -> list[Any]:
        as_key = forms.UUIDField()
        return [as_key.clean(key) for key in self.cleaned_data["sessions"].split(",") if key]


class OwnPart(ConferenceMixin):
    """A page of a signed-in user about the agenda as it is published."""

    permission = "agenda.keep_own_agenda"

    @property
    def language(self) -> str:
        """Return the conference's language that is closest to the reader's."""
        active = get_language() or ""
        return active if active in self.conference.languages else self.conference.default_language


class OwnAgendaPage(OwnPart, TemplateView):
    """The reader's starred sessions, roles and seats; and the address under which a calendar can subscribe to them."""

    template_name = "agenda/own_agenda/portal/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = own_agenda(self.conference, self.request.user)
        person = Person.objects.of(self.conference).filter(user=self.request.user).first()
        return super().get_context_data(
            own=own,
            days=[
                (day, list(rows)) for day, rows in groupby(own.sessions, key=lambda each: each.session.day)
            ],
            language=self.language,
            timers=timers_of_chair(person) if person else [],
            calendar_token=calendar_token(self.conference, self.request.user),
            has_calendar=self.conference.personal_calendars.filter(user=self.request.user.pk).exists(),
            **kwargs,
        )


class StarsView(OwnPart, View):
    """Stars for the page's script: read, set, remove."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        kept = stars_of(self.conference, request.user)
        return JsonResponse({"sessions": kept, "token": get_token(request)})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = StarForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        if key := form.cleaned_data["session"]:
            session = get_object_or_404(Session, conference=self.conference, pk=key)
            verb = star_session if form.cleaned_data["starred"] else unstar_session
            verb(session, by=user_of(request))
        star_sessions(self.conference, form.cleaned_data["sessions"], by=user_of(request))
        if "from_page" in request.POST:
            return HttpResponseRedirect(reverse("agenda_portal:own", args=[self.conference.slug]))
        return JsonResponse({"sessions": stars_of(self.conference, request.user)})


class CalendarAddressView(OwnAgendaPage):
    """Shows the secret address to its owner; POST makes a new one and invalidates the old one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if token := context["calendar_token"]:
            address = reverse("agenda_public:own-calendar", args=[self.conference.slug, self.language, token])
            context["calendar_address"] = settings.BASE_URL + address
        return context

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        renew_calendar(self.conference, by=user_of(request))
        return HttpResponseRedirect(f"{request.path}#calendar-heading")


class OwnCalendarFile(PublishedFile):
    """The calendar behind a secret address; the address alone gives access, so nobody signs in here."""

    may_be_kept = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        calendar = read_calendar(self.conference, self.kwargs["token"])
        if calendar is None:
            raise Http404(_("There is no such calendar. Its owner may have given it a new address."))
        own = own_agenda(self.conference, calendar.user)
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
