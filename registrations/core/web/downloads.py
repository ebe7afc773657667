"""Answering with a file that was made for one person just now."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse

from confman.accounts.models import User
from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.documents.registry import FORMATS


def attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    """The file to be saved under this name; nobody on the way keeps it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def handed_out(
    content: bytes, format: str, conference: Conference, *, by: User, of: str, verb: str, **details: Any
) -> HttpResponse:
    """A list of the conference as a file, named after what it is a list `of`; who took it stands in the history."""
    with transaction.atomic():
        record_audit(verb, by=by, target=conference, details={"format": format, **details})
    return attached(content, FORMATS[format].content_type, f"{conference.slug}-{of}.{format}")
