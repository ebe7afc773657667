"""Measure the API with 10,000 people: a list of 200 of them, the page after it, and one of them.

    .venv/bin/python -m benchmarks.api

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, which must be empty. Requests go through all of confman but the network. Aims: 60 ms for a list, 10 ms for one.
"""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.installation import installed

PEOPLE, A_PAGE, ROUNDS = 10_000, 200, 20


def main() -> None:
    with installed():
        print("| Request | Time | Work | Queries |\n|---|---|---|---|")
        measure_people()


def measure_people() -> None:
    from django.test import Client
    from django.utils import timezone

    from confman.accounts.models import User
    from confman.api.domain.tokens import create_token
    from confman.conferences.domain.creation import create_conference
    from confman.conferences.models import Membership
    from confman.people.domain.people import new_people
    from confman.people.models import Person

    user = User.objects.create_user("api-benchmark@example.org", name="Benchmark")
    today = timezone.now().date()
    conference = create_conference(by=user, title="Benchmark", starts_on=today, ends_on=today)
    Membership.objects.get_or_create(conference=conference, user=user, role="owner")
    rows = ({"name": f"Person Number {number}", "organization": "Ministry"} for number in range(PEOPLE))
    Person.objects.bulk_create(new_people(conference, rows), batch_size=500)
    expires_on = today + dt.timedelta(days=1)
    _token, secret = create_token(
        by=user, name="x", scopes=["people.export_people", "people.view_person"], expires_on=expires_on
    )
    client = Client(headers={"Authorization": f"Bearer {secret}"}, SERVER_NAME="localhost")
    root = f"/api/v1/conferences/{conference.slug}/people"
    page = client.get(f"{root}?limit={A_PAGE}").json()
    assert len(page["items"]) == A_PAGE, page
    measure("a list of 200 of 10,000 people", lambda: client.get(f"{root}?limit={A_PAGE}"))
    cursor = page["next"]
    measure("the page after it", lambda: client.get(f"{root}?limit={A_PAGE}&cursor={cursor}"))
    measure("one person", lambda: client.get(f"{root}/{page['items'][0]['id']}"))


def measure(what: str, ask: Callable[[], Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert ask().status_code == 200
        count = len(queries)
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter(), time.process_time()
        ask()
        times.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
    passed, worked = (statistics.median(each) * 1000 for each in zip(*times, strict=True))
    print(f"| {what} | {passed:.1f} ms | {worked:.1f} ms | {count} |", flush=True)


if __name__ == "__main__":
    main()
