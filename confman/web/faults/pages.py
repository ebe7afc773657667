"""The answers when something that confman stands on fails.

`server_error` is the project's handler500: any exception in a view or a middleware ends there. It needs only a
template. `ThreadLimitMiddleware` keeps a thread free for health checks while all others wait.
"""

import logging
import re
import sys
import time
from collections.abc import Callable
from threading import Condition

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

from confman.machines.requests import request_id
from confman.paths import PROGRAM
from confman.web.faults.causes import FaultCause, fault_of

logger = logging.getLogger(__name__)

# Seconds after which to try again.
RETRY_AFTER = 10
# Fields that nobody else is to find in a page left open; a code works once.
_SECRET = re.compile(r"password|passphrase|^code$")

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
    FaultCause.UNPREPARED: (
        _("The database is not prepared"),
        format_lazy(
            _("Its tables are missing. The operator of the server has to run “{command}”."),
            command=f"{PROGRAM} migrate",
        ),
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
        "sent": fields_sent(request),
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


def fields_sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a submitted form, to be sent once more; none if some of them cannot be included.

    Only if this site's own page sent it. A click on what another site has typed would do what the token prevents.
    """
    if request.method != "POST" or request.content_type not in {
        "application/x-www-form-urlencoded", "multipart/form-data",
    }:  # fmt: skip
        return []
    # Anyone who asks, and before anything was checked: a large one holds files, and is read for nobody.
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return []
    try:
        is_ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
        sent, files = request.POST, request.FILES
    except Exception:
        return []
    if not is_ours or files or any(_SECRET.search(name) for name in sent):
        return []
    return [(name, value) for name, values in sent.lists() for value in values]


class ThreadLimitMiddleware:
    """Limits how many of the server's threads work at a time: two, or half where some take long; one stays free.

    Threads of one process share its interpreter: four at work are slower by a tenth than two. Some only wait, for the
    body of a request or for a lock of the database: whoever has waited for a tenth of a second may work beside them.
    /healthz and /readyz need no place, so they answer even if all working threads wait for the database; the last free
    thread refuses everyone else once no place has become free for two seconds.
    """

    FREE = frozenset({"/healthz", "/readyz"})
    USUALLY_AT_WORK = 2
    PATIENCE_AT_FIRST = 0.1
    PATIENCE = 10.0
    PATIENCE_OF_THE_LAST = 2.0

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._most_at_work = max(1, settings.CONFMAN_THREADS // 2)
        self._most_waiting = settings.CONFMAN_THREADS - self._most_at_work
        self._place_free = Condition()
        self._at_work = self._waiting = 0
        self._moved = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in self.FREE:
            return self.get_response(request)
        if not self._take_place():
            logger.error("%s %s was refused: all threads wait.", request.method, request.path)
            return fault_page(request, FaultCause.BUSY)
        try:
            return self.get_response(request)
        finally:
            with self._place_free:
                self._at_work -= 1
                self._moved = time.monotonic()
                # While more than usual work, the next may be anyone who has waited for a tenth of a second.
                self._place_free.notify(1 if self._at_work < self.USUALLY_AT_WORK else self._waiting)

    def _take_place(self) -> bool:
        with self._place_free:
            self._waiting += 1
            is_last = self._waiting >= self._most_waiting
            try:
                if not (
                    self._waits(self.USUALLY_AT_WORK, self.PATIENCE_AT_FIRST) or self._waits_longer(is_last)
                ):
                    return False
            finally:
                self._waiting -= 1
            self._at_work += 1
            self._moved = time.monotonic()
            return True

    def _waits(self, places: int, patience: float) -> bool:
        """Wait until fewer than `places` work and return True, or False after `patience` seconds."""
        return self._place_free.wait_for(lambda: self._at_work < min(places, self._most_at_work), patience)

    def _waits_longer(self, is_last: bool) -> bool:
        if not is_last:
            return self._waits(self._most_at_work, self.PATIENCE)
        # It keeps waiting as long as places become free.
        while (patience := self._moved + self.PATIENCE_OF_THE_LAST - time.monotonic()) > 0:
            if self._waits(self._most_at_work, patience):
                return True
        return False
