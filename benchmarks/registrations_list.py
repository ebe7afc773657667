"""Measure the time of the review list: for 10,000 registrations, with as many queries as for 100.

    .venv/bin/python -m benchmarks.registrations_list

On SQLite in a data folder of its own, which is thrown away; where CONFMAN_DATABASE_URL names another database, in that
one, where two conferences are left behind. The people are made up. A new filter is one more line of QUERIES.
"""

import datetime as dt
import time
from typing import Any
from uuid import uuid4

from benchmarks.installation import installed

FEW, MANY, TIMES = 100, 10_000, 5
QUERIES = {
    "the newest first": "",
    "page 150": "?page=150",
    "by name": "?sort=name",
    "to be decided, of one country": "?status=to-review&country=UZ",
    "searched in another script": "?q=институт+77",
    "of one sector, in person, imported": "?sector=government&mode=in-person&source=import",
    "submitted since, by country": "?since=2020-01-01&sort=country",
    "found by nothing": "?q=nobody&status=approved",
    "three answers as columns": "?column=tour&column=home&column=nights",
    "by a choice, a country and a number": "?answer_tours=museum&answer_home=UZ&from_nights=2.5&column=tours",
    "by words in an answer": "?answer_wish=КОФЕ",
    "asked and not answered": "?unanswered=nights",
}


def main() -> None:
    with installed():
        measure()


def measure() -> None:
    """Print the fastest of several runs of each page request.

    Beside the clock it shows this process's own working time, which says more on a busy machine.
    """
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    few, many = conference_of(FEW), conference_of(MANY)
    client = someone_at_the_desk(few, many)
    print(
        f"| Review list | of {MANY:,} | Worked | Queries of {MANY:,} | Queries of {FEW} |\n|---|---|---|---|---|"
    )
    for what, query in QUERIES.items():
        _seconds, _worked, queries_of_few = ask(client, few, query)
        seconds, worked, queries = ask(client, many, query)
        took = f"{seconds * 1000:.0f} ms | {worked * 1000:.0f} ms"
        print(f"| {what} | {took} | {queries} | {queries_of_few} |", flush=True)


def conference_of(people: int) -> Any:
    """Return a conference with so many registrations in 200 delegations."""
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference
    from registrations.imports.exchange.plan import import_people
    from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

    day = dt.date(2027, 5, 12)
    by = system_user("command")
    conference = create_conference(
        by=by,
        slug=f"desk-{uuid4().hex[:8]}",
        title="Forum",
        starts_on=day,
        ends_on=day,
        languages=["en", "ru"],
    )
    rows = (
        f"Participant Sample{number},Institute {number % 90},Uzbekistan,government,Delegation {number % 200}"
        for number in range(people)
    )
    table = read_list_sheet(("Name,Organization,Country,Sector,Delegation\n" + "\n".join(rows)).encode())
    import_people(conference, table, guess_columns(table, conference.languages), by=by)
    answer_form(conference, by=by)
    return conference


def answer_form(conference: Any, *, by: Any) -> None:
    """A form of a question of each kind, and what everybody answered."""
    from registrations.core.models.registration import Registration
    from registrations.questionnaire.domain.builder import add_field
    from registrations.questionnaire.domain.questions import Condition, Option

    offered = [Option(key, {"en": key}) for key in ("old_town", "museum", "none")]
    for key, type in (("tour", "choice"), ("tours", "choices"), ("diet", "diet")):
        add_field(conference, by=by, type=type, key=key, label={"en": key}, options=offered)
    for key, type in (("home", "country"), ("speaks", "language"), ("born", "date"), ("wish", "long-text")):
        add_field(conference, by=by, type=type, key=key, label={"en": key})
    add_field(conference, by=by, type="yes-no", key="hotel", label={"en": "hotel"})
    condition = Condition("hotel", frozenset({"yes"}))
    add_field(conference, by=by, type="number", key="nights", label={"en": "nights"}, condition=condition)
    rows = list(Registration.objects.of(conference).only("pk"))
    for number, row in enumerate(rows):
        row.answers = {
            "tour": ("old_town", "museum", "none")[number % 3],
            "tours": ["old_town", "museum"][: number % 3],
            "diet": {"options": ["none"], "text": "no nuts"},
            "home": ("UZ", "KZ", "DE")[number % 3],
            "speaks": ("ru", "en")[number % 2],
            "born": f"19{50 + number % 50}-03-01",
            "wish": f"Больше кофе, {number}" * (number % 4),
            "hotel": number % 2 == 0,
            **({"nights": f"{number % 7}.5"} if number % 3 else {}),
        }
    Registration.objects.bulk_update(rows, ["answers"], batch_size=500)


def someone_at_the_desk(*conferences: Any, role: str = "registration") -> Any:
    """Return a browser in which someone with the role is signed in."""
    from django.test import Client

    from confman.accounts.models import User
    from confman.conferences.models import Membership

    user = User.objects.create_user(f"desk-{uuid4().hex[:8]}@example.org", "a-password-to-measure-with")
    for conference in conferences:
        Membership.objects.create(conference=conference, user=user, role=role)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Any, conference: Any, query: str) -> tuple[float, float, int]:
    """Return the seconds of the fastest of several runs, by the clock and of work, and how many queries one asks."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = f"/{conference.slug}/secretariat/registrations/{query}"
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
        queries = len(captured)
    taken, worked = [], []
    for _run in range(TIMES):
        start, begun = time.perf_counter(), time.process_time()
        client.get(address)
        taken.append(time.perf_counter() - start)
        worked.append(time.process_time() - begun)
    return min(taken), min(worked), queries


if __name__ == "__main__":
    main()
