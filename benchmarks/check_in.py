"""Measure scans at a door over HTTP, with the server that script/server runs and connections that stay open.

    .venv/bin/python -m benchmarks.check_in [--people 10000] [--alone 1000] [--together 4000] [--doors 8] [--json]

One door scans one badge after the other, and each answer is timed; then several doors scan as fast as they are
answered.
On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where a conference is left behind. Server and database are timed by their processors' time, too: on a busy machine
it says more than the clock.
"""

import argparse
import datetime as dt
import hashlib
import http.client
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.registrations_race import database_seconds, processor_seconds, serving


@dataclass(frozen=True)
class Outcome:
    """The milliseconds of a scan alone; how many a second are taken together; the state of a device."""

    database: str
    people: int
    median: float
    p95: float
    a_second: float
    together_median: float
    together_p95: float
    server_a_scan: float
    database_a_scan: float
    state_first: float
    state_again: float
    state_unchanged: float
    state_bytes: int
    recorded: int
    is_right: bool


class Door:
    """A device: one connection, kept open."""

    def __init__(self, port: int, slug: str, secret: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.base = f"/{slug}/onsite/door/"
        self.headers = {
            "Authorization": f"Device {secret}",
            "Content-Type": "application/json",
            "Accept-Language": "en",
        }

    def scan(self, token: str) -> float:
        """Return the milliseconds until the answer was read."""
        now = dt.datetime.now(dt.UTC).isoformat()
        row = {"id": str(uuid4()), "code": token, "at": now, "direction": "in", "shown": "admitted"}
        body = json.dumps({"sent_at": now, "scans": [row]})
        begun = time.perf_counter()
        self.connection.request("POST", self.base + "scans/", body, self.headers)
        answer = self.connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - begun) * 1000
        if answer.status != 200 or json.loads(content)["results"][0]["result"] != "admitted":
            raise SystemExit(f"A scan was answered {answer.status}: {content[:300]!r}")
        return taken

    def state(self, etag: str = "") -> tuple[float, int, str]:
        """Return milliseconds, bytes and ETag of what the device keeps."""
        begun = time.perf_counter()
        self.connection.request("GET", self.base + "state/", headers={**self.headers, "If-None-Match": etag})
        answer = self.connection.getresponse()
        content = answer.read()
        return (time.perf_counter() - begun) * 1000, len(content), answer.headers.get("ETag", "")


def set_up(people: int, doors: int) -> tuple[Any, list[str], list[str]]:
    """Return a conference with so many approved people: it, their tokens, the secrets of its devices."""
    from django.utils import timezone

    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference
    from confman.people.models import Person
    from registrations.attendance.models import CheckInDevice, Checkpoint
    from registrations.core.domain.ticket_codes import new_ticket_token
    from registrations.core.models.category import Category
    from registrations.core.models.delegation import Delegation
    from registrations.core.models.registration import Registration

    day = timezone.now().date()
    conference = create_conference(
        by=system_user("command"), slug=f"door-{uuid4().hex[:8]}", title="Door", starts_on=day, ends_on=day,
        languages=["en", "ru"],
    )  # fmt: skip
    category = Category.objects.filter(conference=conference).first()
    delegations = [
        Delegation(conference=conference, name={"en": f"Delegation {number}"}) for number in range(150)
    ]
    Delegation.objects.bulk_create(delegations)
    persons = [
        Person(conference=conference, name={"en": f"Sample Person{number}"}, email=f"p{number}@example.org")
        for number in range(people)
    ]
    Person.objects.bulk_create(persons, batch_size=500)
    tokens = [new_ticket_token() for _person in persons]
    Registration.objects.bulk_create(
        [
            Registration(
                conference=conference, person=person, category=category, status="approved", ticket_token=token,
                delegation=delegations[number % 150],
            )
            for number, (person, token) in enumerate(zip(persons, tokens, strict=True))
        ],
        batch_size=500,
    )  # fmt: skip
    checkpoint = Checkpoint.objects.create(conference=conference, name={"en": "Entrance"})
    secrets = [f"benchmark-{uuid4()}" for _door in range(doors)]
    now = timezone.now()
    for number, secret in enumerate(secrets):
        CheckInDevice.objects.create(
            conference=conference,
            name=f"Door {number}",
            checkpoint=checkpoint,
            expires_at=now + dt.timedelta(days=1),
            enrolled_at=now - dt.timedelta(days=1),
            secret_digest=hashlib.sha256(secret.encode()).hexdigest(),
        )
    return conference, tokens, secrets


