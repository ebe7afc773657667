"""Measure the agenda editor at 200 sessions on three days: a move with its conflicts, undo, the whole state, the poll.

    .venv/bin/python -m benchmarks.agenda_editor [--times 60]

Requests go through the whole of Django (middleware, sign-in, rules), by its test client. Works in a database of its
own, which is thrown away; CONFMAN_DATABASE_URL names another, empty one, as of PostgreSQL.
"""

import argparse
import datetime as dt
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from typing import Any

os.environ["CONFMAN_DATA"] = tempfile.mkdtemp(prefix="confman-benchmark-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from agenda.rooms.models import Room  # noqa: E402
from agenda.sessions.domain.sessions import ItemRow, RoleRow, create_session  # noqa: E402
from agenda.sessions.models.session import BoothShift, Session  # noqa: E402
from confman.accounts.models import User  # noqa: E402
from confman.accounts.system_users import system_user  # noqa: E402
from confman.conferences.domain.creation import create_conference  # noqa: E402
from confman.conferences.models import Conference, Membership  # noqa: E402
from confman.people.models import Person  # noqa: E402

SLUG, DAYS, ROOMS, SESSIONS, PEOPLE = "benchmark", 3, 6, 200, 180
FIRST = dt.date(2027, 3, 30)


def make_conference() -> Conference:
    """Make a conference of three days, six rooms and 200 sessions of 45 minutes, with items, roles and interpreters."""
    by = system_user("command")
    conference = create_conference(
        by=by,
        slug=SLUG,
        title="Benchmark",
        starts_on=FIRST,
        ends_on=FIRST + dt.timedelta(days=DAYS - 1),
        languages=["en", "ru"],
        timezone="Asia/Tashkent",
        with_frame=False,
    )
    rooms = [
        Room.objects.create(conference=conference, name={"en": f"Room {number}"}, position=number)
        for number in range(ROOMS)
    ]
    people = []
    for number in range(PEOPLE):
        person = Person(conference=conference, name={"en": f"Given{number} Family{number}"})
        person.save()
        people.append(person)
    for number in range(SESSIONS):
        day, place = divmod(number, -(-SESSIONS // DAYS))
        slot, room = divmod(place, ROOMS)
        start = dt.datetime.combine(
            FIRST + dt.timedelta(days=day), dt.time(8), tzinfo=conference.zone
        ) + dt.timedelta(minutes=50 * slot)
        session = create_session(
            conference,
            by=by,
            title={"en": f"Session {number}", "ru": f"Заседание {number}"},
            kind="working-group" if number % 3 else "panel",
            start=start,
            end=start + dt.timedelta(minutes=45),
            room=rooms[room],
            floor_languages=["en"],
            listening_languages=["ru"] if number % 2 else [],
            items=[ItemRow(f"Item {number}.1", minutes=20), ItemRow(f"Item {number}.2", minutes=20)],
            roles=[
                RoleRow(
                    people[(number * 3 + offset) % PEOPLE], role, "confirmed" if number % 5 else "proposed"
                )
                for offset, role in enumerate(("chair", "speaker", "rapporteur"))
            ],
        )
        if number % 2:
            BoothShift.objects.create(
                session=session,
                source_language="en",
                target_language="ru",
                interpreter=people[(number * 7) % PEOPLE],
            )
    return conference


def measure(what: str, action: Callable[[], Any], *, times: int) -> None:
    """Print median and 95th percentile of an action, and its queries."""
    action()
    taken = []
    for _run in range(times):
        begun = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begun) * 1000)
    with CaptureQueriesContext(connection) as captured:
        action()
    median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"| {what:<44} | {median:>6.1f} ms | {p95:>6.1f} ms | {len(captured):>7} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    times = parser.parse_args().times
    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    conference = make_conference()
    owner = User.objects.create_user("owner@example.org", "a-password-for-benchmarks")
    Membership.objects.create(conference=conference, user=owner, role="owner")
    client = Client()
    client.force_login(owner, backend="django.contrib.auth.backends.ModelBackend")
    base = f"/{SLUG}/secretariat/agenda/editor/"
    session = Session.objects.of(conference).order_by("start", "pk")[70]
    hours = ["09:10", "11:35", "14:20"]
    turn = iter(range(10**6))

    def post(address: str, data: Any = None) -> dict[str, Any]:
        body = json.dumps(data or {})
        answer = client.post(
            base + address, body, content_type="application/json", headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200, answer.content
        return dict(answer.json())

    def move() -> None:
        revision = Session.objects.values_list("revision", flat=True).get(pk=session.pk)
        start = f"{FIRST + dt.timedelta(days=1)}T{hours[next(turn) % 3]}"
        answer = post(f"sessions/{session.pk}/move/", {"revision": revision, "start": start})
        assert answer["session"]["start"] == start and "conflicts" in answer

    version = ""

    def state() -> None:
        nonlocal version
        answer = client.get(base + "state/")
        assert len(answer.json()["sessions"]) == SESSIONS
        version = answer["ETag"]

    def poll() -> None:
        answer = client.get(base + "state/", headers={"If-None-Match": version})
        assert answer.status_code in (200, 304)

    def there_and_back() -> None:
        post("undo/")
        post("redo/")

    print(f"{connection.vendor}, {SESSIONS} sessions")
    print(f"| {'What':<44} | {'Median':>9} | {'95 %':>9} | Queries |")
    print(f"|{'-' * 46}|{'-' * 11}|{'-' * 11}|{'-' * 9}|")
    measure("a move, saved, with its conflicts", move, times=times)
    measure("undo and redo, one after the other", there_and_back, times=times // 3)
    measure("the whole state", state, times=times)
    measure("asking whether anything changed: nothing", poll, times=times)
    measure("the page", lambda: client.get(base), times=times // 3)


if __name__ == "__main__":
    main()
