"""Answers requests for missing pages: within a conference by its own page with links, elsewhere by the plain one."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.views import defaults

from confman.conferences.models import Conference
from confman.conferences.web.base import PublicView


class NotFoundView(PublicView):
    """Says, in the frame of the conference's site, that there is no such page. No search engine keeps it."""

    template_name = "conferences/public/missing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(sharing=None, **kwargs)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: who looks for a page of an announced conference's site is told so within it."""
    if request.method not in {"GET", "HEAD"}:
        return defaults.page_not_found(request, exception)
    match = request.resolver_match
    slug, language = [*request.path.split("/"), "", ""][1:3]
    try:
        conference = Conference.objects.announced().filter(slug=slug).first()
        if conference and language in conference.languages:
            # The frame links other languages and the navigation as on the home page.
            request.resolver_match = resolve(reverse("conferences_public:home", args=[slug, language]))
            response = NotFoundView.as_view()(request, slug=slug, language=language)
            response.status_code = 404
            return response.render()  # type: ignore[attr-defined]
    except DatabaseError:
        pass
    finally:
        # Caching of the answer depends on the page that was asked for.
        request.resolver_match = match
    return defaults.page_not_found(request, exception)
