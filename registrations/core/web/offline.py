"""What stays of a participant's pages on their device for when there is no network."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View

from confman.conferences.models import Conference
from confman.conferences.web.base import ConferenceMixin
from confman.people.web.hats import held_here
from confman.web.access import PUBLIC
from confman.web.uploads.stored_files import static_script
from registrations.core.models.registration import REGISTRATIONS, Registration


class WorkerView(ConferenceMixin, View):
    """The worker's script, at an address of the pages it serves."""

    may_be_kept = True
    permission = PUBLIC
    script = "portal-worker.js"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return static_script(self.script)


def offline_mark(
    request: HttpRequest, conference: Conference, registration: Registration | None = None
) -> str:
    """For the page's script: which addresses its worker keeps on this device. A registration's ticket and agenda while
    there is a ticket; nothing where this browser may use no registration; else "", and all stays as it is.
    """
    keep: list[str] = []
    if registration is None:
        if any(kind.key == REGISTRATIONS for kind, _row in held_here(request, conference)):
            return ""
    elif registration.is_approved:
        names = ("ticket", "own-agenda")
        keep = [
            reverse(f"registrations_portal:{name}", args=[conference.slug, registration.pk]) for name in names
        ]
    said = {
        "worker": reverse("registrations_portal:worker", args=[conference.slug]),
        "scope": reverse("registrations_portal:index", args=[conference.slug]),
        "keep": keep,
    }
    return json.dumps(said)
