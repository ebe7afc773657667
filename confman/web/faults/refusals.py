"""The answers that no view gives itself: 400 for what no page of ours sends, 413 for what is too large, 409 for an act
that was refused, and 202 for a file that is still being made. None of it is a fault of ours, so none is a 500.

Forms and addresses are UTF-8, as the standards of HTML and URLs have it; a charset that a header names is not believed,
for there are codecs that decode nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.utils.http import parse_header_parameters

from confman.web.errors import NotReady, Refused

logger = logging.getLogger(__name__)

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# Seconds after which a page asks again for what is not ready.
_ASKED_AGAIN = 3
# Errors of a view that took a value as it came: a form of another kind where JSON belongs; a number, a text
# or a character that no column of the database takes; a moment that other zones do not have.
_MALFORMED = (RawPostDataException, DataError, OverflowError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a request not understood. (Django's own reads the form again, and stumbles over it again.)"""
    too_large = isinstance(exception, _TOO_LARGE)
    return render(request, "400.html", {"too_large": too_large}, status=413 if too_large else 400)


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the sentence of a refusal, for which its view has no place of its own."""
    if request.content_type == "application/json":
        return JsonResponse({"error": refusal.message}, status=409)
    if isinstance(refusal, NotReady):
        return _not_ready(request, refusal)
    return render(request, "409.html", {"refusal": refusal.message}, status=409)


def _not_ready(request: HttpRequest, refusal: NotReady) -> HttpResponse:
    """Return a page that becomes the file when that is made."""
    from confman.accounts.sessions import POLL  # This module is read before there are models.

    again = request.GET.copy()
    again[POLL] = "1"
    address = f"?{again.urlencode()}"
    response = render(request, "202.html", {"lead": refusal.message, "address": address}, status=202)
    response["Refresh"] = f"{_ASKED_AGAIN}; url={address}"
    response["Retry-After"] = str(_ASKED_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


class RefusalMiddleware:
    """The middleware that answers for the views."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL takes a NUL nowhere; SQLite would look for one.
        if "\x00" in request.path or any(
            "\x00" in text for name, values in request.GET.lists() for text in (name, *values)
        ):
            return bad_request(request, ValueError("NUL"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused(request, exception)
        if not isinstance(exception, _MALFORMED):
            return None
        # It may be a fault of ours all the same, so where it came from is kept.
        logger.warning("%s %s could not be used.", request.method, request.path, exc_info=exception)
        return bad_request(request, exception)


class _InUTF8:
    """Mixin of requests: of the Content-Type and the length only what is needed and can be understood."""

    content_type: str | None
    content_params: dict[str, str] | None

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            meta["CONTENT_LENGTH"] = str(max(0, int(meta.get("CONTENT_LENGTH") or 0)))
        except ValueError:
            meta["CONTENT_LENGTH"] = "0"
        try:
            self.content_type, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        except ValueError:
            # A second parser of the same header finds nothing, either.
            meta["CONTENT_TYPE"] = self.content_type = ""
            parameters = {}
        self.content_params = {name: value for name, value in parameters.items() if name != "charset"}


class UTF8Request(_InUTF8, WSGIRequest):
    """A request as WSGI brings it."""


class UTF8AsyncRequest(_InUTF8, ASGIRequest):
    """A request as ASGI brings it."""


class WSGIApplication(WSGIHandler):
    """The application of Django, with requests of ours."""

    request_class = UTF8Request


class ASGIApplication(ASGIHandler):
    """The application of Django, with requests of ours."""

    request_class = UTF8AsyncRequest
