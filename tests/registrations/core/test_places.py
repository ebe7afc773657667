"""No place is given twice: several processes, one database, fewer places than people."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from confman.mail.models import Message
from registrations.core.domain.capacity import CapacityExceeded, claim_places
from registrations.core.models.category import Category
from tests.factories import CategoryFactory, DelegationFactory, RegistrationFactory

PEOPLE, PLACES, AT_ONCE = 24, 16, 8


def run_race(address: str, tmp_path: Path) -> list[dict[str, Any]]:
    """The outcome of the race of benchmarks/registrations_race.py: with the guard, and without it."""
    numbers = {"--people": PEOPLE, "--places": PLACES, "--at-once": AT_ONCE, "--processes": 1}
    arguments = [str(part) for pair in numbers.items() for part in pair]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.registrations_race", *arguments, "--both", "--twice", "--json"],
        env={**os.environ, "CONFMAN_DATABASE_URL": address, "TMPDIR": str(tmp_path)},
        cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


# SQLite lets one write at a time by itself: at each change the race is run where it can be lost.
@pytest.mark.parametrize(
    "each",
    [
        pytest.param("change", marks=pytest.mark.postgres),
        pytest.param("night", marks=[pytest.mark.sqlite, pytest.mark.nightly]),
    ],
)
def test_nobody_is_oversold_lost_or_doubled_over_http_and_without_the_guard_the_same_people_are(
    database_address, tmp_path, each
):
    """Each posts the form twice at the same moment, opens the link in the mail and confirms; eight at once."""
    guarded, unguarded = run_race(database_address, tmp_path)

    assert (guarded["approved"], guarded["waiting"]) == (PLACES, PEOPLE - PLACES)
    assert (guarded["lost"], guarded["doubled"]) == (0, 0)
    assert guarded["taken"] == guarded["tickets"] == PLACES
    assert guarded["in_order"], "who came first stands first in line"

    assert unguarded["approved"] > PLACES, "the race is there; the guard is what closes it"
    assert (unguarded["lost"], unguarded["doubled"]) == (0, 0)


@pytest.mark.django_db
def test_the_counters_move_in_one_order_by_one_update_each(conference):
    delegation = DelegationFactory(conference=conference, capacity=5)
    rows = [RegistrationFactory(conference=conference, delegation=delegation) for _n in range(2)]

    with CaptureQueriesContext(connection) as captured:
        claim_places(rows[:1])

    updates = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("UPDATE")]
    assert [sql.split('"')[1] for sql in updates] == [
        "conferences_conference",
        "registrations_category",
        "registrations_delegation",
    ]
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_where_the_last_counter_is_full_none_has_moved_and_the_transaction_goes_on(conference):
    category = CategoryFactory(conference=conference, capacity=7)
    delegation = DelegationFactory(conference=conference, capacity=0)
    row = RegistrationFactory(conference=conference, category=category, delegation=delegation)

    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        with pytest.raises(CapacityExceeded):
            claim_places([row])
        assert not any("SAVEPOINT" in query["sql"] for query in captured.captured_queries)
        Category.objects.filter(pk=category.pk).update(letter="X")

    for counter in (conference, category, delegation):
        counter.refresh_from_db()
    assert (conference.taken, category.taken, delegation.taken, category.letter) == (0, 0, 0, "X")
