"""The list of speakers: the chair's page, and the pages of the podium and the room."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from agenda.sessions.models.session import Session
from confman.conferences.registries import Record, links_of
from confman.conferences.web.base import ConferenceMixin, OwnContextView, SecretariatMixin, SecretariatView
from confman.conferences.web.verb_views import VerbFormView
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from confman.web.parts import PagePartMixin
from outcomes.speakers_lists.domain import speakers_list as speaking
from outcomes.speakers_lists.domain.speakers_list import state_of
from outcomes.speakers_lists.models import SpeakersList, SpeakingRequest
from outcomes.speakers_lists.web.forms import ChairActionForm, OpenListForm, RequestForm, SpeakersListForm

NAVIGATION = "outcomes.speakers"
LIST = "outcomes_secretariat:speakers"
ON_SCREEN = 6


class SessionsByDayView(SecretariatView):
    """The sessions for which the user may keep a list or a record, by day, and the number of entries in each."""

    keep_permission = ""
    page_name = ""
    counts: ClassVar[dict[str, Count]]

    def tally(self, session: Any) -> Any:
        """Return how much there is, from the `counts`."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = Session.objects.of(self.conference).scheduled().spoken_in().annotate(**self.counts)
        days: dict[Any, list[Session]] = {}
        for session in sessions.select_related("conference", "working_group", "room").order_by("start", "id"):
            if self.request.user.has_perm(self.keep_permission, session):
                session.page_url = self.to(self.page_name, session.pk)
                session.tally = self.tally(session)
                days.setdefault(session.conference_day, []).append(session)
        return super().get_context_data(days=days.items(), **kwargs)


class SpeakersView(SessionsByDayView):
    """The sessions, and how many wait for the floor in each."""

    permission = "outcomes.view_speakers_lists"
    template_name = "outcomes/speakers_lists/speakers.html"
    navigation_key = NAVIGATION
    keep_permission = "outcomes.keep_speakers_list"
    page_name = "speakers-of-session"
    counts = {
        "waiting": Count(
            "speakers_lists__requests",
            filter=Q(speakers_lists__requests__state=SpeakingRequest.Status.WAITING),
            distinct=True,
        ),
        "lists": Count("speakers_lists", distinct=True),
    }

    def tally(self, session: Any) -> Any:
        return session.waiting if session.lists else "–"


class SpeakersOfSessionView(VerbFormView):
    """The lists of one session, and opening another; without a choice the list is opened at once."""

    permission = "outcomes.keep_speakers_list"
    form_class = OpenListForm
    template_name = "outcomes/speakers_lists/speakers_of_session.html"
    navigation_key = NAVIGATION
    submit = gettext_lazy("Open the list")

    queryset = Session.objects.select_related("working_group", "room")
    success_name = "outcomes_secretariat:speakers-list"
    verb = speaking.open_list
    permission_on = "object"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lists = list(self.object.speakers_lists.all()[:2])
        if len(lists) == 1 and not self.object.items.exists():
            return HttpResponseRedirect(self.to("speakers-list", lists[0].pk))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "session": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = Count("requests", filter=Q(requests__state=SpeakingRequest.Status.WAITING))
        lists = self.object.speakers_lists.select_related("item", "session").annotate(waiting=waiting)
        return super().get_context_data(session=self.object, lists=lists.order_by("created_at"), **kwargs)


