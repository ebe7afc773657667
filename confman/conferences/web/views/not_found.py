"""Answers requests for missing pages: within a conference by its own page with links, elsewhere by the plain one."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_vary_headers
from django.views import defaults

from confman.conferences.models import Conference
from confman.conferences.web.base import PublicView
from confman.conferences.web.views.site import best_language


class NotFoundView(PublicView):
    """Says, in the frame of the conference's site, that there is no such page. No search engine keeps it."""

    template_name = "conferences/public/missing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sharing=None, **kwargs)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address without a page.

    In an announced conference, a public page asked for without a language opens in the reader's; a page of the site
    that does not exist is answered within the site.
    """
    if request.method not in {"GET", "HEAD"}:
        return defaults.page_not_found(request, exception)
    match = request.resolver_match
    slug, part = [*request.path.split("/"), "", ""][1:3]
    try:
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
        response = NotFoundView.as_view()(request, slug=slug, language=language)
        response.status_code = 404
        return _by_language(response.render())  # type: ignore[attr-defined]
    except DatabaseError:
        return defaults.page_not_found(request, exception)
    finally:
        # Caching of the answer depends on the page that was asked for.
        request.resolver_match = match


def _is_page(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True


def _by_language(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Language"])
    return response
