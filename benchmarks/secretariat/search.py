"""Measure the secretariat's search with 10,000 people and 700 sessions: as one types, as a page, with typing errors.

    .venv/bin/python -m benchmarks.secretariat.search

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where a conference is left behind. The people are made up. Aims: 200 ms and 15 queries each.
"""

import datetime as dt
import time
from typing import Any

from benchmarks.installation import installed
from benchmarks.registrations_list import conference_of

PEOPLE, SESSIONS, TIMES = 10_000, 700, 5
# The words of names and titles, which no list of a thousand lines repeats as often as a real one would.
GIVEN = (
    "Aziza Botir Gulnora Dilshod Elena Farrukh Ivan Jamshid Karim Lola Malika Nodir Olim Rustam Sevara Temur"
).split()
FAMILY = (
    "Rakhimov Karimov Petrov Yusupov Ismoilov Saidov Abdullaev Nazarov Tursunov Khamidov Ergashev Sobirov"
).split()
TOPICS = "water energy health justice labour trade climate transport culture tourism science youth".split()
TYPED = {
    "two letters": "ka",
    "a name": "gulnora",
    "a name in another script": "гульнора рахимова",
    "name and number": "karim petrov 77",
    "an address": "person77@example.org",
    "words of a session": "water session 12",
    "a delegation": "delegation 77",
    "nothing, no word alike": "qqqqwwww",
    "a typing error in a name": "gulnroa rakhimvo",
    "a typing error in a session": "watre sesion",
    "a typing error, another script": "гульнроа",
    "a page": "badges",
}


def main() -> None:
    with installed():
        measure()


def measure() -> None:
    from django.core.cache import cache
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from confman.conferences.web import page_cache

    conference = conference_of(PEOPLE)
    name_people(conference)
    add_sessions(conference)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = owner_of(conference)
    address = reverse("conferences_secretariat:search", args=[conference.slug])
    print(f"| Search among {PEOPLE:,} people | as one types | of work | queries | as a page | queries |")
    print("|---|---|---|---|---|---|")
    get(client, address, "first", {})  # what a process asks the database once is not measured
    for what, typed in TYPED.items():
        is_misspelt = what.startswith("a typing error")
        for is_kept in (False, True) if is_misspelt else (True,):
            cells = [what if is_kept else f"{what}, words not kept yet"]
            for headers in ({"X-Part": "search"}, {}):

                def ask() -> None:
                    # Nobody has asked this before; the answer is kept until something is written, or for a minute.
                    page_cache._entries.clear()
                    if not is_kept:  # noqa: B023
                        cache.clear()
                    get(client, address, typed, headers)  # noqa: B023

                ask()
                with CaptureQueriesContext(connection) as captured:
                    ask()
                    queries = len(captured)
                clock, work = timed(ask)
                cells.append(f"{clock * 1000:.0f} ms")
                if headers:
                    cells.append(f"{work * 1000:.0f} ms")
                cells.append(str(queries))
            print(f"| {' | '.join(cells)} |", flush=True)


def name_people(conference: Any) -> None:
    """Give everybody a name of words that others have too, and an address."""
    from confman.people.models import Person

    people = list(Person.objects.of(conference))
    for number, person in enumerate(people):
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // 16 % len(FAMILY)]} {number}"
        person.name, person.email = {"en": name}, f"person{number}@example.org"
        person.prepare_search()
    Person.objects.bulk_update(people, ["name", "email", "search_text", "sort_key"], batch_size=500)


def add_sessions(conference: Any) -> None:
    from agenda.sessions.models.session import Session

    start = dt.datetime.combine(conference.starts_on, dt.time(9), conference.zone)
    sessions = []
    for number in range(SESSIONS):
        title = f"Session {number} on {TOPICS[number % len(TOPICS)]} and {TOPICS[number // 12 % len(TOPICS)]}"
        begins = start + dt.timedelta(minutes=number % 480)
        end = begins + dt.timedelta(minutes=30)
        session = Session(conference=conference, title={"en": title}, start=begins, end=end)
        session.prepare_search()
        sessions.append(session)
    Session.objects.bulk_create(sessions, batch_size=500)


def owner_of(conference: Any) -> Any:
    """Return a browser in which someone is signed in who may open everything."""
    from django.test import Client

    from confman.accounts.models import User
    from confman.conferences.models import Membership

    user = User.objects.create_user(f"{conference.slug}@example.org", "a-password-to-measure-with")
    Membership.objects.create(conference=conference, user=user, role="owner")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def get(client: Any, address: str, typed: str, headers: dict[str, str]) -> None:
    answer = client.get(address, {"q": typed}, headers=headers, SERVER_NAME="localhost")
    assert answer.status_code == 200, answer


def timed(action: Any) -> tuple[float, float]:
    """Return the seconds of the fastest of several runs, by the clock and of this process's work."""
    taken, worked = [], []
    for _run in range(TIMES):
        start, begun = time.perf_counter(), time.process_time()
        action()
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return min(taken), min(worked)


if __name__ == "__main__":
    main()
