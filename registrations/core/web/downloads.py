"""Responses with a file made for one person."""

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
    """Return the file as a download of this name, which caches must not keep."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class ExportMixin:
    """Download the filtered list as a file, recorded in the history. POST only."""

    http_method_names: Sequence[str] = ("post", "options")
    conference: Conference
    request: HttpRequest
    # The list's name, and the verb of the history.
    of: str
    noted: str

    def content(self, format: str) -> bytes:
        """Return the file in that format."""
        raise NotImplementedError

    def details(self) -> dict[str, Any]:
        """Return the details for the history: the filters."""
        return {"filters": sorted(name for name in self.request.GET if self.request.GET[name])}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Imported here: the admin loads this module at each start, and tables load the spreadsheet libraries.
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
    """Return a list of the conference as a file named after `of`; the history records who took it."""
    with transaction.atomic():
        record_audit(verb, by=by, target=conference, details={"format": format, **details})
    return attached(content, FORMATS[format].content_type, f"{conference.slug}-{of}.{format}")
