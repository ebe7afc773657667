"""Two browsers at once: the last place of a quota is named once, and a quota never falls below what is taken."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

from confman.accounts.system_users import system_user
from registrations.domain import add_focal_point, approve_registration
from registrations.domain.links import focal_point_link
from registrations.models import Delegation
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    DelegationFactory,
    MembershipFactory,
    RegistrationFactory,
)

# What a browser does: it comes to the starting line, waits for the others, sends its form; says what was answered.
BROWSER = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.test import Client
from confman.accounts.models import User
from tests.registrations.test_delegations_pages import naming, nominee
folder, number, act, address, login = Path(sys.argv[1]), *sys.argv[2:]
client = Client()
if act == "name":
    client.get(login)
    data = naming(*[nominee(f"Browser{number} Member{row}") for row in range(2)])
else:
    client.force_login(User.objects.get(email=login))
    data = {"reason": ""} if act == "approve" else {"name_en": "Delegation", "kind": "state", "capacity": act}
(folder / number).touch()
while len(list(folder.iterdir())) < 2:
    time.sleep(0.01)
print(client.post(address, data).status_code)
"""


def run(code: str, database: str, folder: Any, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "CONFMAN_DATABASE_URL": database,
        "CONFMAN_DATA": str(folder.parent / "data"),
        "DJANGO_SETTINGS_MODULE": "confman.settings",
        "CONFMAN_SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(settings.BASE_DIR),
        "CONFMAN_ALLOWED_HOSTS": "testserver,localhost",
    }
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answers(database: str, folder: Any, acts: list[tuple[str, str, str]]) -> tuple[list[str], list[int]]:
    """What two browsers at once are answered; then quota, places taken, people named and approved."""
    folder.mkdir()
    browsers = [
        run(BROWSER, database, folder, str(folder), str(number), *act) for number, act in enumerate(acts)
    ]
    said = []
    for browser in browsers:
        output, complaint = browser.communicate(timeout=120)
        assert browser.returncode == 0, complaint
        said.append(output.split()[-1])
    [row] = Delegation.objects.all()
    people = row.registrations
    return said, [row.capacity, row.taken, people.alive().count(), people.approved().count()]


@pytest.fixture
def delegation(transactional_db: Any) -> Delegation:
    conference = ConferenceFactory()
    CategoryFactory(conference=conference)
    system_user("participant")
    return DelegationFactory(conference=conference, capacity=3)


def test_two_browsers_name_two_each_and_three_places_are_there(database_address, tmp_path, delegation):
    by = MembershipFactory(conference=delegation.conference, role="owner").user
    focal_point = add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=by)
    link = "/" + focal_point_link(focal_point, delegation.conference).split("/", 3)[3]
    address = f"/{delegation.conference.slug}/delegation/{delegation.pk}/name/"

    said, (_quota, _taken, named, _approved) = answers(
        database_address, tmp_path / "browsers", [("name", address, link)] * 2
    )

    assert sorted(said) == ["200", "302"], "one named theirs, the other was told that there is room for one"
    assert named == 2, "all or nothing: no form was named in part"


def test_a_quota_is_lowered_while_a_place_is_given(database_address, tmp_path, delegation):
    conference = delegation.conference
    by = MembershipFactory(conference=conference, role="owner").user
    first, second = RegistrationFactory.create_batch(
        2, conference=conference, delegation=delegation, category=conference.categories.get()
    )
    approve_registration(first, by=by)
    pages = f"/{conference.slug}/secretariat"

    said, (quota, taken, _named, approved) = answers(
        database_address,
        tmp_path / "browsers",
        [
            ("approve", f"{pages}/registrations/{second.pk}/approve/", by.email),
            ("1", f"{pages}/delegations/{delegation.pk}/change/", by.email),
        ],
    )

    # Whoever came first; the other was refused.
    assert (quota, taken, approved) in {(1, 1, 1), (3, 2, 2)}
    assert said == (["200", "302"] if quota == 1 else ["302", "200"])
