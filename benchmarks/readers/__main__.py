"""Measure public pages, files and feeds beside /healthz of the same server in the same run, and a rush of readers.

    .venv/bin/python -m benchmarks.readers [--seconds 3] [--phones 5000]

The demo, served by the server that `confman serve` runs. Four connections stay open; each asks anew when it has its
answer. The server's processor time a request says more than the clock where other work runs on the machine. Then so
many phones open the agenda, on connections of their own, as soon as something is changed: nothing is kept of it yet.
"""

import argparse
import http.client
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

from benchmarks.registrations_race import processor_seconds, serving

CONNECTIONS = 4
HEADERS = {"Accept-Encoding": "gzip, br"}


@dataclass
class Series:
    """What one address took: seconds of each answer, and of the server's processors for all."""

    address: str
    bytes: int = 0
    seconds: list[float] = field(default_factory=list)
    worked: float = 0.0

    @property
    def a_request(self) -> float:
        return self.worked / len(self.seconds)

    def line(self, health: "Series", lasted: float) -> str:
        p99 = statistics.quantiles(self.seconds, n=100)[98] * 1000
        return (
            f"| {self.address} | {self.bytes:,} | {len(self.seconds) / lasted:,.0f} | {p99:.1f} ms "
            f"| {self.a_request * 1000:.2f} ms | {health.a_request / self.a_request:.0%} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readers")
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--phones", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as data:
        os.environ |= {"CONFMAN_DATA": data, "CONFMAN_KEEPS_BODIES": "1"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
        os.makedirs(f"{data}/static")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("demo", verbosity=0)
        with serving(guarded=True, processes=2) as (port, sessions):
            print("| address | bytes | a second | p99 | server's work each | of /healthz |")
            print("|---|---|---|---|---|---|")
            health = measured(port, sessions, "/healthz", options.seconds)
            for address in ["/healthz", *addresses()]:
                series = measured(port, sessions, address, options.seconds)
                print(series.line(health, options.seconds), flush=True)
            print(rush(port, options.phones))


def addresses() -> Iterator[str]:
    """Yield the addresses that are read most, and the files that other programs ask for."""
    from agenda.releases.domain.reader import published_agenda
    from agenda.sessions.models.session import Session
    from confman.conferences.models import Conference
    from confman.people.privacy import Audience

    conference = Conference.objects.order_by("starts_on").first()
    assert conference is not None
    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda is not None and Session.objects.of(conference).exists()
    site = f"/{conference.slug}/{conference.default_language}/"
    yield site
    yield f"{site}agenda/"
    yield f"{site}agenda/?view=grid"
    yield f"{site}agenda/?view=rooms"
    yield f"{site}agenda/?day={agenda.days[0].date.isoformat()}"
    yield f"{site}agenda/{agenda.sessions[0].id}/"
    yield f"{site}speakers/"
    yield f"{site}speakers/{agenda.speakers[0].person.id}/"
    yield f"{site}recommendations/"
    yield f"{site}agenda/calendar.ics"
    yield f"{site}agenda/schedule.xml"
    yield f"{site}agenda/schedule.json"


def measured(port: int, sessions: set[int], address: str, seconds: float) -> Series:
    """Ask for an address on several connections for so long, after it was asked for once."""
    found = Series(address, bytes=len(ask(connection_to(port), address)))
    worked, until = processor_seconds(sessions), time.monotonic() + seconds
    lock = threading.Lock()

    def read() -> None:
        connection, mine = connection_to(port), []
        while (began := time.monotonic()) < until:
            ask(connection, address)
            mine.append(time.monotonic() - began)
        with lock:
            found.seconds += mine

    readers = [threading.Thread(target=read) for _number in range(CONNECTIONS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    found.worked = processor_seconds(sessions) - worked
    return found


def rush(port: int, phones: int) -> str:
    """Change something, and let so many phones open the agenda at once, fifty at a time."""
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.changes import change_conference
    from confman.conferences.models import Conference

    conference = Conference.objects.order_by("starts_on").first()
    assert conference is not None
    change_conference(conference, by=system_user("command"), contact_email="late@example.org")
    address = f"/{conference.slug}/{conference.default_language}/agenda/"

    def open_it(_number: int) -> float:
        began = time.monotonic()
        with closing(connection_to(port)) as connection:
            ask(connection, address)
        return time.monotonic() - began

    began = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        times = list(pool.map(open_it, range(phones)))
    lasted = time.monotonic() - began
    p99 = statistics.quantiles(times, n=100)[98] * 1000
    longest = max(times) * 1000
    said = f"{phones:,} phones, fifty at a time, after a change: {lasted:.1f} s"
    return f"\n{said}, p99 {p99:.0f} ms, longest {longest:.0f} ms"


def connection_to(port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", port, timeout=60)


def ask(connection: http.client.HTTPConnection, address: str) -> bytes:
    """Return the answer as it was sent. Raises SystemExit for any status but 200."""
    connection.request("GET", address, headers=HEADERS)
    answer = connection.getresponse()
    content = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{address} was answered with {answer.status}.")
    return content


if __name__ == "__main__":
    main()
