"""The script that keeps a page for when there is no network."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View

from confman.conferences.web.base import ConferenceMixin
from confman.web.access import PUBLIC
from confman.web.uploads.stored_files import static_script


class WorkerView(ConferenceMixin, View):
    """The worker's script, at an address of the pages it serves."""

    may_be_kept = True
    permission = PUBLIC
    script = "portal-worker.js"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return static_script(self.script)
