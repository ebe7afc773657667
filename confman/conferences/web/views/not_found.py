"""Answers requests for missing pages: within a conference by its own page with links, elsewhere by the plain one."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.views import defaults

from confman.conferences.addresses import page_address
from confman.conferences.models import Conference
from confman.conferences.web.base import PublicView, SecretariatView
from confman.conferences.web.views.site import best_language
from confman.web.caching import UNCACHED


class NotFoundView(PublicView):
    """Says, in the frame of the conference's site, that there is no such page. No search engine keeps it."""

    template_name = "web/missing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = page_address("conferences_public:home", self.conference.slug, self.language)
        return super().get_context_data(frame="web/base_public.html", home=home, sharing=None, **kwargs)


class SecretariatNotFoundView(SecretariatView):
    """Says, in the frame of the secretariat, that there is no such page."""

    permission = "conferences.view_dashboard"
    template_name = "web/missing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        home = page_address("conferences_secretariat:dashboard", self.conference.slug)
        return super().get_context_data(frame="web/base_secretariat.html", home=home, **kwargs)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address without a page.

    In an announced conference, a public page asked for without a language opens in the reader's; a page of the site
    that does not exist is answered within the site. A page of the secretariat is answered within it for its team, and
    for anyone else as if there were no such conference.
    """
    if request.method not in {"GET", "HEAD"}:
        return defaults.page_not_found(request, exception)
    match = request.resolver_match
    slug, part = [*request.path.split("/"), "", ""][1:3]
    try:
        if part == "secretariat" and _is_on_team(request, slug):
            request.resolver_match = resolve(reverse("conferences_secretariat:dashboard", args=[slug]))
            response = _rendered(SecretariatNotFoundView.as_view()(request, slug=slug))
            response["Cache-Control"] = UNCACHED
            return response
        conference = Conference.objects.announced().filter(slug=slug).first()
        if conference is None:
            return defaults.page_not_found(request, exception)
        language = part
        if part not in conference.languages:
            language = best_language(request.headers.get("Accept-Language", ""), conference.languages)
            address = f"/{slug}/{language}{request.path.removeprefix(f'/{slug}')}".rstrip("/") + "/"
            if match is None and _is_page(address):
                query = request.META.get("QUERY_STRING", "")
                return _by_language(HttpResponseRedirect(f"{address}?{query}" if query else address))
            # Addresses below the secretariat or My page are not of the site.
            is_of_site = "language" in match.kwargs if match else not _is_page(f"/{slug}/{part}/")
            if not is_of_site:
                return defaults.page_not_found(request, exception)
        # The frame links other languages and the navigation as on the home page.
        request.resolver_match = resolve(reverse("conferences_public:home", args=[slug, language]))
        return _by_language(_rendered(NotFoundView.as_view()(request, slug=slug, language=language)))
    except DatabaseError:
        return defaults.page_not_found(request, exception)
    finally:
        # Caching of the answer depends on the page that was asked for.
        request.resolver_match = match


def _is_on_team(request: HttpRequest, slug: str) -> bool:
    """Tell whether there is such a conference and the visitor may see its secretariat."""
    # A middleware may have raised before the user was known.
    user = getattr(request, "user", None)
    # The user is read in any case, because the headers tell that they were (Vary: Cookie).
    if user is None or not user.is_authenticated:
        return False
    conference = Conference.objects.filter(slug=slug).first()
    return conference is not None and user.has_perm(SecretariatNotFoundView.permission, conference)


def _rendered(response: HttpResponseBase) -> HttpResponse:
    response.status_code = 404
    return response.render()  # type: ignore[attr-defined]


def _is_page(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def _by_language(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Language"])
    return response
