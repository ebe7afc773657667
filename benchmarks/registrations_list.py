"""How long the review list of 10,000 registrations takes. Run: .venv/bin/python -m benchmarks.registrations_list

Works in a data folder of its own, which it throws away. The people are made up.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEOPLE, TIMES = 10_000, 5
QUERIES = {
    "the newest first": "",
    "page 150": "?page=150",
    "by name": "?sort=name",
    "to be decided, of one country": "?status=to-review&country=UZ",
    "searched in another script": "?q=институт+77",
}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ.update(CONFMAN_DATA=folder, DJANGO_SETTINGS_MODULE="confman.settings")
        sys.path.insert(0, str(ROOT))
        import django

        django.setup()
        measure()


def measure() -> None:
    """A table of the fastest of several runs, as a page is asked for by a browser."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from confman.accounts.models import User
    from confman.accounts.system_users import system_user
    from confman.conferences.domain import found_conference
    from confman.conferences.models import Membership
    from registrations.exchange.columns import guess_columns
    from registrations.exchange.importing import import_people
    from registrations.exchange.tables import read_table

    call_command("migrate", verbosity=0)
    day = dt.date(2027, 5, 12)
    by = system_user("command")
    conference = found_conference(
        by=by, slug="forum", title="Forum", starts_on=day, ends_on=day, languages=["en", "ru"]
    )
    rows = (
        f"Participant Sample{number},Institute {number % 90},Uzbekistan,Delegation {number % 200}"
        for number in range(PEOPLE)
    )
    table = read_table(("Name,Organization,Country,Delegation\n" + "\n".join(rows)).encode())
    import_people(conference, table, guess_columns(table, conference.languages), by=by)
    user = User.objects.create_user("desk@example.org", "a-password-to-measure-with")
    Membership.objects.create(conference=conference, user=user, role="registration")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    print(f"| Review list of {PEOPLE:,} | Time | Queries |\n|---|---|---|")
    for what, query in QUERIES.items():
        taken = []
        for _run in range(TIMES):
            with CaptureQueriesContext(connection) as captured:
                start = time.perf_counter()
                client.get(f"/forum/secretariat/registrations/{query}")
                taken.append(time.perf_counter() - start)
        print(f"| {what} | {min(taken) * 1000:.0f} ms | {len(captured)} |", flush=True)


if __name__ == "__main__":
    main()