class OfList(SecretariatMixin):
    """A mixin that finds the list of the address; the rules are asked about it."""

    permission = "outcomes.keep_speakers_list"
    navigation_key = NAVIGATION
    permission_on = "speakers_list"

    def prepare(self) -> None:
        super().prepare()
        rows = SpeakersList.objects.filter(session__conference=self.conference)
        self.object = self.speakers_list = get_object_or_404(
            rows.select_related("session__conference", "session__working_group", "session__room", "item"),
            pk=self.kwargs["pk"],
        )

    def list_url(self) -> str:
        return self.to("speakers-list", self.speakers_list.pk)

    def part(self) -> dict[str, Any]:
        """Return the refreshing part of the page: who has the floor, who waits, who has spoken, for how long."""
        line = state_of(self.speakers_list)
        spoken = (*((line.speaking,) if line.speaking else ()), *line.spoken)
        keeps_record = self.request.user.has_perm("outcomes.keep_record", self.speakers_list.session)
        return {
            "speakers_list": self.speakers_list,
            "session": self.speakers_list.session,
            "line": line,
            "speaking_minutes": speaking.minutes_of(line.speaking) if line.speaking else 0,
            "waiting": [_in_line(row, line.waiting, index) for index, row in enumerate(line.waiting)],
            "spoken": [{"row": row, "seconds": speaking.seconds_spoken(row)} for row in line.spoken],
            "totals": speaking.totals(spoken),
            "now": timezone.now(),
            "record_url": self.to("record", self.speakers_list.session_id) if keeps_record else "",
        }


def _in_line(row: SpeakingRequest, waiting: tuple[SpeakingRequest, ...], index: int) -> dict[str, Any]:
    """Return a request with its possible moves, within its kind."""
    kinds = [waiting_row.kind for waiting_row in waiting]
    return {
        "row": row,
        "minutes": speaking.minutes_of(row),
        "may_up": index > 0 and kinds[index - 1] == row.kind,
        "may_down": index + 1 < len(kinds) and kinds[index + 1] == row.kind,
    }


