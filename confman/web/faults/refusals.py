"""Answers that no view gives itself: 400, 413, 403 for a form that has expired, 401 for one sent after the session
ended, 405 for an address opened that takes forms only, 409 for a refused action, and 202 for a file still being made.

None of them is a fault of ours, so none is a 500. Forms and addresses are UTF-8, as the standards of HTML and URLs
require; a charset in a header is ignored, since there are codecs that decode nothing.
"""

import logging
import traceback
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import DataError, IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.http import parse_header_parameters

from confman.middleware import Middleware
from confman.web.errors import NotReady, Refused, Stale
from confman.web.faults.pages import fields_sent

logger = logging.getLogger(__name__)

_TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
# Seconds after which a page retries.
_ASKED_AGAIN = 3
# Errors of a view that used a value unchecked: a form where JSON belongs; a number, a text or a character that no
# column takes; a moment that does not exist in other time zones; JSON nested deeper than its parser goes.
_MALFORMED = (RawPostDataException, DataError, OverflowError, RecursionError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Return the page for a bad request. (Django's own reads the form again, and fails again.)"""
    too_large = isinstance(exception, _TOO_LARGE)
    return render(request, "400.html", {"too_large": too_large}, status=413 if too_large else 400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the page for a form whose token does not fit: what was typed is kept, to be sent with a new one."""
    sent = [] if reason == REASON_NO_CSRF_COOKIE else _typed(request)
    return render(request, "403_csrf.html", {"sent": sent}, status=403)


def signed_out(request: HttpRequest, way_in: str) -> HttpResponse | None:
    """Return the page that keeps what was typed until its author is signed in again; None if nothing can be kept."""
    sent = _typed(request)
    return render(request, "401.html", {"sent": sent, "way_in": way_in}, status=401) if sent else None


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [field for field in fields_sent(request) if field[0] != "csrfmiddlewaretoken"]


def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Return the message of a refusal that its view does not handle."""
    if request.content_type == "application/json":
        return JsonResponse({"error": refusal.message}, status=409)
    if isinstance(refusal, NotReady):
        return _not_ready(request, refusal)
    return render(request, "409.html", {"refusal": refusal.message}, status=409)


def _not_ready(request: HttpRequest, refusal: NotReady) -> HttpResponse:
    """Return a page that turns into the file once that is made."""
    from confman.accounts.sessions import POLL  # This module is imported before the models.

    query = request.GET.copy()
    query[POLL] = "1"
    address = f"?{query.urlencode()}"
    response = render(request, "202.html", {"lead": refusal.message, "address": address}, status=202)
    response["Refresh"] = f"{_ASKED_AGAIN}; url={address}"
    response["Retry-After"] = str(_ASKED_AGAIN)
    response["Cache-Control"] = "no-store"
    return response


class RefusalMiddleware(Middleware):
    """Answers for the views."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # PostgreSQL accepts NUL nowhere; SQLite would search for it.
        if "\x00" in request.path or any(
            "\x00" in text for name, values in request.GET.lists() for text in (name, *values)
        ):
            return bad_request(request, ValueError("NUL"))
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            response.content = render(request, "405.html").content
            response["Content-Length"] = str(len(response.content))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return refused(request, exception)
        if request.method != "GET" and _is_about_a_deleted_row(exception):
            _log(request, exception)
            return refused(request, Stale())
        if not (isinstance(exception, _MALFORMED) or _is_of_too_many_digits(exception)):
            return None
        _log(request, exception)
        return bad_request(request, exception)


def _log(request: HttpRequest, exception: Exception) -> None:
    """Say where it came from, for it may still be a fault of ours: in one line, because anyone can send it."""
    frame = traceback.extract_tb(exception.__traceback__)[-1]
    kind = type(exception).__name__
    logger.warning(
        "%s %s could not be used: %s in %s:%s",
        request.method,
        request.path,
        kind,
        frame.filename,
        frame.lineno,
    )


def _is_of_too_many_digits(error: Exception) -> bool:
    """Tell whether a number of thousands of digits was to be read, which Python refuses."""
    return isinstance(error, ValueError) and str(error).startswith("Exceeds the limit")


def _is_about_a_deleted_row(error: Exception) -> bool:
    """Tell whether an action concerns a row that someone else has deleted since the view found it."""
    if isinstance(error, ObjectDoesNotExist):
        return True
    if not isinstance(error, IntegrityError):
        return False
    state = getattr(error.__cause__, "sqlstate", "")
    return state == "23503" or str(error) == "FOREIGN KEY constraint failed"


class _InUTF8:
    """Reads only the necessary and intelligible parts of Content-Type and Content-Length."""

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
            # A second parser of the same header must find nothing, either.
            meta["CONTENT_TYPE"] = self.content_type = ""
            parameters = {}
        self.content_params = {name: value for name, value in parameters.items() if name != "charset"}


class UTF8Request(_InUTF8, WSGIRequest):
    """A request from WSGI."""


class UTF8AsyncRequest(_InUTF8, ASGIRequest):
    """A request from ASGI."""


class WSGIApplication(WSGIHandler):
    """Django's application, with our requests."""

    request_class = UTF8Request


class ASGIApplication(ASGIHandler):
    """Django's application, with our requests."""

    request_class = UTF8AsyncRequest
