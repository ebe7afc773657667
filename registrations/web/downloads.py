"""Answering with a file that was made for one person just now."""

from __future__ import annotations

from django.http import HttpResponse


def attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    """The file to be saved under this name; nobody on the way keeps it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
