"""Store public answers, rendered once and compressed, for all processes of a machine."""

import gzip
import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import cache
from pathlib import Path
from typing import Any

import brotli
from django.conf import settings
from django.core.cache import caches
from django.core.files import locks
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from confman.machines.metrics import count
from confman.paths import BASE_DIR, PACKAGE
from confman.web.forms.public import has_token, with_new_tokens
from confman.web.transport.compression import TEXT

_ACCEPTED = re.compile(r"\b(br|gzip)\b(?!\s*;\s*q=0(\.0*)?(,|$))")
logger = logging.getLogger(__name__)
# Kept instead of a body where there is none for everybody.
NOT_KEPT = "not kept"
# Bytes of an answer that is kept; a longer one is made each time. Text is packed to a tenth and less.
MAX_BYTES, MAX_TEXT_BYTES = 2 * 1024 * 1024, 8 * 1024 * 1024
LOCKS = 64
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


def is_small(response: HttpResponse) -> bool:
    """Tell whether an answer is small enough to be kept."""
    is_text = TEXT.match(response.get("Content-Type", ""))
    return len(response.content) <= (MAX_TEXT_BYTES if is_text else MAX_BYTES)


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
