"""Your conferences: the page after signing in."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.generic import TemplateView

from confman.accounts.models import Visitor
from confman.conferences.models import Conference, Membership
from confman.conferences.web.last_open import last_open
from confman.conferences.web.navigation import first_page
from confman.people.domain.own_roles import conferences_of
from confman.people.web.own_roles import verified_addresses
from confman.translation.reading_language import set_reading_languages
from confman.web.access import AccessMixin


class OwnConferencesView(AccessMixin, TemplateView):
    """The conferences in which the user has a role. A single one opens at once; without any, all are listed."""

    permission = "accounts.use_account"
    template_name = "people/own_conferences.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Visitor = request.user
        ids = conferences_of(user, verified_addresses(user))
        team = set(Membership.objects.filter(user=user.pk).values_list("conference", flat=True))
        entries = [
            {
                "conference": conference,
                "for_team": conference.pk in team,
                "url": self.own_page(conference, conference.pk in team),
            }
            for conference in Conference.objects.seen_by(user).filter(pk__in=ids)
        ]
        if not entries:
            return HttpResponseRedirect(reverse("conferences_site:conference-list"))
        if len(entries) == 1:
            return HttpResponseRedirect(str(entries[0]["url"]))
        set_reading_languages(translation.get_language() or "")
        return self.render_to_response(self.get_context_data(entries=entries))

    def own_page(self, conference: Conference, for_team: bool) -> str:
        """Return the user's first page in the conference: what the team had open last, or their own page."""
        if for_team:
            return first_page(conference, self.request.user, last_open(self.request, conference))
        return f"/{conference.slug}/me/"
