"""Measure the ten pages that a secretariat opens most, of 10,000 people: the processor's work and the queries of each.

    .venv/bin/python -m benchmarks.secretariat.pages [PEOPLE]

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where two conferences are left behind. The people are made up. It fails where a page asks more queries of many
people than of few.

What a page works out is cached until anything is written (confman/conferences/web/page_cache.py). So each is measured
twice: opened again while nobody writes, and right after someone wrote something, even in another conference.
"""

import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from benchmarks.installation import installed
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
    with installed():
        measure(many)


def measure(number: int) -> None:
    """Print the least work of several visits of each page. Raises AssertionError where queries grow."""
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    few, many = conference_of(FEW), conference_of(number)
    client = someone_at_the_desk(few, many, role="owner")
    print(
        f"| Page | Work, of {number:,} | Queries | Right after a write | Queries | of {FEW} | Aim |\n"
        "|---|---|---|---|---|---|---|"
    )
    grown = []
    for what, name in PAGES.items():
        _kept, _written, few_kept, few_asked = visits(client, address_of(name, few), few)
        kept, written, queries_kept, asked = visits(client, address_of(name, many), few)
        print(
            f"| {what} | {kept * 1000:.0f} ms | {queries_kept} | {written * 1000:.0f} ms | {asked} | {few_asked} "
            f"| {AIM_MS} ms |",
            flush=True,
        )
        if asked > few_asked or queries_kept > few_kept:
            grown.append(what)
    assert not grown, grown


def visits(client: Any, address: str, elsewhere: Any) -> tuple[float, float, int, int]:
    """Return the seconds of work of a page opened again, and after a write; and how many queries each asks."""
    from confman.conferences.models import Conference

    def write() -> None:
        # SQLite knows when nothing was changed.
        Conference.objects.filter(pk=elsewhere.pk).update(city=uuid4().hex)

    assert client.get(address).status_code == 200, address
    kept, queries_kept = visit(client, address, lambda: None)
    written, queries = visit(client, address, write)
    return kept, written, queries_kept, queries


def address_of(name: str, conference: Any) -> str:
    """Return the address of a page; where it is of one, of the first."""
    from django.urls import reverse

    from registrations.core.models.registration import Registration

    if name.endswith(":registration"):
        first = Registration.objects.of(conference).order_by("person__sort_key", "pk").first()
        return reverse(name, args=[conference.slug, first.pk])
    address = reverse(name, args=[conference.slug])
    return f"{address}?q=sample77" if name.endswith(":search") else address


def visit(client: Any, address: str, before: Callable[[], None]) -> tuple[float, int]:
    """Return the seconds of work of the quickest of several visits, and how many queries one asks."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    before()
    reset_queries()  # The log of queries has an end.
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
        queries = len(captured)
    worked = []
    for _visit in range(TIMES):
        before()
        begun = time.process_time()
        client.get(address)
        worked.append(time.process_time() - begun)
    return min(worked), queries


if __name__ == "__main__":
    main()
