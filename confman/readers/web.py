"""Public pages, files and feeds are answered from the store before session, accounts and templates are asked.

Answers are rendered once, and stored compressed for all processes of a machine; each remembers what is read most.
"""

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.files import locks
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from confman.conferences.web.base import PublicMixin
from confman.machines.metrics import count
from confman.machines.replica import pause_replica, reads_from_replica
from confman.middleware import Middleware
from confman.paths import BASE_DIR, PACKAGE
from confman.readers.bodies import Body, body_of, memory
from confman.readers.edition_cache import in_edition
from confman.readers.editions import edition_of
from confman.web.forms.base import OpenFormMixin
from confman.web.transport.compression import TEXT

logger = logging.getLogger(__name__)
# Kept instead of a body where there is none for everybody.
NOT_KEPT = "not kept"
# Bytes of an answer that is kept; a longer one is made each time. Text is packed to a tenth and less.
MAX_BYTES, MAX_TEXT_BYTES = 2 * 1024 * 1024, 8 * 1024 * 1024
LOCKS = 64


def is_small(response: HttpResponse) -> bool:
    """Tell whether an answer is small enough to be kept."""
    is_text = TEXT.match(response.get("Content-Type", ""))
    return len(response.content) <= (MAX_TEXT_BYTES if is_text else MAX_BYTES)


def stored_body(key: str) -> Any:
    """Return what is kept under the key: a Body, NOT_KEPT, or None; None also while the store does not work.

    A body is bound to its key: one that lies under another, in a server or folder that someone else wrote to, is none.
    """
    try:
        if (stored := caches["bodies"].get(key)) is None:
            return None
        bound, body = stored
        if bound != key:
            raise ValueError("a body of another key")
        return body
    except Exception as error:  # whatever a damaged file, a full disk or a lost server raises
        logger.warning("The store of public pages cannot be read: %r", error)
        count("confman_cache_faults", type(error).__name__)
        return None


def store_body(key: str, body: "Body | str", seconds: float) -> None:
    """Keep it for so many seconds; a store that does not work keeps nothing, and pages are made each time."""
    try:
        caches["bodies"].set(key, (key, body), timeout=seconds)
    except Exception as error:
        logger.warning("The store of public pages cannot be written: %r", error)
        count("confman_cache_faults", type(error).__name__)


