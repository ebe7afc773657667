"""A person's browser: it keeps cookies, comes from an address of its own, and asks again until it is answered."""

import http.client
import http.cookies
import statistics
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

# Seconds after which someone tries again who got an error.
AGAIN_AFTER = 2


class NotServed(Exception):
    """An answer other than the one that was asked for."""


@dataclass
class Diary:
    """All that was answered with success: how long it took, or for how long there were errors first."""

    begun: float = field(default_factory=time.monotonic)
    answered: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    # The work that was interrupted: when the first request began that failed, for how many seconds they did, and how
    # at first.
    errors: list[tuple[str, float, float, str]] = field(default_factory=list)
    # The time of work that met no error: the machine had that much to do.
    took: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    given_up: list[str] = field(default_factory=list)
    signed_out: int = 0
    lock: Lock = field(default_factory=Lock)

    def now(self) -> float:
        return time.monotonic() - self.begun

    def note(self, what: str, began: float, failed_since: float | None, why: str) -> None:
        """Note something that succeeded just now."""
        with self.lock:
            self.answered[what] += 1
            if failed_since is None:
                self.took[what].append(self.now() - began)
            else:
                lasted = round(self.now() - failed_since, 1)
                self.errors.append((what, round(failed_since, 1), lasted, why))

    def table(self) -> dict[str, dict[str, float]]:
        """Return for each kind of action what it was like."""
        return {
            what: {
                "answered": count,
                "attempts that failed": self.failed[what],
                "longest errors": max((lasted for kind, _at, lasted, _why in self.errors if kind == what), default=0),
                "median without one": round(statistics.median(self.took[what] or [0]), 2),
                "longest without one": round(max(self.took[what], default=0), 1),
            }
            for what, count in self.answered.items()
        }  # fmt: skip


@dataclass
class Browser:
    host: str
    port: int
    source: str
    diary: Diary
    cookies: dict[str, str] = field(default_factory=dict)
    asked_at: float = 0

    def persist(self, what: str, act: Callable[[], Any], patience: float = 75) -> Any:
        """Do something again and again until it succeeds; return its result, None if it never did."""
        began, failed_since, why = self.diary.now(), None, ""
        while True:
            try:
                result = act()
            except (OSError, http.client.HTTPException, NotServed) as error:
                if failed_since is None:
                    failed_since, why = self.asked_at, f"{type(error).__name__}: {error!s:.200}"
                with self.diary.lock:
                    self.diary.failed[what] += 1
                    if self.diary.now() - failed_since > patience:
                        self.diary.given_up.append(f"{what}: {why}, last {error!s:.200}")
                        return None
                time.sleep(AGAIN_AFTER)
                continue
            self.diary.note(what, began, failed_since, why)
            return result

    def ask(
        self, path: str, data: dict[str, Any] | None = None, *, status: int = 200, **more: Any
    ) -> tuple[str, str]:
        """Return the body, and where a redirect leads; raises NotServed with another status."""
        self.asked_at = self.diary.now()
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
