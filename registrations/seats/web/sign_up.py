"""From a session on the public site to the place in it: how many are left, and the way to one's own page."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from agenda.releases.domain.read_model import ReleasedSession
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.conferences.registries import Link
from confman.conferences.web.base import ConferenceMixin
from confman.people.web.hats import held_here
from confman.web.access import PUBLIC
from registrations.core.models.registration import Registration
from registrations.seats.domain.seats import open_sessions
from registrations.seats.models import Seat


def sign_up_links(session: ReleasedSession, conference: Conference) -> Iterator[Link]:
    """Yield the way to a place in a session that participants may still choose, with what is left of its places."""
    for place in open_sessions(conference).filter(pk=session.id) if session.sign_up else ():
        url = reverse("registrations_portal:sign-up", args=[conference.slug, place.pk])
        yield Link(_("Sign up"), url, "person-plus", _places_left(place))


def _places_left(place: Session) -> str:
    if place.capacity is None:
        return _("There is room for everyone who signs up.")
    left = place.capacity - place.taken
    if left > 0 and not Seat.objects.at(place).in_line().exists():
        words = ngettext("%(left)d of %(all)d places is left.", "%(left)d of %(all)d places are left.", left)
        return words % {"left": left, "all": place.capacity}
    return _("All places are taken: whoever signs up now goes on the waiting list.")


class SignUpView(ConferenceMixin, View):
    """Leads participants to the session on their own page; strangers sign in first, and come back.

    What is no session of this conference is answered by 404, before anybody is asked to sign in.
    """

    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        get_object_or_404(Session.objects.of(self.conference), pk=self.kwargs["session"])
        slug = [self.conference.slug]
        held = [row for _kind, row in held_here(request, self.conference) if isinstance(row, Registration)]
        if len(held) == 1:
            own = reverse("registrations_portal:own-agenda", args=[*slug, held[0].pk])
            return HttpResponseRedirect(f"{own}#place-{self.kwargs['session']}")
        if held:
            return HttpResponseRedirect(reverse("registrations_portal:index", args=slug))
        sign_in = reverse("registrations_portal:sign-in", args=slug)
        return HttpResponseRedirect(f"{sign_in}?{urlencode({'to': request.path})}")
