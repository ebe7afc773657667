"""Measure the ten pages that a secretariat opens most, of 10,000 people: the processor's work and the queries of each.

    .venv/bin/python -m benchmarks.secretariat.pages [PEOPLE]

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where two conferences are left behind. The people are made up. It fails where a page asks more queries of many
people than of few.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.registrations_list import conference_of, someone_at_the_desk

FEW, MANY, TIMES = 100, 10_000, 9
AIM_MS = 25
PAGES = {
    "Today": "conferences_secretariat:dashboard",
    "registrations": "registrations_secretariat:registration-list",
    "a registration": "registrations_secretariat:registration",
    "people": "people_secretariat:person-list",
    "delegations": "registrations_secretariat:delegation-list",
    "sessions": "agenda_secretariat:session-list",
    "outbox": "mail_secretariat:outbox",
    "documents": "documents_secretariat:document-list",
    "badges": "registrations_secretariat:badge-list",
    "search": "conferences_secretariat:search",
}


def main() -> None:
    many = int(sys.argv[1]) if len(sys.argv) > 1 else MANY
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        Path(folder, "static").mkdir()
        os.environ.update(CONFMAN_DATA=folder, DJANGO_SETTINGS_MODULE="confman.settings")
        import django

        django.setup()
        measure(many)


def measure(number: int) -> None:
    """Print the least work of several visits of each page. Raises AssertionError where queries grow."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    few, many = conference_of(FEW), conference_of(number)
    client = someone_at_the_desk(few, many, role="owner")
    print(f"| Page | Work, of {number:,} | Aim | Queries | of {FEW} |\n|---|---|---|---|---|")
    grown = []
    for what, name in PAGES.items():
        _work, queries_of_few = visit(client, address_of(name, few))
        work, queries = visit(client, address_of(name, many))
        print(f"| {what} | {work * 1000:.0f} ms | {AIM_MS} ms | {queries} | {queries_of_few} |", flush=True)
        if queries > queries_of_few:
            grown.append(what)
    assert not grown, grown


def address_of(name: str, conference: Any) -> str:
    """Return the address of a page; where it is of one, of the first."""
    from django.urls import reverse

    from registrations.core.models.registration import Registration

    if name.endswith(":registration"):
        first = Registration.objects.of(conference).order_by("person__sort_key", "pk").first()
        return reverse(name, args=[conference.slug, first.pk])
    address = reverse(name, args=[conference.slug])
    return f"{address}?q=sample77" if name.endswith(":search") else address


def visit(client: Any, address: str) -> tuple[float, int]:
    """Return the seconds of work of the quickest of several visits, and how many queries one asks."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    assert client.get(address).status_code == 200, address
    reset_queries()  # The log of queries has an end.
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        queries = len(captured)
    worked = []
    for _visit in range(TIMES):
        begun = time.process_time()
        client.get(address)
        worked.append(time.process_time() - begun)
    return min(worked), queries


if __name__ == "__main__":
    main()
