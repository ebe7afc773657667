"""An answer as it is kept for readers, and the memory that each process has of those that are read most.

The store is a database, server or folder elsewhere; an agenda that thousands open is not fetched from there each time.
"""

import gzip
import hashlib
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from email.utils import formatdate
from threading import Lock

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from confman.web.forms.base import has_token, with_new_tokens
from confman.web.transport.compression import TEXT

# Bytes of bodies that a process remembers, as they are sent.
MAX_REMEMBERED = 16 * 1024 * 1024
_ACCEPTED = re.compile(r"\b(br|gzip)\b(?!\s*;\s*q=0(\.0*)?(,|$))")
# Set by the answer itself, or not for others.
_OWN_HEADERS = ("Content-Length", "Content-Encoding", "ETag", "Last-Modified", "Vary", "Set-Cookie")


@dataclass(frozen=True)
class Body:
    """An answer with its headers: compressed twice if it is text, else as it is."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    made_at: float
    plain: bytes = b""
    gzip: bytes = b""
    brotli: bytes = b""
    is_whole: bool = False  # whether the headers are all those with which it leaves
    is_form: bool = False  # whether each reader gets a token of their own

    @property
    def size(self) -> int:
        """Return its bytes in all encodings."""
        return len(self.plain) + len(self.gzip) + len(self.brotli)

    def __setstate__(self, state: dict[str, object]) -> None:
        if state.keys() != self.__dataclass_fields__.keys():
            raise ValueError("a body of another version of confman")
        self.__dict__.update(state)

    def with_headers_of(self, response: HttpResponseBase) -> "Body":
        """Return the body with the headers that middlewares further out gave to the answer."""
        added = dict(_stored_headers(response)) | dict(self.headers)
        return replace(self, headers=tuple(added.items()), is_whole=True)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in the best encoding that the client takes; 304 if it has it already."""
        if self.is_form:
            return self.answer_form(request)
        encodings = accepted_encodings(request) if self.gzip else set()
        if "br" in encodings:
            content, encoding = self.brotli, "br"
        elif "gzip" in encodings:
            content, encoding = self.gzip, "gzip"
        else:
            content, encoding = self.plain or gzip.decompress(self.gzip), ""
        response = HttpResponse(content, headers=dict(self.headers))
        if encoding:
            response["Content-Encoding"] = encoding
        response["Content-Length"] = str(len(content))
        if self.gzip:
            patch_vary_headers(response, ("Accept-Encoding",))
        # Weak: the same page in several encodings.
        response["ETag"] = self.etag
        response["Last-Modified"] = formatdate(self.made_at, usegmt=True)
        conditional = get_conditional_response(
            request, etag=self.etag, last_modified=int(self.made_at), response=response
        )
        return conditional if isinstance(conditional, HttpResponse) else response

    def answer_form(self, request: HttpRequest) -> HttpResponse:
        """Return the answer with a token for this reader, which no cache may give to another."""
        response = HttpResponse(with_new_tokens(gzip.decompress(self.gzip)), headers=dict(self.headers))
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in accepted_encodings(request):
            response.content = gzip.compress(response.content, compresslevel=1, mtime=0)
            response["Content-Encoding"] = "gzip"
        response["Content-Length"] = str(len(response.content))
        return response


def accepted_encodings(request: HttpRequest) -> set[str]:
    """Return the encodings of ours that the client accepts."""
    return {match[0] for match in _ACCEPTED.findall(request.META.get("HTTP_ACCEPT_ENCODING", ""))}


def body_of(response: HttpResponse, now: float) -> Body:
    """Return what is kept of an answer."""
    content = response.content
    age = settings.CONFMAN_PUBLIC_AGE
    response.headers.setdefault("Cache-Control", f"public, max-age={age}" if age else "public, no-cache")
    headers = _stored_headers(response)
    etag = response.get("ETag") or quote_etag(hashlib.sha256(content).hexdigest()[:32])
    etag = etag if etag.startswith("W/") else f"W/{etag}"
    if not TEXT.match(response.get("Content-Type", "")):
        return Body(headers, etag, now, plain=content)
    packed = gzip.compress(content, compresslevel=6, mtime=0)
    if has_token(content):
        return Body(headers, etag, now, gzip=packed, is_form=True)
    return Body(headers, etag, now, gzip=packed, brotli=brotli.compress(content, quality=5))


def _stored_headers(response: HttpResponseBase) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in response.items() if name not in _OWN_HEADERS)


class BodyMemory:
    """Remembers the bodies that were read last, for all threads of the process.

    Only of this minute, and of each conference only those of the edition that was seen last: whoever was hidden since
    stands in none.
    """

    def __init__(self, max_bytes: int = MAX_REMEMBERED) -> None:
        self.max_bytes = max_bytes
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        self.bytes = 0
        self._minute = 0
        # The edition of each conference, by its id; the least read body first.
        self._editions: dict[str, str] = {}
        self._bodies: OrderedDict[str, tuple[str, Body]] = OrderedDict()

    def get(self, key: str, edition: str) -> Body | None:
        """Return the body that is remembered under the key, in this edition of its conference."""
        with self._lock:
            self._keep_to(edition)
            if key not in self._bodies:
                return None
            self._bodies.move_to_end(key)
            return self._bodies[key][1]

    def put(self, key: str, edition: str, body: Body) -> None:
        """Remember a body of the store, unless its edition or minute is over; forget what was read least lately."""
        with self._lock:
            is_present = (_minute_of(body.made_at), self._editions.get(_conference_of(edition))) == (
                self._minute,
                edition,
            )
            if not is_present or key in self._bodies:
                return
            self._bodies[key] = edition, body
            self.bytes += body.size
            while self.bytes > self.max_bytes:
                self._forget(next(iter(self._bodies)))

    def _keep_to(self, edition: str) -> None:
        """Forget what is of another minute, or of another edition of the conference."""
        if (minute := _minute_of(time.time())) != self._minute:
            self.clear()
            self._minute = minute
        conference = _conference_of(edition)
        if self._editions.setdefault(conference, edition) != edition:
            self._editions[conference] = edition
            for key in [key for key, (of, _body) in self._bodies.items() if _conference_of(of) == conference]:
                self._forget(key)

    def _forget(self, key: str) -> None:
        self.bytes -= self._bodies.pop(key)[1].size


def _minute_of(seconds: float) -> int:
    return int(seconds) // 60


def _conference_of(edition: str) -> str:
    return edition.partition(":")[0]


memory = BodyMemory()
