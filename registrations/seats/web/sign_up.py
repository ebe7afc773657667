"""Participants choose their seats: on their own page, and from a session on the public site."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.domain.reader import published_keys
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.conferences.web.base import ConferenceMixin, speak
from confman.conferences.web.forms import ConferenceForm
from confman.conferences.web.verb_views import ActionView
from confman.people.privacy import Audience
from confman.people.web.personal import acting_user_of, roles_here
from confman.translation.languages import reading_languages
from confman.web.access import PUBLIC
from confman.web.errors import Refused
from registrations.core.domain.settings import has_ended
from registrations.core.models.registration import Registration
from registrations.core.web.portal import ParticipantMixin
from registrations.seats.domain.agenda import released_sessions
from registrations.seats.domain.seats import (
    SessionOrGroup,
    accept_seat,
    at_once,
    claim_seat,
    give_up_seat,
    hours_of,
    open_groups,
    open_places,
    open_sessions,
)
from registrations.seats.models import Seat, SeatStatus

LEAVE_LABELS = {
    SeatStatus.CONFIRMED: gettext_lazy("Give up my seat"),
    SeatStatus.OFFERED: gettext_lazy("Leave the waiting list"),
    SeatStatus.WAITING: gettext_lazy("Leave the waiting list"),
}


@dataclass(frozen=True)
class Choice:
    """A working group or session one may choose: the own seat in it, and what overlaps with it.

    `shown` is the place as it is published, with its title and hours; one that is not, as it is.
    """

    place: Any
    shown: Any
    kind: str  # group or session
    seat: Seat | None
    clashes: tuple[str, ...]
    has_line: bool = False  # others wait already

    @property
    def remaining(self) -> int | None:
        """Return the places left; None without a limit."""
        if self.place.capacity is None:
            return None
        return 0 if self.has_line else self.place.capacity - self.place.taken

    @property
    def leave_label(self) -> str:
        """Return the words of the button that gives up the seat; "" without one."""
        return str(LEAVE_LABELS[SeatStatus(self.seat.status)]) if self.seat else ""


def places_to_choose(registration: Registration) -> tuple[list[Choice], list[Choice]]:
    """Return working groups, and sessions with sign-up: those open to choose, and those one is in already."""
    release = AgendaRelease.objects.latest_of(registration.conference)
    groups, sessions = open_places(registration.conference, release)
    seats = list(Seat.objects.filter(registration=registration).with_places())
    line = Seat.objects.of(registration.conference).in_line().order_by().values_list("group", "session")
    in_line = {key for keys in line.distinct() for key in keys}
    released = released_sessions(release, (*sessions, *(seat.place for seat in seats)))
    choices: tuple[list[Choice], list[Choice]] = ([], [])
    for kind, rows, of_kind in (("group", groups, choices[0]), ("session", sessions, choices[1])):
        own_places = [seat.place for seat in seats if getattr(seat, f"{kind}_id") and seat.place not in rows]
        of_kind.extend(
            _choice(place, kind, seats, released, has_line=place.pk in in_line)
            for place in (*rows, *own_places)
        )
    return choices


def choice_at(
    registration: Registration, place: SessionOrGroup, kind: str, *, release: AgendaRelease | None
) -> Choice:
    """Return the choice of one working group or session."""
    seats = list(Seat.objects.filter(registration=registration).with_places())
    released = released_sessions(release, (place, *(seat.place for seat in seats)))
    has_line = Seat.objects.at(place).in_line().exists()
    return _choice(place, kind, seats, released, has_line=has_line)


def _choice(
    place: SessionOrGroup,
    kind: str,
    seats: list[Seat],
    released: dict[str, ReleasedSession],
    *,
    has_line: bool,
) -> Choice:
    own_seat = next((seat for seat in seats if seat.place == place), None)
    shown = _shown(place, released)
    others = (
        _shown(seat.place, released) for seat in seats if seat.is_held and not _are_one(place, seat.place)
    )
    clashes = tuple(str(other) for other in others if at_once(hours_of(shown), hours_of(other)))
    return Choice(place, shown, kind, own_seat, clashes, has_line)


def _are_one(place: SessionOrGroup, other: SessionOrGroup) -> bool:
    """Tell whether they are one place, or a working group and a session in which it meets."""
    groups = (getattr(place, "working_group_id", None), getattr(other, "working_group_id", None))
    return place == other or other.pk == groups[0] or place.pk == groups[1]


def _shown(place: SessionOrGroup, released: dict[str, ReleasedSession]) -> SessionOrGroup | ReleasedSession:
    return released.get(str(place.pk), place)


class PublishedMixin(ConferenceMixin):
    """Reads the published agenda once a request, in which all looks for the place."""

    @cached_property
    def release(self) -> AgendaRelease | None:
        return AgendaRelease.objects.latest_of(self.conference)


class OwnSeatView(PublishedMixin, ParticipantMixin, ActionView):
    """Signs up, gives up, or accepts a held place."""

    success_name = "registrations_portal:own-agenda"

    def perform(self) -> str:
        form = OwnSeatForm(self.request.POST, conference=self.conference, release=self.release)
        if not form.is_valid():
            raise Http404(_("This working group or session no longer exists."))
        return perform_on_seat(
            self.registration, release=self.release, by=self.acting_user, **form.cleaned_data
        )


def perform_on_seat(
    registration: Registration, *, release: AgendaRelease | None, action: str, by: User, **lookups: Any
) -> str:
    """Take, accept or give up a seat in the `group` or the `session`; return what has happened. Raises Refused."""
    place = lookups["group"] or lookups["session"]
    what = {"what": _shown(place, released_sessions(release, [place]))}
    if action == "take":
        seat = claim_seat(registration, by=by, **lookups)
        full = _("“%(what)s” is full. You are on its waiting list and get a mail when a place is free.")
        return (full if seat.status == SeatStatus.WAITING else _("You have a seat in “%(what)s”.")) % what
    own_seat = Seat.objects.filter(registration=registration, **lookups).first()
    if own_seat is None:
        # The name of what is closed is for those who are in it.
        return _("This seat was given up meanwhile.")
    if action == "accept":
        accept_seat(own_seat, by=by)
        return _("You have a seat in “%(what)s”.") % what
    give_up_seat(own_seat, by=by)
    return _("You are no longer signed up for “%(what)s”.") % what


class SeatPartView(PublishedMixin, View):
    """Seats of a public page: those of the participants whose pages are open here, with what each may do.

    The page is the same for everybody, and caches keep it, so this comes in separately, in the page's language.
    Strangers get nothing, whatever they name: the page has the way for them. Participants read that sign-up is closed
    where they neither may choose nor have a seat: a page that was cached still offers it after it has begun. What is
    not for them, and what does not exist, is answered in the same way.
    """

    permission = PUBLIC

    def set_language(self) -> None:
        language = self.request.GET.get("language", "")
        if language in self.conference.languages:
            self.request.LANGUAGE_CODE = speak(self.conference, language)
        else:
            super().set_language()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.place()) if self.registrations() else HttpResponse(status=204)

    def show(self, place: SessionOrGroup | None, **result: str) -> HttpResponse:
        """Answer with the choice of each participant, none where sign-up is closed, and what has just happened."""
        kind, people = self.kwargs["kind"], self.registrations()
        context = {
            "conference": self.conference,
            "place": place,
            "rows": [(row, choice_at(row, place, kind, release=self.release)) for row in people]
            if place
            else [],
            "part": self.request.get_full_path(),
            **result,
        }
        return render(self.request, "registrations/seats/seat_part.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        place = self.place()
        keys = {kwargs["kind"]: kwargs["place"], "action": request.POST.get("action", "")}
        form = OwnSeatForm(keys, conference=self.conference, release=self.release)
        registration_id = request.POST.get("registration", "")
        registration = next((row for row in self.registrations() if str(row.pk) == registration_id), None)
        if registration is None or (place and not form.is_valid()):
            raise Http404(_("This working group or session no longer exists."))
        if place is None:
            return self.show(None)
        result = {"level": "success"}
        try:
            result["text"] = perform_on_seat(
                registration, release=self.release, by=acting_user_of(request), **form.cleaned_data
            )
        except Refused as error:
            result = {"level": "error", "text": error.message}
        # With the places that are left now.
        return self.show(self.place(), **result)

    def place(self) -> SessionOrGroup | None:
        """Return the place, if participants may choose it, or one of those here has a seat in it."""
        kind, key = self.kwargs["kind"], self.kwargs["place"]
        rows: Any = (
            open_groups(self.conference) if kind == "group" else open_sessions(self.conference, self.release)
        )
        seats = Seat.objects.filter(registration__in=self.registrations(), **{kind: key}).with_places()
        return rows.filter(pk=key).first() or next((seat.place for seat in seats), None)

    def registrations(self) -> list[Registration]:
        rows = (row for _kind, row in roles_here(self.request, self.conference))
        return [row for row in rows if isinstance(row, Registration) and not row.is_over]


ACTIONS = ("take", "give-up", "accept")


class OwnSeatForm(ConferenceForm):
    """The button of one working group or session."""

    action = forms.ChoiceField(choices=[(action, action) for action in ACTIONS])
    group = forms.ModelChoiceField(WorkingGroup.objects.all(), required=False)
    session = forms.ModelChoiceField(Session.objects.all(), required=False)

    def __init__(self, *args: Any, release: AgendaRelease | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.release = release

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        session = cleaned.get("session")
        if bool(cleaned.get("group")) == bool(session):
            raise ValidationError("One of both.")
        taken = session if cleaned.get("action") == "take" else None
        if taken and str(taken.pk) not in published_keys(self.release, Audience.PARTICIPANTS):
            raise ValidationError("No reader knows of it.")
        return cleaned


def sign_up_links(session: ReleasedSession, conference: Conference) -> Iterator[Link]:
    """Yield the ways to a seat in the session, and in its working group, with what is left of their places.

    Only to those that participants may still choose themselves.
    """
    if has_ended(conference):
        return
    if session.sign_up:
        release = AgendaRelease.objects.latest_of(conference)
        for place in open_sessions(conference, release).filter(pk=session.id):
            yield _link(place, _("Take a seat"), _("Join the waiting list"))
    for group in open_groups(conference).filter(pk=session.group.id) if session.group else ():
        of_group = {"group": group.code or group}
        yield _link(
            group,
            _("Take a seat in %(group)s") % of_group,
            _("Join the waiting list of %(group)s") % of_group,
        )


def _link(place: SessionOrGroup, take: str, wait: str) -> Link:
    kind = "session" if isinstance(place, Session) else "group"
    slug, language, left = place.conference.slug, reading_languages()[0], _left(place)
    where = {"slug": slug, "place": place.pk}
    part_url = reverse("registrations_portal:seat-part", kwargs={**where, "kind": kind})
    return Link(
        take if left is None or left > 0 else wait,
        reverse(f"registrations_portal:sign-up-{kind}", kwargs=where),
        "person-plus",
        _places_left(place, left),
        f"{part_url}?{urlencode({'language': language})}",
        reverse("registrations_public:register", args=[slug, language]),
    )


def _left(place: SessionOrGroup) -> int | None:
    if place.capacity is None:
        return None
    return 0 if Seat.objects.at(place).in_line().exists() else place.capacity - place.taken


def _places_left(place: SessionOrGroup, left: int | None) -> str:
    if left is None:
        return _("There is room for everyone who signs up.")
    if left > 0:
        text = ngettext("%(left)d of %(all)d places is left.", "%(left)d of %(all)d places are left.", left)
        return text % {"left": left, "all": place.capacity}
    return _("All places are taken: people who sign up now are put on the waiting list.")


def place_of(conference: Conference, kind: str, key: str) -> SessionOrGroup:
    """Return the session or group. Raises Http404 if this conference has no such place."""
    model: Any = Session if kind == "session" else WorkingGroup
    return get_object_or_404(model.objects.of(conference).select_related("conference"), pk=key)


class SignUpView(ConferenceMixin, View):
    """Leads participants to the session or group on their own page; strangers sign in first, and come back.

    What is none of this conference is answered by 404, before anybody is asked to sign in.
    """

    permission = PUBLIC
    kind = "session"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = place_of(self.conference, self.kind, self.kwargs["place"])
        slug = [self.conference.slug]
        registrations = [
            row for _kind, row in roles_here(request, self.conference) if isinstance(row, Registration)
        ]
        if len(registrations) == 1:
            agenda_url = reverse("registrations_portal:own-agenda", args=[*slug, registrations[0].pk])
            return HttpResponseRedirect(f"{agenda_url}#place-{place.pk}")
        if registrations:
            return redirect("people_portal:index", *slug)
        sign_in = reverse("people_portal:sign-in", args=slug)
        return HttpResponseRedirect(f"{sign_in}?{urlencode({'to': request.path})}")
