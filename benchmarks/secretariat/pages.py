"""Measure the ten pages that a secretariat opens most, of 10,000 people and 674 sessions: work and queries of each.

    .venv/bin/python -m benchmarks.secretariat.pages [PEOPLE]

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where two conferences are left behind. People and sessions are made up; the agenda is published, and one session
was changed since. It fails where a page asks more queries of many than of few.

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
from benchmarks.schedules import SESSIONS, invented_schedule

FEW, MANY, TIMES = 100, 10_000, 9
FEW_SESSIONS = 44
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

    from confman.web.database.planner import count_rows

    settings.ALLOWED_HOSTS = ["*"]
    few, many, elsewhere = conference_of(FEW), conference_of(number), conference_of(1)
    add_agenda(few, FEW_SESSIONS)
    add_agenda(many, SESSIONS)
    client = someone_at_the_desk(few, many, role="owner")
    count_rows()  # As the worker does each hour.
    print(
        f"| Page | Work, of {number:,} | Queries | Right after a write | Queries | of {FEW} | Aim |\n"
        "|---|---|---|---|---|---|---|"
    )
    grown = []
    for what, name in PAGES.items():
        _kept, _written, few_kept, few_asked = visits(client, address_of(name, few), elsewhere)
        kept, written, queries_kept, asked = visits(client, address_of(name, many), elsewhere)
        print(
            f"| {what} | {kept * 1000:.0f} ms | {queries_kept} | {written * 1000:.0f} ms | {asked} | {few_asked} "
            f"| {AIM_MS} ms |",
            flush=True,
        )
        if asked > few_asked or queries_kept > few_kept:
            grown.append(what)
    assert not grown, grown


def add_agenda(conference: Any, sessions: int) -> None:
    """Give a conference so many sessions, publish them, and change one."""
    from agenda.imports.exchange.importer import import_schedule
    from agenda.imports.exchange.uploads import read_schedule
    from agenda.releases.domain.publication import publish_agenda
    from agenda.sessions.domain.sessions import change_session
    from agenda.sessions.models.session import Session
    from confman.accounts.system_users import system_user

    by = system_user("command")
    import_schedule(conference, read_schedule(invented_schedule(sessions)), by=by, timezone="Europe/Brussels")
    conference.refresh_from_db()
    publish_agenda(conference, by=by)
    session = Session.objects.of(conference).scheduled().first()
    assert session is not None
    change_session(session, by=by, revision=None, title={"en": "Renamed since"})


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
    if not name.endswith(":search"):
        return address
    # More than are shown are found in both, so their number is asked for in both.
    words = "sample77" if Registration.objects.of(conference).count() > FEW else "sample"
    return f"{address}?q={words}"


def visit(client: Any, address: str, before: Callable[[], None]) -> tuple[float, int]:
    """Return the seconds of work of the quickest of several visits, and how many queries one asks."""
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    asked, worked = [], []
    for _visit in range(TIMES):
        before()
        reset_queries()  # The log of queries has an end.
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
            asked.append(len(captured))
        before()
        begun = time.process_time()
        client.get(address)
        worked.append(time.process_time() - begun)
    # A minute may end between two visits.
    return min(worked), min(asked)


if __name__ == "__main__":
    main()
