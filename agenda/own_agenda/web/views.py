"""A reader's own agenda: on their own page, and as a calendar with a secret address."""

from itertools import groupby
from typing import Any
from uuid import UUID

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
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from agenda.own_agenda.domain import (
    AgendaOwner,
    OwnAgenda,
    agenda_owner_with,
    calendar_token,
    own_agenda,
    read_calendar,
    renew_calendar,
    star_session,
    star_sessions,
    stars_of,
    unstar_session,
)
from agenda.programme.web.views.files import CALENDAR, PublishedAgendaFile
from agenda.screens.web.timer import timers_here
from agenda.sessions.models.session import Session
from confman.accounts.sessions import user_of
from confman.conferences.hook_registries import Query, answers
from confman.conferences.models import Conference
from confman.people.web.personal import PersonalMixin, people_in, roles_here
from confman.web.forms.base import OpenFormMixin, require_own_page


class StarForm(forms.Form):
    """A form that sets or removes one star, or takes over those that a browser kept before it knew its reader."""

    session = forms.UUIDField(required=False)
    starred = forms.BooleanField(required=False)
    sessions = forms.CharField(required=False)

    def clean_sessions(self) -> list[UUID]:
        as_key = forms.UUIDField()
        return [as_key.clean(key) for key in self.cleaned_data["sessions"].split(",") if key]


def agenda_owner_of(request: HttpRequest, conference: Conference, person: str = "") -> AgendaOwner:
    """Return who keeps an agenda in this browser: the person named, if their page is open here, else whoever signed in.

    Without either it is the one person whose page is open here; of several nobody knows who is reading.

    Raises Http404 if the page of the person named is not open here.
    """
    user = user_of(request) if request.user.is_authenticated else None
    owner = agenda_owner_with(conference, user) if user else AgendaOwner()
    people = people_in(roles_here(request, conference))
    if person and owner.person and str(owner.person.pk) == person:
        return owner
    if person:
        match = next((candidate for candidate in people if str(candidate.pk) == person), None)
        if match is None:
            raise Http404
        return AgendaOwner(match, match.user)
    if user or len(people) != 1:
        return owner
    return AgendaOwner(people[0], people[0].user)


class OwnAgendaMixin(PersonalMixin):
    """A page about the agenda as it is published, for the person who has a page of their own here, or an account."""

    permission = "agenda.keep_own_agenda"

    def prepare(self) -> None:
        super().prepare()
        person = self.request.POST.get("person") or self.request.GET.get("person") or ""
        self.owner = agenda_owner_of(self.request, self.conference, person)
        reader: Any = self.request.user
        reader.keeps_agenda_of = self.owner.person
        if self.owner.person:
            self.activate_language_of(self.owner.person)

    @property
    def language(self) -> str:
        """Return the conference's language that is closest to the reader's."""
        return self.conference.language_near(get_language() or "")


class OwnAgendaPage(OwnAgendaMixin, TemplateView):
    """The reader's starred sessions, roles and seats; and the address under which a calendar can subscribe to them."""

    template_name = "agenda/own_agenda/portal/agenda.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agenda = own_agenda(self.conference, self.owner)
        person = self.owner.person
        # A calendar with a secret address is the account's; that of a participant stands on their own page.
        user = self.owner.user if self.request.user.is_authenticated else None
        return super().get_context_data(
            own=agenda,
            owner=self.owner,
            days=[
                (day, list(rows))
                for day, rows in groupby(agenda.sessions, key=lambda entry: entry.session.day)
            ],
            language=self.language,
            timers=timers_here(self.request, person) if person else [],
            calendar_token=calendar_token(self.conference, user) if user else "",
            has_calendar=self.conference.personal_calendars.filter(user=user).exists() if user else False,
            **kwargs,
        )


class StarsView(OpenFormMixin, OwnAgendaMixin, View):
    """Stars: read, set, remove. Buttons of public pages post here, which have no token: the page must be ours."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Return the stars for the page's script, whose they are, and the page on which the reader finds them."""
        stars = stars_of(self.conference, self.owner)
        return JsonResponse({"sessions": stars, "keeper": self.owner.key, "page": self.own_page()})

    def own_page(self) -> str:
        person = self.owner.person
        addresses = answers(Query.OWN_AGENDA, self.request, person) if person else ()
        return next(filter(None, addresses), reverse("agenda_portal:own", args=[self.conference.slug]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_own_page(request, proved=True)
        form = StarForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        if key := form.cleaned_data["session"]:
            session = get_object_or_404(Session, conference=self.conference, pk=key)
            verb = star_session if form.cleaned_data["starred"] else unstar_session
            verb(session, owner=self.owner)
        star_sessions(self.conference, form.cleaned_data["sessions"], owner=self.owner)
        if "from_page" in request.POST:
            return HttpResponseRedirect(self.own_page())
        return self.get(request)


class CalendarAddressView(OwnAgendaPage):
    """Shows the secret address to the account that owns it; POST makes a new one and invalidates the old one."""

    def check_access(self) -> HttpResponseBase | None:
        return super().check_access() if self.request.user.is_authenticated else self.refuse()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if token := context["calendar_token"]:
            address = reverse("agenda_public:own-calendar", args=[self.conference.slug, self.language, token])
            context["calendar_address"] = settings.BASE_URL + address
        return context

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        renew_calendar(self.conference, by=user_of(request))
        return HttpResponseRedirect(f"{request.path}#calendar-heading")


class OwnCalendarFile(PublishedAgendaFile):
    """The calendar behind a secret address; the address alone gives access, so nobody signs in here."""

    may_be_cached = False

    def agenda_at(self, token: str) -> OwnAgenda:
        """Return the agenda that the secret part of the address opens. Raises Http404 if it opens none."""
        raise NotImplementedError

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        from agenda.programme.exchange.calendar_writer import write_calendar

        calendar = self.agenda_at(self.kwargs["token"])
        if calendar.agenda is None:
            raise Http404(_("The agenda has not been published yet."))
        agenda, sessions = calendar.agenda, tuple(entry.session for entry in calendar.sessions)
        return self.answer(
            agenda,
            f"own:{sessions!r}",
            CALENDAR,
            lambda: write_calendar(
                self.conference, agenda, language=self.language, sessions=sessions, name=_("my agenda")
            ),
        )


class AccountCalendarFile(OwnCalendarFile):
    """The calendar of an account."""

    def agenda_at(self, token: str) -> OwnAgenda:
        calendar = read_calendar(self.conference, token)
        if calendar is None:
            raise Http404(_("There is no such calendar. Its owner may have given it a new address."))
        return own_agenda(self.conference, agenda_owner_with(self.conference, calendar.user))
