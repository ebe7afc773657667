"""My page: one address for everyone with a role in a conference; a user's conferences after signing in."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.generic import TemplateView, View

from confman.accounts.models import Visitor
from confman.accounts.web.views import SetLanguageView
from confman.conferences.models import Conference, Membership
from confman.conferences.web.base import ConferenceMixin, nearest_language
from confman.conferences.web.last_open import last_open
from confman.conferences.web.navigation import first_page
from confman.people.domain.own_roles import OwnRole, conferences_of
from confman.people.domain.people import note_language
from confman.people.web.personal import (
    acting_user_of,
    close_personal_pages,
    open_own_roles,
    people_in,
    role_cards,
    roles_here,
    steps_of,
    verified_addresses,
)
from confman.translation.languages import interface_language, set_reading_languages
from confman.web.access import PUBLIC, AccessMixin


class MyPageView(ConferenceMixin, TemplateView):
    """Shows the tasks in all roles of this browser, then the page of each; a single page opens at once.

    Strangers are asked for their mailbox. `keys` names the kinds of roles of an address; without any, all kinds are
    meant.
    """

    permission = PUBLIC
    template_name = "people/my_page.html"
    keys: tuple[str, ...] = ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if language := interface_language(request.GET.get("language", "")):
            # The public page that led here was in this language, and sets no cookie itself.
            return _in_language(HttpResponseRedirect(request.path), language)
        open_own_roles(request, self.conference)
        roles = [role for role in roles_here(request, self.conference) if self.matches(role)]
        cards = role_cards(roles)
        if not cards:
            return HttpResponseRedirect(reverse("people_portal:sign-in", args=[self.conference.slug]))
        if len(cards) == 1:
            return HttpResponseRedirect(cards[0].url)
        return self.render_to_response(
            self.get_context_data(
                cards=cards,
                steps=steps_of(roles, self.conference, request.user),
                people=len(people_in(roles)),
                language=self.site_language,
            )
        )

    def matches(self, role: OwnRole) -> bool:
        """Tell whether the address is about this kind of role."""
        return not self.keys or role[0].key in self.keys


class PageLanguageView(ConferenceMixin, View):
    """Sets the language of this browser, and of the mails and pages of its people. POST language, next."""

    permission = PUBLIC
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        language = request.POST.get("language", "")
        if language in dict(settings.LANGUAGES):
            nearest = nearest_language(self.conference, language) or language
            for person in people_in(roles_here(request, self.conference)):
                note_language(person, nearest, by=acting_user_of(request), chosen=True)
        return SetLanguageView.as_view()(request)


class ForgetView(ConferenceMixin, View):
    """Makes this browser forget the pages it opened, and what it kept of them."""

    permission = PUBLIC
    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        close_personal_pages(request)
        response = HttpResponseRedirect(reverse("people_portal:index", args=[self.conference.slug]))
        # Not "storage": it would take the unsent scans of a door app on the same phone. The page's script drops the
        # offline copy.
        response["Clear-Site-Data"] = '"cache"'
        return response


def _in_language(response: HttpResponse, language: str) -> HttpResponse:
    """Return the response with the language set for this browser, as the choice on the page does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


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
