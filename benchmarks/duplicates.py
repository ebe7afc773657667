"""Measure how long it takes to find possible duplicates. Run: .venv/bin/python -m benchmarks.duplicates [FILE.csv]

Ten thousand people who are made up, of whom every fiftieth is there twice; with a FILE of people, those too, as
`importpeople` reads them, with the pairs it finds (`--show N`: the first N of each tenth of the scale, to be looked
at). Works in a data folder of its own, which it throws away.
"""

import argparse
import datetime as dt
import random
import time
from pathlib import Path
from typing import Any

from benchmarks.installation import installed

PEOPLE, EVERY, TIMES = 10_000, 50, 3
SYLLABLES = "ra ki mo ta ne shu lo vi da zo gu be ro sa ni ya ku fe ho ba".split()
GIVEN = (
    "Aziz Gulnora Dilnoza Rustam Ivan Pyotr Anna Maria Olga Sergey Muhammad Ali Ahmed Fatima John Peter Mary Jean "
    "Pierre Wei Min Juan Carlos Ana Luis Aisha Omar Hassan Nodira Shahlo Jamshid Bekzod Timur Farrukh Elena Irina"
).split()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    with installed():
        print("| What | Time | Found |\n|---|---|---|")
        measure_made_up()
        if options.file:
            measure_file(options.file, options.show)


def measure_made_up() -> None:
    from django.db import transaction

    from confman.people.domain.people import new_people, prepare_people

    dice = random.Random(2027)
    families = [
        "".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))).capitalize() + "v" for _ in range(4000)
    ]
    rows: list[dict[str, Any]] = []
    for number in range(PEOPLE - PEOPLE // EVERY):
        row = {
            "name": f"{dice.choice(GIVEN)} {dice.choice(families)}",
            "organization": f"Institute {number % 300}",
            "country": dice.choice(("UZ", "UZ", "UZ", "KZ", "FR", "SA", "KE")),
            "email": f"p{number}@example.org" if number % 3 else f"office{number % 150}@example.org",
            "phone": f"+9989{number:08d}",
        }
        rows.append(row)
        if number % (EVERY - 1) == 0:
            given, family = row["name"].split()
            rows.append({**row, "name": f"{family.upper()} {given[0]}."})
    conference, by = make_conference("made-up")
    with transaction.atomic():
        prepare_people(conference, new_people(conference, rows[:PEOPLE]), by=by).run()
    measure(conference, f"{PEOPLE:,} people, made up", by)


def measure_file(path: Path, show: int) -> None:
    from registrations.imports.exchange.plan import import_people
    from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet

    conference, by = make_conference("from-file")
    table = read_list_sheet(path.read_bytes())
    import_people(conference, table, guess_columns(table, conference.languages), by=by)
    measure(conference, f"{conference.people.count():,} people of {path.name}", by)
    if show:
        show_pairs(conference, show)


def make_conference(slug: str) -> tuple[Any, Any]:
    from confman.accounts.system_users import system_user
    from confman.conferences.domain.creation import create_conference

    day = dt.date(2027, 5, 12)
    by = system_user("command")
    return create_conference(
        by=by, slug=slug, title="Forum", starts_on=day, ends_on=day, languages=["en", "ru"]
    ), by


def measure(conference: Any, what: str, by: Any) -> None:
    from django.test import Client

    from confman.accounts.models import User
    from confman.conferences.models import Membership
    from confman.people.domain.duplicates import _find, refresh_duplicates
    from confman.people.domain.people import change_person
    from confman.people.models import Person, PossibleDuplicate

    def timed(label: str, action: Any) -> None:
        taken = []
        for _run in range(TIMES):
            start = time.perf_counter()
            action()
            taken.append(time.perf_counter() - start)
        pairs = PossibleDuplicate.objects.of(conference)
        found = f"{pairs.likely().count()} likely, {pairs.doubtful().count()} perhaps"
        print(f"| {what}: {label} | {min(taken):.2f} s | {found} |", flush=True)

    refresh_duplicates(conference)
    timed("read and compared", lambda: _find(conference, None))
    timed("read, compared and stored", lambda: refresh_duplicates(conference, everyone=True))

    def change_one() -> None:
        person = Person.objects.of(conference).known().order_by("pk")[7]
        change_person(person, by=by, phone=f"+99890{random.randrange(10**7):07d}")
        refresh_duplicates(conference)

    timed("one was changed", change_one)
    user = User.objects.create_user(f"{conference.slug}@example.org", "a-password-to-measure-with")
    Membership.objects.create(conference=conference, user=user, role="registration")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/{conference.slug}/secretariat/people/duplicates/"
    assert client.get(address, SERVER_NAME="localhost").status_code == 200
    timed("the page", lambda: client.get(address, SERVER_NAME="localhost"))


def show_pairs(conference: Any, number: int) -> None:
    from confman.people.models import PossibleDuplicate

    pairs = list(PossibleDuplicate.objects.of(conference).with_people())
    for lowest in range(90, 30, -10):
        some = [pair for pair in pairs if lowest <= pair.score < lowest + 10 + (lowest == 90)]
        print(f"\n{lowest} to {lowest + 9}: {len(some)} pairs")
        for pair in random.Random(1).sample(some, min(number, len(some))):
            print(f"  {pair.score} {', '.join(pair.reasons)}")
            for person in (pair.first, pair.second):
                print(
                    f"      {person.name} | {person.organization} | {person.country.code} | {person.job_title}"
                )


if __name__ == "__main__":
    main()