class SpeakersListView(OfList, VerbFormView):
    """The chair's page: requests are typed at the top; the line below refreshes by itself."""

    form_class = RequestForm
    template_name = "outcomes/speakers_lists/speakers_list.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        goes_on = "more" in self.request.GET
        return {**super().get_form_kwargs(), "session": self.speakers_list.session, "goes_on": goes_on}

    def get_success_url(self) -> str:
        return f"{self.list_url()}?more=yes"

    def perform(self, form: RequestForm) -> Any:
        request = speaking.ask_for_the_floor(
            self.speakers_list, by=self.acting_user, speaker=form.speaker(), kind=form.cleaned_data["kind"],
            minutes=form.cleaned_data["minutes"],
        )  # fmt: skip
        return _("%(who)s is in line.") % {"who": request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.get_form()
        session, screen = self.speakers_list.session, ""
        if not session.chatham_house:
            keys = [self.conference.slug, speaking.screen_token(self.speakers_list)]
            screen = settings.BASE_URL + reverse("outcomes_onsite:speakers-screen", args=keys)
        return super().get_context_data(
            speakers=kwargs["form"].offered,
            session_url=self.to("speakers-of-session", session.pk),
            podium_url=self.to("speakers-podium", self.speakers_list.pk),
            screen_address=screen,
            more_links=links_of(Record.SPEAKERS_LIST, self.speakers_list, user=self.request.user),
            **self.part(),
            **kwargs,
        )


class SpeakersPartView(PagePartMixin, OfList, TemplateView):
    """Only the line, for the page's refresh; 204 while it is unchanged."""

    template_name = "outcomes/speakers_lists/speakers_part.html"

    def page_url(self) -> str:
        return self.list_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**self.part(), **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if self.request.GET.get("mark") == context["line"].mark:
            return HttpResponse(status=204)
        return super().render_to_response(context, **kwargs)


class SpeakersActionView(OfList, TemplateView):
    """One click; for htmx the line is returned, else the page."""

    template_name = "outcomes/speakers_lists/speakers_part.html"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        refused, form = "", ChairActionForm(request.POST)
        try:
            if not form.is_valid():
                raise Refused(_("This could not be understood. Try again."))
            self.perform(form.cleaned_data)
        except Refused as error:
            refused = error.message
        if getattr(request, "htmx", False):
            self.speakers_list.refresh_from_db()
            return self.render_to_response(self.get_context_data(refused=refused, **self.part()))
        if refused:
            messages.error(request, refused)
        return HttpResponseRedirect(f"{self.list_url()}#speakers")

    def perform(self, data: dict[str, Any]) -> None:
        by, action = self.acting_user, data["action"]
        if action in ("close", "reopen"):
            speaking.close_list(self.speakers_list, by=by, closed=action == "close")
            return
        speaking_request = self.speakers_list.requests.filter(pk=data["request"]).first()
        if speaking_request is None:
            raise Refused(_("The request no longer exists. Look at the list again."))
        speaking_request.speakers_list = self.speakers_list
        if action == "give":
            speaking.give_the_floor(speaking_request, by=by, seen=data["seen"])
        elif action in ("up", "down"):
            speaking.move_request(speaking_request, by=by, step=-1 if action == "up" else 1)
        else:
            verb = {
                "end": speaking.end_speaking,
                "withdraw": speaking.withdraw_request,
                "back": speaking.put_back,
            }
            verb[action](speaking_request, by=by)


class SpeakersSettingsView(OfList, VerbFormView):
    """The page that sets another order, or other minutes for each."""

    form_class = SpeakersListForm
    verb = speaking.change_list
    success_message = gettext_lazy("The settings of the list were saved.")
    heading = gettext_lazy("How the list is kept")
    lead = gettext_lazy(
        "Another order puts everyone who waits in line again; what was moved by hand is lost."
    )

    @property
    def list_label(self) -> str:
        return str(self.speakers_list)

    def get_initial(self) -> dict[str, Any]:
        return {"order": self.speakers_list.order, "minutes": self.speakers_list.minutes}


def on_screen(speakers_list: SpeakersList) -> dict[str, Any]:
    """Return the content of the room's screen: who has the floor, who comes next, and whether the list is closed."""
    line = state_of(speakers_list)
    return {
        "speakers_list": speakers_list,
        "current": speaking.name_for(line.speaking) if line.speaking else "",
        "current_row": line.speaking,
        "minutes": speaking.minutes_of(line.speaking) if line.speaking else 0,
        "next": [{"row": row, "name": speaking.name_for(row)} for row in line.waiting[:ON_SCREEN]],
        "more": max(len(line.waiting) - ON_SCREEN, 0),
        "mark": line.mark,
        "now": timezone.now(),
    }


class _Screen(OwnContextView):
    """The whole page, whose script refreshes the content."""

    template_name = "outcomes/speakers_lists/onsite/speakers_screen.html"
    speakers_list: SpeakersList

    def part_url(self) -> str:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(part_url=self.part_url(), **on_screen(self.speakers_list), **kwargs)


class _ScreenView(View):
    """The present content of the screen; 304 while nothing has changed."""

    speakers_list: SpeakersList

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = on_screen(self.speakers_list)
        etag = quote_etag(context["mark"])
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None and unchanged.status_code == 304:
            return unchanged
        part = render_to_string("outcomes/speakers_lists/onsite/speakers_screen_part.html", context, request)
        return JsonResponse({"part": part}, headers={"ETag": etag, "Cache-Control": "private, no-cache"})


class PodiumView(OfList, _Screen):
    """The screen for the podium, signed in: also for a session under the Chatham House Rule."""

    def part_url(self) -> str:
        return self.to("speakers-podium-part", self.speakers_list.pk)


class PodiumPartView(OfList, _ScreenView):
    pass


class TokenMixin(ConferenceMixin):
    """Access by the address of a list; a session under the Chatham House Rule has no such address."""

    permission = PUBLIC

    def prepare(self) -> None:
        super().prepare()
        speakers_list = speaking.list_of_token(self.kwargs["token"])
        if speakers_list is None or speakers_list.session.conference_id != self.conference.pk:
            raise Http404
        self.speakers_list, self.has_secret = speakers_list, True


class SpeakersScreenView(TokenMixin, _Screen):
    """The screen for the wall of the room."""

    def part_url(self) -> str:
        return reverse(
            "outcomes_onsite:speakers-screen-part", args=[self.conference.slug, self.kwargs["token"]]
        )


class SpeakersScreenPartView(TokenMixin, _ScreenView):
    pass
