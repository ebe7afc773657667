"""Measure the time and the memory of badges from the database to the file: the whole path of the command `badges`.

    .venv/bin/python -m benchmarks.cards [PEOPLE ...]          1,000, 2,000, 5,000 and 10,000 where none is named

Works in a data folder of its own, which it throws away, on SQLite; or on the database of CONFMAN_DATABASE_URL, which
must be empty. Names are those of the lists in CONFMAN_REAL_DATA, as written there; without it they are made up. Each
size is made by a process of its own, so that its memory is its own.
"""

import csv
import datetime as dt
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = (1000, 2000, 5000, 10_000)
# The names come from the rows of the list of participants, each with a name in Cyrillic beside it.
LATIN, CYRILLIC = "unfccc-precops-attendance.csv", "Uzbekistan_Legislative_Chamber_term-5.csv"


def main() -> None:
    if sys.argv[1:2] == ["--measure"]:
        return _measure(sys.argv[2], sys.argv[3])
    sizes = [int(text) for text in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="confman-benchmark-") as folder:
        os.environ["CONFMAN_DATA"] = folder
        _start()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print("| Badges | Sheet | Builder | Pages | Whole | Badges a second | Memory | File |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        for size in sizes:
            _conference(size)
            for sheet in ("a6", "four-on-a4", "a5-folded") if size == sizes[0] else ("a6",):
                subprocess.run(
                    [sys.executable, "-m", "benchmarks.cards", "--measure", f"forum{size}", sheet], check=True
                )
        subprocess.run(
            [sys.executable, "-m", "benchmarks.cards", "--measure", f"forum{sizes[0]}", "one"], check=True
        )


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    import django

    django.setup()


def _measure(slug: str, sheet: str) -> None:
    _start()
    from django.core.checks import run_checks

    from confman.conferences.models import Conference
    from confman.documents.domain.builder import build_data, build_document
    from confman.documents.registry import document_kinds
    from registrations.core.models.registration import Registration

    conference = Conference.objects.get(slug=slug)
    # Load all addresses, as every command does before it begins, and the worker before it starts its processes.
    run_checks()
    if sheet == "one":
        # A single badge, in a process that has made none yet, and the next one.
        for label in ("the first badge of a process", "the next"):
            begun = time.perf_counter()
            row = Registration.objects.filter(conference=conference).order_by("pk").first()
            assert row is not None
            options = {"registration": str(row.pk)}
            build_document("registrations.badges", conference, language="en", format="pdf", options=options)
            print(f"{label}: {time.perf_counter() - begun:.3f} s")
        return
    kind = document_kinds.get("registrations.badges")
    begun = time.perf_counter()
    made = build_document(kind, conference, language="en", format="pdf", options={"design": sheet})
    whole = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    data: Any = build_data(kind, conference, language="en", options={"design": sheet})
    built = time.perf_counter() - begun
    number = sum(len(part.cards) for part in data.parts)
    print(
        f"| {number:,} | {sheet} | {built:.2f} s | {whole - built:.2f} s | {whole:.2f} s | {number / whole:,.0f} | "
        f"{memory:.0f} MB | {len(made.content) / 1e6:.1f} MB |",
        flush=True,
    )


def people(number: int) -> list[dict[str, str]]:
    """Return names, functions and organizations: of the lists, repeated where they are shorter, or made up."""
    folder = os.environ.get("CONFMAN_REAL_DATA", "")
    if not folder:
        return [
            {
                "en": f"Participant Sample{at}",
                "ru": f"Участник Пример{at}",
                "job": "Expert",
                "entity": f"Institute {at % 90}",
            }
            for at in range(number)
        ]
    with (Path(folder) / "people" / LATIN).open(encoding="utf-8", errors="replace") as source:
        rows = list(csv.DictReader(source))
    with (Path(folder) / "people" / CYRILLIC).open(encoding="utf-8") as source:
        others = [row["name"] for row in csv.DictReader(source)]
    found = []
    for at in range(number):
        row = rows[at % len(rows)]
        job = "" if row["Job_Title"] == "NA" else row["Job_Title"]
        entity = row["Delegation"] if row["Affiliation"] == "NA" else row["Affiliation"]
        found.append({"en": row["Person_Name"], "ru": others[at % len(others)], "job": job, "entity": entity})
    return found


def _conference(number: int) -> Any:
    """Return a conference with so many approved, in four categories, with a published agenda of two days."""
    from agenda.releases.domain.publication import publish_agenda
    from agenda.rooms.models import Room
    from agenda.sessions.models.session import Session
    from confman.accounts.system_users import system_user
    from confman.conferences.models import Conference
    from confman.people.models import Person
    from registrations.core.domain.ticket_codes import new_ticket_token
    from registrations.core.models.category import Category
    from registrations.core.models.registration import Registration

    by = system_user("command")
    conference = Conference.objects.create(
        slug=f"forum{number}", title={"en": "Social partnership of State bodies and civil society"},
        starts_on=dt.date(2027, 5, 12), ends_on=dt.date(2027, 5, 13), timezone="Asia/Tashkent",
        languages=["en", "ru"], city={"en": "Tashkent"},
    )  # fmt: skip
    colours = ("#1f4e79", "#e69f00", "#4f9d69", "#b5495b")
    categories = [
        Category.objects.create(
            conference=conference, name={"en": name}, letter=name[0], colour=colour, zones="A B 3"
        )
        for name, colour in zip(("Participant", "Observer", "Speaker", "Media"), colours, strict=True)
    ]
    persons = Person.objects.bulk_create(
        Person(
            conference=conference, name={"en": row["en"], "ru": row["ru"]}, sort_key=row["en"].encode(),
            job_title={"en": row["job"][:200]}, organization={"en": row["entity"][:200]},
        )
        for row in people(number)
    )  # fmt: skip
    Registration.objects.bulk_create(
        Registration(
            conference=conference, person=person, category=categories[at % 4], status="approved",
            function=("head", "delegate", "")[at % 3], ticket_token=new_ticket_token(),
        )
        for at, person in enumerate(persons)
    )  # fmt: skip
    room = Room.objects.create(conference=conference, name={"en": "Great Hall"})
    for hour in range(16):
        start = dt.datetime(2027, 5, 12 + hour // 8, 9 + hour % 8, tzinfo=conference.zone)
        Session.objects.create(
            conference=conference, kind="plenary", title={"en": f"Plenary {hour + 1}: national experiences"},
            room=room, start=start, end=start + dt.timedelta(hours=1),
        )  # fmt: skip
    publish_agenda(conference, by=by, label="final")
    return conference


if __name__ == "__main__":
    main()
