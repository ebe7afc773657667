"""The answers when something that confman stands on fails.

`server_error` is the project's handler500: any exception in a view or a middleware ends there. It needs only a
template. `ThreadLimitMiddleware` keeps a thread free for health checks while all others wait.
"""

import logging
import sys
import time
from collections.abc import Callable
from threading import BoundedSemaphore, Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from confman.machines.requests import request_id
from confman.web.faults.causes import FaultCause, fault_of

logger = logging.getLogger(__name__)

# Seconds after which to try again.
RETRY_AFTER = 10

WORDS = {
    FaultCause.DATABASE: (_("The database does not answer"), _("This is mostly over within a minute.")),
    FaultCause.DISK: (
        _("There is no room left"),
        _(
            "The server’s disk is full. Everything saved before can still be read. The operator of the server "
            "has to free space."
        ),
    ),
    FaultCause.FILES: (
        _("The store of files does not answer"),
        _("Files can be neither fetched nor kept just now. This is mostly over within a minute."),
    ),
    FaultCause.BUSY: (
        _("Too much at once"),
        _("The server has more to do than it can. Try again in a few seconds."),
    ),
}


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an error: if the fault is not ours, say that nothing was saved and what to do."""
    error = sys.exc_info()[1]
    fault = fault_of(error)
    if fault is None:
        page = loader.get_template("500.html").render({"request_id": request_id()})
        return HttpResponseServerError(page)
    text = " ".join(str(error).split())
    logger.error("%s %s: %s: %s", request.method, request.path, type(error).__name__, text)
    return fault_page(request, fault)


def fault_page(request: HttpRequest, fault: FaultCause) -> HttpResponse:
    """Return the page of a fault, with what was typed, to be sent again; it uses neither database nor session."""
    status = 507 if fault is FaultCause.DISK else 503
    context = {
        "heading": WORDS[fault][0],
        "lead": WORDS[fault][1],
        "status": status,
        "sent": _sent(request),
        "is_read": request.method in {"GET", "HEAD"},
        "path": request.get_full_path(),
    }
    # The account's language has not been looked up yet.
    with translation.override(get_language_from_request(request)):
        page = loader.get_template("503.html").render(context)
    response = HttpResponse(page, status=status)
    response["Cache-Control"] = "no-store"
    if fault is not FaultCause.DISK:
        response["Retry-After"] = str(RETRY_AFTER)
    # The line above suffices; a hundred requests a minute need no hundred tracebacks.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a submitted form, to be sent once more; none if some of them cannot be included."""
    if request.method != "POST" or request.content_type not in {
        "application/x-www-form-urlencoded", "multipart/form-data",
    }:  # fmt: skip
        return []
    # Anyone who asks, and before anything was checked: a large one holds files, and is read for nobody.
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return []
    try:
        sent, files = request.POST, request.FILES
    except Exception:
        return []
    if files or any("password" in name for name in sent):
        return []
    return [(name, value) for name, values in sent.lists() for value in values]


class ThreadLimitMiddleware:
    """Limits how many of the server's threads work at a time: half work, others wait for a place, one stays free.

    /healthz and /readyz need no place, so they answer even if all working threads wait for the database; the last free
    thread refuses everyone else once no place has become free for two seconds.
    """

    FREE = frozenset({"/healthz", "/readyz"})
    PATIENCE = 10.0
    PATIENCE_OF_THE_LAST = 2.0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        places = max(1, settings.CONFMAN_THREADS // 2)
        self._places = BoundedSemaphore(places)
        self._most_waiting = settings.CONFMAN_THREADS - places
        self._lock = Lock()
        self._waiting = 0
        self._moved = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in self.FREE:
            return self.get_response(request)
        if not self._take_place():
            logger.error("%s %s was refused: all threads wait.", request.method, request.path)
            return fault_page(request, FaultCause.BUSY)
        try:
            self._moved = time.monotonic()
            return self.get_response(request)
        finally:
            self._moved = time.monotonic()
            self._places.release()

    def _take_place(self) -> bool:
        if self._places.acquire(blocking=False):
            return True
        with self._lock:
            self._waiting += 1
            is_last = self._waiting >= self._most_waiting
        try:
            if not is_last:
                return self._places.acquire(timeout=self.PATIENCE)
            # It keeps waiting as long as places become free.
            while (patience := self._moved + self.PATIENCE_OF_THE_LAST - time.monotonic()) > 0:
                if self._places.acquire(timeout=patience):
                    return True
            return False
        finally:
            with self._lock:
                self._waiting -= 1
