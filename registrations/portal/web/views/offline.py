"""The ticket on the phone without a network: the service worker and the manifest of a participant's pages.

The worker keeps the ticket and the own agenda of this browser's registration, and nothing else.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.views.generic import View

from confman.conferences.web.base import ConferenceMixin
from confman.web.access import PUBLIC


class ManifestView(ConferenceMixin, View):
    """The manifest that lets a phone show the pages as an app on its home screen. It names nobody."""

    may_be_kept = True
    permission = PUBLIC

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        home = reverse("people_portal:index", args=[self.conference.slug])
        response = JsonResponse(
            {
                "name": str(self.conference.title),
                "short_name": str(self.conference.title)[:24],
                "start_url": home,
                "scope": home,
                "display": "minimal-ui",
                "theme_color": self.conference.colour,
                "background_color": "#ffffff",
            }
        )
        response["Content-Type"] = "application/manifest+json"
        return response
