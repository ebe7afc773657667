"""No place is given twice: several processes, one database, fewer places than people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from confman.accounts.system_users import system_user
from confman.mail.models import Message
from registrations.domain.places import take_places
from registrations.models import Approval, Category, Registration
from tests.factories import CategoryFactory, ConferenceFactory, DelegationFactory, RegistrationFactory

CLIENTS, EACH, PLACES = 4, 8, 20

# What one client does: it waits at the starting line, then confirms the registrations it was given.
CLIENT = """
import sys, time
from pathlib import Path
import django
django.setup()
from confman.accounts.system_users import system_user
from registrations.domain import confirm_email, deciding, places
from registrations.models import Registration

guard, folder, ids = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
if guard == "off":
    def count_then_write(rows):
        for row in rows:
            if Registration.objects.approved().filter(category=row.category).count() >= row.category.capacity:
                raise places.NoPlace("category", row.category, row.category.capacity)
            time.sleep(0.005)
    deciding.take_places = count_then_write
by = system_user("participant")
(folder / ids[0]).touch()
while len(list(folder.iterdir())) < 4:
    time.sleep(0.01)
for key in ids:
    confirm_email(Registration.objects.get(pk=key), by=by)
"""


def run_clients(address: str, folder: Path, rows: list[Registration], guard: str) -> None:
    """All clients at once, each with its share of the registrations."""
    folder.mkdir()
    environment = {
        **os.environ,
        "CONFMAN_DATABASE_URL": address,
        "CONFMAN_DATA": str(folder.parent / "data"),
        "DJANGO_SETTINGS_MODULE": "confman.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    shares = [[str(row.pk) for row in rows[number::CLIENTS]] for number in range(CLIENTS)]
    clients = [
        subprocess.Popen(
            [sys.executable, "-c", CLIENT, guard, str(folder), *share],
            env=environment,
            cwd=settings.BASE_DIR,
            stderr=subprocess.PIPE,
            text=True,
        )
        for share in shares
    ]
    for client in clients:
        _output, complaint = client.communicate(timeout=120)
        assert client.returncode == 0, complaint


def count_by_status(address: str, conference: Any) -> tuple[dict[str, int], int]:
    """How many registrations are in each state, and how many places the category says are taken."""
    if address.startswith("sqlite"):
        import sqlite3

        with sqlite3.connect(address.removeprefix("sqlite:///")) as file:
            states = dict(file.execute("SELECT status, count(*) FROM registrations_registration GROUP BY 1"))
            taken = file.execute("SELECT taken FROM registrations_category").fetchone()[0]
        return states, taken
    rows = Registration.objects.of(conference).values_list("status", flat=True)
    states: dict[str, int] = {}
    for status in rows:
        states[status] = states.get(status, 0) + 1
    return states, Category.objects.get(conference=conference).taken


def open_rows() -> tuple[Any, list[Registration]]:
    conference = ConferenceFactory(registration_mode="open")
    category = CategoryFactory(conference=conference, approval=Approval.OPEN, capacity=PLACES)
    rows = [
        RegistrationFactory(conference=conference, category=category, confirmed_at=None)
        for _number in range(CLIENTS * EACH)
    ]
    system_user("participant")
    return conference, rows


def test_exactly_as_many_are_approved_as_there_are_places(shared_database, tmp_path):
    conference, rows = open_rows()
    address = shared_database()

    run_clients(address, tmp_path / "clients", rows, guard="on")

    states, taken = count_by_status(address, conference)
    assert states == {"approved": PLACES, "waiting": CLIENTS * EACH - PLACES}
    assert taken == PLACES


def test_without_the_guard_the_same_clients_oversell(shared_database, tmp_path):
    """What the guard is for. SQLite lets in one writer at a time, so there it cannot be seen."""
    conference, rows = open_rows()
    address = shared_database()

    run_clients(address, tmp_path / "clients", rows, guard="off")

    states, _taken = count_by_status(address, conference)
    if connection.vendor == "postgresql":
        assert states["approved"] > PLACES
    else:
        assert states["approved"] == PLACES


@pytest.mark.django_db
def test_the_counters_move_in_one_order_by_one_update_each(conference):
    delegation = DelegationFactory(conference=conference, capacity=5)
    rows = [RegistrationFactory(conference=conference, delegation=delegation) for _n in range(2)]

    with CaptureQueriesContext(connection) as captured:
        take_places(rows[:1])

    updates = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("UPDATE")]
    assert [sql.split('"')[1] for sql in updates] == [
        "conferences_conference",
        "registrations_category",
        "registrations_delegation",
    ]
    assert not Message.objects.exists()