@contextmanager
def making(key: str) -> Iterator[None]:
    """Let one request at a time make what the key stands for; those who wait find it made."""
    folder = Path(settings.BODIES_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{int(key[:8], 16) % LOCKS}.lock").open("w") as file:
        locks.lock(file, locks.LOCK_EX)
        yield


@cache
def code_mark() -> str:
    """Return a digest of the code, templates and translations, so that a newer version renders again."""
    digest = hashlib.sha256(settings.BASE_URL.encode())
    packages = [PACKAGE.parent / name for name in ("confman", "agenda", "registrations", "outcomes")]
    files = [BASE_DIR / name for name in ("templates", "locale", "static")]
    for folder in (*packages, *files):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".mo", ".js", ".css", ".json", ".toml", ".md"}:
                stat = path.stat()
                digest.update(f"{path.name}{stat.st_size}{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


# Language codes follow the slug; "me" is the pages of participants.
_PUBLIC = re.compile(r"/(?P<slug>[\w-]+)/(?!me/)[a-z]{2,3}(-[A-Za-z]+)?/")
_MINUTE = 60


class ReadersMiddleware:
    """Comes before all others, and answers what is kept. What is made for it further in, it keeps with all headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_on = settings.CONFMAN_KEEPS_BODIES

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # A request that came without TLS although it must is refused or led to TLS further in.
        is_read = request.method in ("GET", "HEAD") and (
            request.is_secure() or not settings.SECURE_SSL_REDIRECT
        )
        match = _PUBLIC.match(request.path_info) if is_read else None
        if match is None:
            return self.get_response(request)
        slug = match["slug"]
        edition = edition_of(slug) if self.is_on else None
        if self.is_on and connection.settings_dict["OPTIONS"].get("pool"):
            # A request that waits for a thread must not hold a connection that those at work wait for.
            connection.close()
        if edition is None:
            with in_edition(slug, None):
                return self.get_response(request)
        key = key_of(request, edition)
        body = memory.get(key, edition) or stored_body(key)
        if isinstance(body, Body) and body.is_whole:
            memory.put(key, edition, body)
            answer = body.answer(request)
            answer.page = "kept"  # type: ignore[attr-defined]
            return answer
        if body != NOT_KEPT and may_be_stored(request):
            request.kept_under, request.edition = key, (slug, edition)  # type: ignore[attr-defined]
        with in_edition(slug, edition):
            response = self.get_response(request)
        if rendered := getattr(response, "made_for_everybody", None):
            store_body(key, rendered.with_headers_of(response), seconds_left(rendered.made_at))
        return response


class OneRenderingMiddleware(Middleware):
    """Lets one request at a time render what is to be kept, for a stranger; those who wait get what it made.

    It stands where threads are limited, so that those who wait leave one for the health checks.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = getattr(request, "kept_under", "")
        if not key:
            return self.get_response(request)
        with making(key):
            body = stored_body(key) or self.make(request, key)
        if not isinstance(body, Body):
            return self.get_response(request)
        response = body.answer(request)
        response.made_for_everybody = body  # type: ignore[attr-defined]
        return response

    def make(self, request: HttpRequest, key: str) -> Body | str:
        """Make the answer for a stranger, and keep it until the minute is over."""
        now = time.time()
        response = self.read(request)
        body = (
            body_of(response, now)
            if isinstance(response, HttpResponse) and is_cacheable(response)
            else NOT_KEPT
        )
        store_body(key, body, seconds_left(now))
        return body

    def read(self, request: HttpRequest) -> HttpResponseBase:
        """Return the stranger's answer, from a replica that is in the same edition; it may end in the middle."""
        slug, edition = request.edition  # type: ignore[attr-defined]
        with reads_from_replica(lambda alias: edition_of(slug, using=alias) == edition) as is_replica:
            response = self.get_response(anonymous_request(request))
        if is_replica and response.status_code >= 500:
            pause_replica()
            response = self.get_response(anonymous_request(request))
        return response


def seconds_left(now: float) -> float:
    """Return the seconds until the minute is over."""
    return _MINUTE - now % _MINUTE


def key_of(request: HttpRequest, edition: str) -> str:
    """Return the key of an answer: code, conference and edition, address, and whether htmx asks for a part."""
    facts = (
        code_mark(), edition, str(request.scheme), str(request.META.get("HTTP_HOST", "")), request.get_full_path(),
        "part" if "HTTP_HX_REQUEST" in request.META else "",
    )  # fmt: skip
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def may_be_stored(request: HttpRequest) -> bool:
    """Tell whether the answer may be the same for everybody: a public page, whose form, if any, anyone may send.

    Its query has only names for which the page is stored.
    """
    try:
        view: Any = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return False
    if not (isinstance(view, type) and issubclass(view, PublicMixin) and view.may_be_cached):
        return False
    if hasattr(view, "post") and not issubclass(view, OpenFormMixin):
        return False
    return view.cached_queries is not None and set(request.GET) <= view.cached_queries


def anonymous_request(request: HttpRequest) -> HttpRequest:
    """Return the request without anything of the visitor: cookies, language, conditions, encodings."""
    environ = {
        name: value
        for name, value in request.META.items()
        if not name.startswith("HTTP_")
        or name in ("HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_HX_REQUEST")
    }
    basics = {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), "wsgi.url_scheme": str(request.scheme)}
    return WSGIRequest({**environ, **basics})


def is_cacheable(response: HttpResponse) -> bool:
    """Tell whether the answer may be kept for everybody."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        response.status_code == 200
        and not response.cookies
        and not vary & {"cookie", "*"}
        and not re.search(r"no-store|private", response.get("Cache-Control", ""))
        and is_small(response)
    )
