"""From a session on the public site to the place in it: how many are left, and the way to one's own page."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agenda.releases.domain.read_model import ReleasedSession
from agenda.releases.models import AgendaRelease
from agenda.rooms.models import WorkingGroup
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.conferences.web.base import ConferenceMixin
from confman.people.web.own_roles import roles_here
from confman.translation.reading_language import reading_languages
from confman.web.access import PUBLIC
from registrations.core.domain.settings import has_ended
from registrations.core.models.registration import Registration
from registrations.seats.domain.seats import Place, open_groups, open_sessions
from registrations.seats.models import Seat


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


def _link(place: Place, take: str, wait: str) -> Link:
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


def _left(place: Place) -> int | None:
    if place.capacity is None:
        return None
    return 0 if Seat.objects.at(place).in_line().exists() else place.capacity - place.taken


def _places_left(place: Place, left: int | None) -> str:
    if left is None:
        return _("There is room for everyone who signs up.")
    if left > 0:
        text = ngettext("%(left)d of %(all)d places is left.", "%(left)d of %(all)d places are left.", left)
        return text % {"left": left, "all": place.capacity}
    return _("All places are taken: people who sign up now are put on the waiting list.")


def place_of(conference: Conference, kind: str, key: str) -> Place:
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
