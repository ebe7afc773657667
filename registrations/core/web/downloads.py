"""Answering with a file that was made for one person just now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from confman.accounts.models import User
from confman.accounts.sessions import user_of
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.registry import FORMATS


def attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    """The file to be saved under this name; nobody on the way keeps it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ExportMixin:
    """POST: the list as it stands filtered, as a file. Noted in the history."""

    http_method_names: Sequence[str] = ("post", "options")
    conference: Conference
    request: HttpRequest
    # What it is a list of, and the entry of the history.
    of: str
    noted: str

    def content(self, format: str) -> bytes:
        """The file in that format."""
        raise NotImplementedError

    def details(self) -> dict[str, Any]:
        """What the history says of it: by which filters."""
        return {"filters": sorted(name for name in self.request.GET if self.request.GET[name])}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Here, for the admin loads this module at each start, and tables load the libraries of spreadsheets.
        from confman.documents.rendering.tables import TABLES

        chosen = request.POST.get("format", "")
        if chosen not in TABLES:
            raise Http404
        return handed_out(
            self.content(chosen), chosen, self.conference, by=user_of(request), of=self.of, verb=self.noted,
            **self.details(),
        )  # fmt: skip


def handed_out(
    content: bytes, format: str, conference: Conference, *, by: User, of: str, verb: str, **details: Any
) -> HttpResponse:
    """A list of the conference as a file, named after what it is a list `of`; who took it stands in the history."""
    with transaction.atomic():
        record_audit(verb, by=by, target=conference, details={"format": format, **details})
    return attached(content, FORMATS[format].content_type, f"{conference.slug}-{of}.{format}")