def together(
    port: int, slug: str, secrets: Sequence[str], tokens: Sequence[str]
) -> tuple[list[float], float]:
    """Scan at all doors at once; return the milliseconds of each scan, and the seconds that it all took."""
    times: list[list[float]] = [[] for _secret in secrets]

    def run(number: int) -> None:
        door = Door(port, slug, secrets[number])
        for token in tokens[number :: len(secrets)]:
            times[number].append(door.scan(token))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(secrets))]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [taken for each in times for taken in each], time.perf_counter() - begun


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def run(options: argparse.Namespace) -> Outcome:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from registrations.attendance.models import Scan

    call_command("migrate", verbosity=0)
    people = max(options.people, options.alone + options.together + 50)
    conference, tokens, secrets = set_up(people, options.doors)
    warm, rest = tokens[:50], tokens[50:]
    with serving(True, options.processes) as (port, sessions):
        together(port, conference.slug, secrets, warm)  # both processes have opened their connections
        door = Door(port, conference.slug, secrets[0])
        alone = [door.scan(token) for token in rest[: options.alone]]
        begun = processor_seconds(sessions), database_seconds()
        crowd = rest[options.alone : options.alone + options.together]
        times, seconds = together(port, conference.slug, secrets, crowd)
        ended = processor_seconds(sessions), database_seconds()
        # A connection that was silent for long may have been closed.
        door = Door(port, conference.slug, secrets[0])
        first, size, etag = door.state()
        again, _size, _etag = door.state()
        unchanged, _size, _etag = door.state(etag)
    recorded = Scan.objects.of(conference).admitted().count()
    worked = [(end - start) / len(times) * 1000 for start, end in zip(begun, ended, strict=True)]
    return Outcome(
        database=connection.vendor,
        people=people,
        median=statistics.median(alone),
        p95=p95(alone),
        a_second=len(times) / seconds,
        together_median=statistics.median(times),
        together_p95=p95(times),
        server_a_scan=worked[0],
        database_a_scan=worked[1],
        state_first=first,
        state_again=again,
        state_unchanged=unchanged,
        state_bytes=size,
        recorded=recorded,
        is_right=recorded == len(warm) + len(alone) + len(times),
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.check_in")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--alone", type=int, default=1000, help="scans of one door, one after the other")
    parser.add_argument("--together", type=int, default=4000, help="scans of all doors at once")
    parser.add_argument("--doors", type=int, default=8)
    parser.add_argument("--processes", type=int, default=0, help="of the server (default: as script/server)")
    parser.add_argument("--json", action="store_true", help="write what came of it as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="confman-door-") as folder:
        (Path(folder) / "static").mkdir()
        os.environ |= {"CONFMAN_DATA": folder, "DJANGO_SETTINGS_MODULE": "confman.settings"}
        outcome = run(options)
    if options.json:
        print(json.dumps(asdict(outcome)))
        return 0
    print("| What | Result | Aim |\n|---|---|---|")
    print(f"| one scan, {outcome.database}, median | {outcome.median:.1f} ms | 5 ms |")
    print(f"| one scan, 95 of 100 within | {outcome.p95:.1f} ms | 10 ms |")
    print(f"| scans a second, {options.doors} doors | {outcome.a_second:.0f} | 200 |")
    print(
        f"| a scan meanwhile, median and 95 of 100 | {outcome.together_median:.1f}, {outcome.together_p95:.1f} ms | |"
    )
    print(
        f"| processors' time of one, server and database | {outcome.server_a_scan:.1f}, "
        f"{outcome.database_a_scan:.1f} ms | |"
    )
    print(
        f"| state of a device, {outcome.people} people: made, kept, unchanged | {outcome.state_first:.0f}, "
        f"{outcome.state_again:.0f}, {outcome.state_unchanged:.0f} ms; {outcome.state_bytes / 1e6:.1f} MB | |"
    )
    print(f"\n{outcome.recorded} recorded, {'as many as were scanned' if outcome.is_right else 'WRONG'}.")
    return 0 if outcome.is_right else 1


if __name__ == "__main__":
    sys.exit(main())
