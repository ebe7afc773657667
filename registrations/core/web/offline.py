"""Copies of a participant's pages on their device, for use without a network."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View

from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin
from confman.people.web.personal import opened, roles_here
from confman.web.access import PUBLIC
from confman.web.uploads.stored_files import static_script
from registrations.core.models.registration import REGISTRATIONS, Registration


class PortalWorkerView(ConferenceMixin, View):
    """Serves the worker's script at an address among the pages that it serves."""

    may_be_cached = True
    permission = PUBLIC
    script = "portal-worker.js"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return static_script(self.script)


def offline_mark(
    request: HttpRequest, conference: Conference, registration: Registration | None = None
) -> str:
    """Return data for the page's script: which addresses the worker keeps on this device.

    With a ticket, they are the registration's ticket and agenda; other pages list those that this browser may still
    keep.
    """
    keep = _kept_pages(registration) if registration else []
    own_ids = {str(registration.pk)} if registration else set()
    has_others = request.user.is_authenticated or opened(request, REGISTRATIONS).keys() != own_ids
    mark = {
        "worker": reverse("registrations_portal:worker", args=[conference.slug]),
        "scope": reverse("people_portal:index", args=[conference.slug]),
        "keep": keep,
        "stay": keep or (_pages_here(request, conference) if has_others else []),
    }
    return json.dumps(mark)


def _pages_here(request: HttpRequest, conference: Conference) -> list[str]:
    """Return the pages of all registrations that this browser may use."""
    registrations = (row for kind, row in roles_here(request, conference) if kind.key == REGISTRATIONS)
    return [page for row in registrations for page in _kept_pages(row)]


def _kept_pages(registration: Registration) -> list[str]:
    if not registration.is_approved:
        return []
    args = [registration.conference.slug, registration.pk]
    return [reverse(f"registrations_portal:{name}", args=args) for name in ("ticket", "own-agenda")]
