"""Tests wait in a browser for the promised state, as long as conftest.py says for all, and nowhere by the clock.

Nor for an async function of a page: Playwright takes the promise for an answer, and goes on at once.
"""

import re

import pytest
from django.conf import settings

PROMISED = re.compile(r"wait_for_function\(\s*[rf]*[\"']+\s*async\b")
# A wait that is over too early on a busy machine, and too late on every other.
BY_THE_CLOCK = re.compile(r"\bwait_for_timeout\(|\btimeout=\s*[\d_.]+")
# It says how long all of them wait.
PATIENCE = "conftest.py"
SLEEP = re.compile(r"\btime\.sleep\(")
SLEEPERS = {
    "backups/test_meanwhile.py": "another process that works all the while, and looks for the sign to end",
    "cluster/browser.py": "somebody who tries again",
    "cluster/costs.py": "one of each, on a cluster, outside the suite",
    "cluster/mailbox.py": "looks for what was delivered until a deadline, outside the suite",
    "cluster/day.py": "a day of the clock, in which servers are killed, outside the suite",
    "cluster/people.py": "somebody who types",
    "mail/jobs.py": "a job that hangs until its process is killed",
    "mail/test_worker_faults.py": "looks for what a worker has done, in another process, until a deadline",
    "web/test_faults.py": "asks a server whether it has started, until a deadline",
}


def found_by(pattern, folder):
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }


def test_nothing_waits_for_a_promise():
    assert found_by(PROMISED, settings.BASE_DIR / "tests") == set()


@pytest.mark.parametrize("call", ['("async () => false', "(\n    f'''async () => false"])
def test_a_promise_is_found(call):
    assert PROMISED.search("page.wait_for_function" + call)
    assert not PROMISED.search('page.wait_for_function("() => window.asked')


def test_no_page_is_waited_for_by_the_clock():
    assert found_by(BY_THE_CLOCK, settings.BASE_DIR / "tests" / "browser") == {PATIENCE}


@pytest.mark.parametrize("call", ["wait_for_timeout(2500)", "to_be_visible(timeout=2_500)"])
def test_a_wait_by_the_clock_is_found(call):
    assert BY_THE_CLOCK.search(f"page.{call}")
    assert not BY_THE_CLOCK.search("page.to_be_visible()")


def test_nothing_sleeps_but_other_processes_and_what_waits_for_them():
    assert found_by(SLEEP, settings.BASE_DIR / "tests") == set(SLEEPERS)


def test_a_sleep_is_found():
    assert SLEEP.search("    time.sleep" + "(0.05)")
    assert not SLEEP.search("    machine.sleep" + "(1)")
