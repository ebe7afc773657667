"""No test waits for an async function of a page: Playwright takes the promise for an answer, and goes on at once."""

import re

import pytest
from django.conf import settings

PROMISED = re.compile(r"wait_for_function\(\s*[rf]*[\"']+\s*async\b")


def test_nothing_waits_for_a_promise():
    tests = settings.BASE_DIR / "tests"
    found = {
        path.relative_to(tests).as_posix()
        for path in tests.rglob("*.py")
        if PROMISED.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


@pytest.mark.parametrize("call", ['("async () => false', "(\n    f'''async () => false"])
def test_a_promise_is_found(call):
    assert PROMISED.search("page.wait_for_function" + call)
    assert not PROMISED.search('page.wait_for_function("() => window.asked')
