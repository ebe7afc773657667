"""A person's browser: it keeps cookies, comes from an address of its own, and asks again until it is answered."""

import http.client
import http.cookies
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import DatabaseError, connection

# Between two attempts of somebody who is not answered.
AGAIN_AFTER = 0.5


class NotServed(Exception):
    """An answer other than the one that was asked for."""


@dataclass
class Diary:
    """All that was answered with success, and each wait of somebody who was not answered at first."""

    begun: float = field(default_factory=time.monotonic)
    answered: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    # What was being done, when its first attempt began, for how many seconds it failed, and how at first.
    waits: list[tuple[str, float, float, str]] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)
    signed_out: int = 0
    lock: Lock = field(default_factory=Lock)

    def now(self) -> float:
        return time.monotonic() - self.begun

    def persist(self, what: str, act: Callable[[], Any], patience: float = 75) -> Any:
        """Do something again and again until it succeeds; return its result, None if it never did."""
        first, why = self.now(), ""
        while True:
            try:
                result = act()
            except (OSError, http.client.HTTPException, NotServed, DatabaseError) as error:
                connection.close()
                why = why or f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
                with self.lock:
                    self.failed[what] = self.failed.get(what, 0) + 1
                    if self.now() - first > patience:
                        self.given_up.append(f"{what}: {why}, last {error!s:.200}")
                        return None
                time.sleep(AGAIN_AFTER)
                continue
            with self.lock:
                self.answered[what] = self.answered.get(what, 0) + 1
                if why:
                    self.waits.append((what, round(first, 1), round(self.now() - first, 1), why))
            return result


@dataclass
class Browser:
    host: str
    port: int
    source: str
    diary: Diary
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 200, **more: Any
    ) -> tuple[str, str]:
        """Return the body, and where a redirect leads; raises NotServed with another status."""
        headers = {"Accept-Language": "en", "Host": "127.0.1.10:8000", **more.get("headers", {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = more.get("body")
        if data is not None:
            body = urllib.parse.urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        opened = http.client.HTTPConnection(self.host, self.port, timeout=20, source_address=(self.source, 0))
        try:
            opened.request("GET" if body is None else "POST", path, body, headers)
            answer = opened.getresponse()
            page = answer.read().decode()
        finally:
            opened.close()
        for header in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in http.cookies.SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        to = answer.headers.get("Location", "")
        if "/accounts/login" in to:
            self.diary.signed_out += 1
        if answer.status != status:
            raise NotServed(f"{answer.status} at {path} {to} {page[-300:] if answer.status < 500 else ''}")
        return page, to
