"""Numbers and days that no page of ours sends: refused beside the field, or taken for none; never a fault."""

import ast
import dataclasses
from pathlib import Path

import pytest
from django.conf import settings

from tests.access.actors import client_of
from tests.access.test_matrix import address
from tests.access.world import build_world
from tests.databases import made_once

LONG = "9" * 5000
EARLY, LATE = "0001-01-01T00:00", "9999-12-31T23:59"
# Address, parts, what is sent; a name may stand for the key of an object of the world.
ASKED = [
    ("outcomes_secretariat:compare", "slug pk=draft", {"to": LONG}),
    ("outcomes_secretariat:compare", "slug pk=draft", {"from": "²"}),
    ("registrations_secretariat:badge-log", "slug", {"since": "0001-01-01", "until": "9999-12-31"}),
]
SENT = [
    ("registrations_secretariat:badge-design", "slug pk=badge_design", {"action": "remove-²"}),
    ("registrations_secretariat:badge-design", "slug pk=badge_design", {"action": f"up-{LONG}"}),
    ("agenda_secretariat:presentations", "slug", {"due": EARLY}),
    ("agenda_secretariat:material-change", "slug pk=paper", {"title_en": "Paper", "embargo": EARLY}),
    ("registrations_secretariat:travel-change", "slug pk=registration", {"arrives_at": EARLY}),
    ("registrations_secretariat:survey-change", "slug survey", {"opens_at": EARLY, "closes_at": LATE}),
    ("outcomes_secretariat:amendment-window", "slug pk=tabled", {"opens": EARLY, "closes": LATE}),
    ("outcomes_secretariat:follow-up-settings", "slug", {"reporting_starts": "9999-12-31"}),
]


@pytest.fixture(scope="module")
def kept_world(kept):
    return kept(lambda: made_once(build_world, kept.files))


@pytest.fixture
def world(kept_world, db):
    return dataclasses.replace(kept_world, clients={})


@pytest.mark.parametrize(("name", "parts", "data"), ASKED)
def test_what_is_asked_for(world, name, parts, data):
    assert client_of("owner", world).get(address(world, name, parts), data).status_code < 500


@pytest.mark.parametrize(("name", "parts", "data"), SENT)
def test_what_is_sent(world, name, parts, data):
    keys = {key: str(value) for key, value in world.values.items()}
    sent = {key.format(**keys): keys.get(value, value) for key, value in data.items()}
    assert client_of("owner", world).post(address(world, name, parts), sent).status_code < 500


def test_a_day_at_the_end_of_the_calendar_is_said_beside_its_field(world):
    page = client_of("owner", world).post(
        address(world, "outcomes_secretariat:amendment-window", "slug pk=tabled"), {"opens": EARLY}
    )
    assert "Give a year from 1900 to 2200." in page.text
    assert EARLY in page.text, "what was typed stays"


def test_pages_read_numbers_in_one_way():
    """`"²".isdigit()` is true, and int() refuses it, as it refuses 5,000 digits: confman.web.numbers knows."""
    found = [
        f"{path.relative_to(settings.BASE_DIR)}:{node.lineno}"
        for app in ("agenda", "confman", "outcomes", "registrations")
        for path in Path(settings.BASE_DIR, app).rglob("*.py")
        if "web" in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("isdigit", "isdecimal", "isnumeric")
    ]
    assert not found
