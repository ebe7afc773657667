"""Tell what each request of a registration costs in one process, without HTTP and without others beside it.

    .venv/bin/python -m benchmarks.registrations_requests [PEOPLE] [--profile FILE] [--json]

The form shown, the form sent, the link opened, where it leads on to, the own page, the confirmation; by 100 people
where no number is named, after some who warm the process up. In processor's time, the median and the least; with the
statements and the calls of Python functions, which are the same on a busy machine. On SQLite in a data folder of its
own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that one, where a conference is left
behind. benchmarks.registrations_race does the same over HTTP, with two processes that get into each other's way.
"""

import argparse
import cProfile
import io
import json
import logging
import sys
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable
from http.cookies import SimpleCookie
from statistics import median
from typing import Any

from benchmarks.installation import installed
from benchmarks.registrations_race import (
    THINKING_SECONDS,
    Applicant,
    Browser,
    confirm,
    look_at_the_form,
    open_conference,
    send_the_form,
)

PEOPLE, WARMING, COUNTED = 100, 5, 3
REQUESTS = ("form shown", "form sent", "link opened", "leads on", "own page", "confirmed")
ENVIRON = {
    "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "REMOTE_ADDR": "127.0.0.1",
    "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "en", "wsgi.url_scheme": "http",
    "wsgi.version": (1, 0), "wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}  # fmt: skip


class Caller(Browser):
    """Calls the application in this process, once for each request, by a function that measures it."""

    def __init__(self, application: Any, measured: Callable[[Callable[[], bytes]], bytes]) -> None:
        self.application, self.measured = application, measured

    def ask(
        self, path: str, applicant: Applicant, data: dict[str, Any] | None = None
    ) -> tuple[int, str, str]:
        """Return the status, the body, and where a redirect leads."""
        sent = urllib.parse.urlencode(data or {}).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in applicant.cookies.items())
        environ = {
            **ENVIRON, "REQUEST_METHOD": "GET" if data is None else "POST", "PATH_INFO": path, "HTTP_COOKIE": cookies,
            "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(sent)),
            "wsgi.input": io.BytesIO(sent),
        }  # fmt: skip
        started: list[Any] = []

        def answer() -> bytes:
            response = self.application(environ, lambda *arguments: started.extend(arguments))
            body = b"".join(response)
            response.close()
            return body

        body = self.measured(answer)
        status, headers = started[:2]
        for name, value in headers:
            if name == "Set-Cookie":
                applicant.cookies |= {cookie: morsel.value for cookie, morsel in SimpleCookie(value).items()}
        return int(status[:3]), body.decode(), dict(headers).get("Location", "")


class Measurements:
    """Times, calls and statements of each of the requests, which everyone makes in the same order."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.calls: dict[str, int] = {}
        self.statements: dict[str, int] = {}
        self.profile = cProfile.Profile()

    def timed(self, request: str, answer: Callable[[], bytes]) -> bytes:
        """Answer, and note the processor's time."""
        begun = time.process_time()
        body = answer()
        self.seconds[request].append(time.process_time() - begun)
        return body

    def counted(self, request: str, answer: Callable[[], bytes]) -> bytes:
        """Answer, and note calls and statements."""
        from django.db import connection

        calls, statements = 0, 0

        def note(_frame: object, event: str, _argument: object) -> None:
            nonlocal calls
            calls += event == "call"

        def execute(run: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal statements
            statements += 1
            return run(*arguments)

        with connection.execute_wrapper(execute):
            sys.setprofile(note)
            try:
                body = answer()
            finally:
                sys.setprofile(None)
        self.calls[request], self.statements[request] = calls, statements
        return body

    def profiled(self, _request: str, answer: Callable[[], bytes]) -> bytes:
        """Answer with Python's profiler beside it."""
        return self.profile.runcall(answer)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.registrations_requests")
    parser.add_argument("people", nargs="?", type=int, default=PEOPLE)
    parser.add_argument("--profile", help="write Python's profile of as many more people to this file")
    parser.add_argument("--json", action="store_true", help="print the milliseconds of each as JSON")
    options = parser.parse_args()
    # As script/server does, it keeps what it has rendered for the public.
    with installed(CONFMAN_KEEPS_BODIES="1", CONFMAN_BASE_URL="http://localhost"):
        logging.disable(logging.INFO)
        told = measure(options.people, options.profile)
    if options.json:
        print(json.dumps({request: median(times) * 1000 for request, times in told.seconds.items()}))
        return
    print("| Request | Work | Least | Statements | Calls |\n|---|---|---|---|---|")
    middle = {request: median(told.seconds[request]) * 1000 for request in REQUESTS}
    least = {request: min(told.seconds[request]) * 1000 for request in REQUESTS}
    for name, requests in {**{each: (each,) for each in REQUESTS}, "all": REQUESTS}.items():
        work, best = (f"{sum(times[each] for each in requests):.2f} ms" for times in (middle, least))
        statements, calls = (sum(of[each] for each in requests) for of in (told.statements, told.calls))
        print(f"| {name} | {work} | {best} | {statements} | {calls:,} |")


def measure(people: int, profile: str | None) -> Measurements:
    """Register people, some more to count and some more to be profiled."""
    from confman.wsgi import application

    told = Measurements()
    ways = {told.timed: people, told.counted: COUNTED, told.profiled: people if profile else 0}
    conference = open_conference(places=100_000)
    number = 0
    for way, count in ways.items():
        applicants = [Applicant(number + each) for each in range(count + WARMING if not number else count)]
        number += len(applicants)
        register(application, conference.slug, applicants, way)
    if profile:
        told.profile.dump_stats(profile)
    # Of the first some are made ready what stays.
    told.seconds = {request: times[WARMING:] for request, times in told.seconds.items()}
    return told


def register(
    application: Any, slug: str, applicants: list[Applicant], way: Callable[[str, Callable[[], bytes]], bytes]
) -> None:
    """Register everyone in one way of measuring."""
    request = iter(())

    def measured(answer: Callable[[], bytes]) -> bytes:
        return way(next(request), answer)

    caller = Caller(application, measured)
    request = iter(REQUESTS[:1] * len(applicants))
    for applicant in applicants:
        look_at_the_form(caller, slug, applicant)
    time.sleep(THINKING_SECONDS)
    request = iter(REQUESTS[1:] * len(applicants))
    for applicant in applicants:
        send_the_form(caller, slug, applicant)
        confirm(caller, slug, applicant)


if __name__ == "__main__":
    main()
