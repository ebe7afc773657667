"""No test hangs on the hour of the day: the clock is set by time_machine, which sets all of them.

Where `timezone.now` alone is patched, the cookies, tokens and rows of one test are of two days.
"""

import re

import pytest
import time_machine
from django.conf import settings

from tests.access.world import build_world

PATCHED = re.compile(
    r"""(?:setattr|patch(?:\.object)?)\([^()]*\b(?:timezone|datetime|time|dt)\b[^()]*["'.](?:now|today|time|localdate|localtime)["']"""
)


def test_the_clock_is_set_by_time_machine():
    tests = settings.BASE_DIR / "tests"
    found = {
        path.relative_to(tests).as_posix() for path in tests.rglob("*.py") if PATCHED.search(path.read_text())
    }
    assert found == set()


@pytest.mark.parametrize(
    "call",
    [
        '("django.utils.timezone.now", lambda: early)',
        '(timezone, "now", lambda: early)',
        '("time.time", lambda: 0)',
    ],
)
def test_a_clock_that_is_patched_is_found(call):
    assert PATCHED.search("monkeypatch.setattr" + call) and PATCHED.search("mock.patch" + call)
    assert not PATCHED.search('monkeypatch.setattr("agenda.domain.timer", 1)')


@pytest.mark.django_db
@pytest.mark.sqlite
@pytest.mark.parametrize("now", ["2028-02-29T23:57Z", "2028-02-29T18:56Z", "2031-12-31T23:59Z"])
def test_the_world_of_the_table_can_be_made_on_any_day(now):
    with time_machine.travel(now):
        assert build_world().conference.starts_on.isoformat() == now[:10]
