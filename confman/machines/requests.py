"""Every request has a number, by which its lines in the log are found, and is measured."""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from confman.machines.metrics import count, measure_seconds
from confman.middleware import Middleware

HEADER = "X-Request-ID"
logger = logging.getLogger("confman.requests")
_request_id: ContextVar[str] = ContextVar("request_id", default="")
_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def request_id() -> str:
    """Return the number of the request that is being answered; "" outside one."""
    return _request_id.get()


class RequestMiddleware(Middleware):
    """Comes before all others: gives the request its number, or takes our own proxy's, and measures it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self.has_proxy = settings.CONFMAN_TRUSTED_PROXIES > 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = request.headers.get(HEADER, "") if self.has_proxy else ""
        number = header if _ID.fullmatch(header) else uuid4().hex
        begun = time.perf_counter()
        token = _request_id.set(number)
        try:
            response = self.get_response(request)
            self.note(request, response, time.perf_counter() - begun)
        finally:
            _request_id.reset(token)
        response[HEADER] = number
        return response

    def note(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        """Count the request and write its line; neither says who asked, or for what but the kind of page."""
        match = request.resolver_match
        page = (match.view_name if match else "") or getattr(response, "page", "none")
        part = page.rpartition(":")[0] or page
        method = request.method if request.method in _METHODS else "other"
        count("confman_requests", page, str(method), str(response.status_code))
        measure_seconds("confman_request_seconds", seconds, part)
        logger.info("%s %s %d %.0f ms", method, page, response.status_code, seconds * 1000)
