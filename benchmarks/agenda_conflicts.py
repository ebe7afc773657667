"""Measure the conflicts of an agenda: loading, finding and telling, for 100, 200, 1,000 and 10,000 sessions.

    .venv/bin/python -m benchmarks.agenda_conflicts

Sessions have rooms with hours, four roles (some open or declined), items, booths with interpreters on turns, groups and
people who sign up; some are where they cannot be. Works in a database of its own, which is thrown away.
"""

import datetime as dt
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

if __name__ == "__main__":
    os.environ["CONFMAN_DATA"] = tempfile.mkdtemp(prefix="confman-benchmark-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    import django

    django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.conflicts.domain.loader import plan_of
from agenda.conflicts.domain.report import conflicts_of, find_conflicts
from agenda.conflicts.domain.severities import agenda_settings
from agenda.core.models import AgendaSettings
from agenda.rooms.models import Availability, GroupRole, Room, WorkingGroup
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.web.database import unchanged
from registrations.core.models.category import Category
from registrations.core.models.registration import Registration

LANGUAGES = ["en", "ru", "uz"]
SLOTS = 8
DAYS = 3


def make_conference(count: int) -> Conference:
    """Make a conference of `count` sessions on three days, in as many rooms as they need: eight a day in each."""
    chance = random.Random(3)
    first = dt.date(2027, 3, 30)
    conference = Conference.objects.create(
        slug=f"size-{count}",
        title={"en": "Benchmark"},
        starts_on=first,
        ends_on=first + dt.timedelta(days=DAYS - 1),
        timezone="Europe/Zurich",
        languages=LANGUAGES,
    )
    AgendaSettings.objects.create(conference=conference)
    rooms = [
        Room(conference=conference, name={"en": f"Room {number}"}, capacity=60, booths=2, position=number)
        for number in range(-(-count // (SLOTS * DAYS)))
    ]
    people = [
        Person(conference=conference, name={"en": f"Given{number} Family{number}"})
        for number in range(count * 3)
    ]
    groups = [
        WorkingGroup(conference=conference, code=f"WG{number}", name={"en": f"Group {number}"}, taken=30)
        for number in range(len(rooms))
    ]
    sessions = _sessions(conference, count, rooms, groups, chance)
    for rows in (rooms, people, groups, sessions):
        for row in rows:
            if hasattr(row, "prepare_search"):
                row.prepare_search()
        type(rows[0]).objects.bulk_create(rows, batch_size=500)
    _hang_on(sessions, people, groups, rooms, chance)
    category = Category.objects.create(conference=conference, name={"en": "Participant"}, letter="P")
    Registration.objects.bulk_create(
        (
            Registration(
                conference=conference,
                person=person,
                category=category,
                status="submitted" if number % 25 == 0 else "approved",
            )
            for number, person in enumerate(people)
        ),
        batch_size=500,
    )
    return conference


def _sessions(
    conference: Conference, count: int, rooms: list[Room], groups: list[WorkingGroup], chance: random.Random
) -> list[Session]:
    sessions = []
    for number in range(count):
        room, place = divmod(number, SLOTS * DAYS)
        day, slot = divmod(place, SLOTS)
        start = dt.datetime.combine(
            conference.starts_on + dt.timedelta(days=day), dt.time(9), tzinfo=conference.zone
        ) + dt.timedelta(minutes=55 * slot + (10 if chance.random() < 0.05 else 0))
        pause = slot in (2, 5)
        grouped = slot in (3, 4)
        sessions.append(
            Session(
                conference=conference,
                title={"en": f"Session {number} on a subject", "ru": f"Заседание {number} о предмете"},
                kind="break" if pause else "working-group" if grouped else "parallel",
                working_group=groups[room] if grouped else None,
                start=start,
                end=start + dt.timedelta(minutes=45),
                room=rooms[room],
                floor_languages=[] if pause else LANGUAGES,
                listening_languages=[] if pause else LANGUAGES,
                sign_up=slot == 6,
                taken=61 if slot == 6 and chance.random() < 0.05 else 20,
            )
        )
    return sessions


def _hang_on(
    sessions: list[Session],
    people: list[Person],
    groups: list[WorkingGroup],
    rooms: list[Room],
    chance: random.Random,
) -> None:
    # The first people sit in booths and have no other role; two neighbours in a room share their speakers.
    interpreters, speakers = people[: len(sessions)], people[len(sessions) :]
    roles, items, shifts = [], [], []
    for number, session in enumerate(sessions):
        if session.kind == "break":
            continue
        kinds = ["chair" if chance.random() > 0.03 else "speaker", "speaker", "speaker", "rapporteur"]
        for place, kind in enumerate(kinds):
            status = chance.choices(("confirmed", "invited", "declined"), (95, 4, 1))[0]
            person = speakers[(number // 2 * 4 + place) % len(speakers)]
            if chance.random() > 0.97:
                person = chance.choice(speakers)
            roles.append(
                SessionRole(session=session, person=person, role=kind, status=status, position=place)
            )
        items += [
            Item(
                session=session,
                title={"en": f"Item {place}"},
                minutes=15 if chance.random() < 0.98 else 25,
                position=place,
            )
            for place in range(3)
        ]
        for place, target in enumerate(("ru", "uz")[: 2 if chance.random() < 0.97 else 1]):
            shifts += [
                BoothShift(
                    session=session,
                    booth=str(place + 1),
                    source_language="en",
                    target_language=target,
                    interpreter=interpreters[(number // 4 * 2 + place) % len(interpreters)],
                    position=place,
                )
            ]
    for rows in (roles, items, shifts):
        type(rows[0]).objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    GroupRole.objects.bulk_create(
        GroupRole(group=group, person=people[-1 - place], role="chair") for place, group in enumerate(groups)
    )
    days = sorted({session.start.date() for session in sessions if session.start})
    Availability.objects.bulk_create(
        Availability(
            room=room,
            start=dt.datetime.combine(day, dt.time(6), tzinfo=dt.UTC),
            end=dt.datetime.combine(day, dt.time(17), tzinfo=dt.UTC),
        )
        for room in rooms
        for day in days
    )
    Availability.objects.bulk_create(
        Availability(
            person=person,
            start=dt.datetime.combine(days[0], dt.time(5), tzinfo=dt.UTC),
            end=dt.datetime.combine(days[-1], dt.time(20), tzinfo=dt.UTC),
        )
        for person in people[:: max(len(people) // 40, 1)]
    )


def best_of(times: int, action: Callable[[], Any]) -> tuple[float, Any]:
    """Return the milliseconds of the fastest run that had nothing kept, and its result."""
    fastest, result = float("inf"), None
    for _run in range(times):
        unchanged.clear()
        begun = time.perf_counter()
        result = action()
        fastest = min(fastest, time.perf_counter() - begun)
    return fastest * 1000, result


def main() -> None:
    call_command("migrate", verbosity=0)
    print("| Sessions |     Load |     Find | Everything, told | Conflicts | Queries |")
    print("|----------|----------|----------|------------------|-----------|---------|")
    for count in (100, 200, 1_000, 10_000):
        conference = make_conference(count)
        times = 30 if count <= 1_000 else 3
        settings = agenda_settings(conference)
        loaded, plan = best_of(times, lambda: plan_of(conference, settings))  # noqa: B023
        searched, _found = best_of(times, lambda: find_conflicts(replace(plan)))  # noqa: B023
        worded, lines = best_of(times, lambda: list(conflicts_of(conference)))  # noqa: B023
        with CaptureQueriesContext(connection) as captured:
            unchanged.clear()
            list(conflicts_of(conference))
        print(
            f"| {count:>8,} | {loaded:>5.1f} ms | {searched:>5.1f} ms | {worded:>13.1f} ms | {len(lines):>9,} "
            f"| {len(captured.captured_queries):>7} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
