"""Measure public pages, files and feeds beside /healthz of the same server in the same run, and crowds of readers.

    .venv/bin/python -m benchmarks.readers [--seconds 3] [--phones 5000] [--screens 300] [--within 60]

The demo and a conference of 674 sessions, served by the server that `confman serve` runs. Four connections stay open;
each asks again when it has its answer. The server's processor time a request says more than the clock where other work
runs on the machine. Then screens and phones poll the large conference; then something is changed, nothing is kept of
it yet, and so many phones open its agenda within so many seconds, while eight doors scan a badge a second each.

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, which must be empty.
"""

import argparse
import datetime as dt
import http.client
import statistics
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import check_in
from benchmarks.installation import installed
from benchmarks.readers.crowd import Doors, polling, rush
from benchmarks.registrations_race import processor_seconds, serving
from benchmarks.schedules import invented_schedule

CONNECTIONS, DOORS, TIMERS = 4, 8, 20
HEADERS = {"Accept-Encoding": "gzip, br"}


@dataclass
class Series:
    """The cost of one address: seconds of each answer, and of the server's processors for all."""

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
    parser.add_argument("--seconds", type=float, default=3, help="for each address")
    parser.add_argument("--phones", type=int, default=5000)
    parser.add_argument("--screens", type=int, default=300)
    parser.add_argument("--within", type=int, default=60, help="seconds in which the phones open the agenda")
    options = parser.parse_args()
    with installed(CONFMAN_KEEPS_BODIES="1") as data:
        from django.core.management import call_command

        from confman.conferences.models import Conference

        call_command("demo", verbosity=0)
        demo = Conference.objects.order_by("starts_on").first()
        large = large_conference()
        screens, timers = screens_of(large, options.screens), screens_of(large, TIMERS, kind="timer")
        doors = check_in.set_up(DOORS * (options.within + 1), DOORS)
        with serving(guarded=True, processes=2) as (port, sessions):
            for conference, name in ((demo, "the demo"), (large, "674 sessions")):
                print(f"\n| address, {name} | bytes | a second | p99 | server's work each | of /healthz |")
                print("|---|---|---|---|---|---|")
                health = measured(port, sessions, "/healthz", options.seconds)
                for address in ["/healthz", *addresses(conference)]:
                    series = measured(port, sessions, address, options.seconds)
                    print(series.line(health, options.seconds), flush=True)
            site = f"/{large.slug}/{large.default_language}/"
            print("\n| who polls | server and database | answers |\n|---|---|---|")
            crowds = {
                f"{len(screens)} screens": (screens, 20),
                f"{len(timers)} timers": (timers, 1),
                f"{options.phones:,} phones": ([f"{site}agenda/now/"] * options.phones, 60),
            }
            for line in polling(port, sessions, crowds, seconds=30):
                print(line, flush=True)
            announce(large)
            scanned, tokens, secrets = doors
            print(
                rushed(
                    port,
                    f"{site}agenda/",
                    Doors(port, scanned.slug, secrets, tokens),
                    options.phones,
                    options.within,
                )
            )
            kept = [path.stat().st_size for path in Path(data, "bodies").glob("*.djcache")]
            print(f"\nThe store: {len(kept)} bodies, {sum(kept) / 1e6:.1f} MB; {memory(sessions)}.")


def large_conference() -> Any:
    """Return a published conference of 674 sessions that are on these days."""
    from agenda.imports.exchange.importer import import_as_new
    from agenda.imports.exchange.uploads import read_schedule
    from agenda.releases.domain.publication import publish_agenda
    from confman.accounts.system_users import system_user
    from confman.conferences.models import Conference

    by = system_user("command")
    today = dt.datetime.now(dt.UTC).date()
    content = invented_schedule()
    for number, date in enumerate(("2027-03-30", "2027-03-31")):
        content = content.replace(date.encode(), str(today + dt.timedelta(days=number)).encode())
    import_as_new("large", read_schedule(content), by=by, timezone="UTC")
    Conference.objects.filter(slug="large").update(status="announced")
    conference = Conference.objects.get(slug="large")
    publish_agenda(conference, by=by)
    return conference


def screens_of(conference: Any, number: int, kind: str = "door-sign") -> list[str]:
    """Make so many timers, or door signs and one in ten screens for all rooms; return what they ask for."""
    from django.urls import reverse

    from agenda.rooms.models import Room
    from agenda.screens.models import VenueScreen

    rooms = list(Room.objects.of(conference))
    screens = VenueScreen.objects.bulk_create(
        VenueScreen(conference=conference, name=f"Screen {place}", kind="now-and-next")
        if place % 10 == 0 and kind == "door-sign"
        else VenueScreen(
            conference=conference, name=f"Screen {place}", kind=kind, room=rooms[place % len(rooms)]
        )
        for place in range(number)
    )
    return [reverse("agenda_onsite:screen-part", args=[conference.slug, each.token]) for each in screens]


def announce(conference: Any) -> None:
    """Change something that readers see: nothing is kept any more."""
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.changes import change_conference

    change_conference(conference, by=system_user("command"), contact_email="late@example.org")


def rushed(port: int, page: str, doors: Doors, phones: int, within: int) -> str:
    """Return what became of a rush of phones, and of the scans meanwhile, as sentences."""
    answers, scans = rush(port, page, phones=phones, within=within, doors=doors)
    return (
        f"\n{phones:,} phones within {within} s after a change: {answers.words}. "
        f"{len(scans)} scans meanwhile: median {statistics.median(scans):.1f} ms, "
        f"95 of 100 within {check_in.p95(scans):.1f} ms"
    )


def memory(sessions: set[int]) -> str:
    """Return the memory of the server's processes, in words. Linux only."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[3]) in sessions:
                status = (path.parent / "status").read_text()
                found.append(int(status.partition("VmRSS:")[2].split()[0]) // 1024)
        except (OSError, ValueError, IndexError):
            continue
    return f"the server's processes {', '.join(map(str, sorted(found, reverse=True)))} MB"


def addresses(conference: Any) -> Iterator[str]:
    """Yield the addresses that are read most, and the files that other programs ask for."""
    from agenda.releases.domain.reader import published_agenda
    from confman.people.privacy import Audience
    from outcomes.recommendations.models.recommendation import Recommendation

    agenda = published_agenda(conference, Audience.PUBLIC)
    assert agenda is not None
    site = f"/{conference.slug}/{conference.default_language}/"
    yield site
    yield f"{site}agenda/"
    yield f"{site}agenda/?view=grid"
    yield f"{site}agenda/?view=rooms"
    yield f"{site}agenda/?day={agenda.days[0].date.isoformat()}"
    yield f"{site}agenda/{agenda.sessions[0].id}/"
    yield f"{site}speakers/"
    if agenda.speakers:
        yield f"{site}speakers/{agenda.speakers[0].person.id}/"
    if Recommendation.objects.of(conference).exists():
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
