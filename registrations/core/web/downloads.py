"""Responses with a file made for one person."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.registry import FORMATS


def attached(content: bytes, content_type: str, name: str, *, inline: bool = False) -> HttpResponse:
    """Return the file as a download of this name, or opened by the browser; caches must not keep it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return response


def audited_download(
    content: bytes, format: str, conference: Conference, *, by: User, of: str, verb: str, **details: Any
) -> HttpResponse:
    """Return a list of the conference as a file named after `of`; the history records who took it."""
    with transaction.atomic():
        record_audit(verb, by=by, target=conference, details={"format": format, **details})
    return attached(content, FORMATS[format].content_type, f"{conference.slug}-{of}.{format}")
