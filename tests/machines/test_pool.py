"""A pool of connections is for threads that serve pages: processes that fork must not share one, and no outage ties up
all threads of a process.
"""

import json
import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import OperationalError
from psycopg_pool import PoolTimeout

from confman.machines.pooled.base import DatabaseWrapper

SAY = """
import json
from django.conf import settings
from django.db import connections
pools = lambda: [connections.settings[name]["OPTIONS"].get("pool") for name in ("default", "replica")]
worker = pools()
import confman.wsgi
asks_first = [connections.settings[name]["CONN_HEALTH_CHECKS"] for name in ("default", "replica")]
print(json.dumps([worker, pools(), connections.settings["default"]["CONN_MAX_AGE"], asks_first]))
"""


@pytest.mark.sqlite
def test_the_web_has_a_pool_and_a_worker_has_none(tmp_path):
    environment = {
        **os.environ,
        "CONFMAN_DATA": str(tmp_path),
        "CONFMAN_DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "CONFMAN_REPLICA_URL": "postgres://nobody@127.0.0.1:1/copy",
        "CONFMAN_DATABASE_POOL": "4",
        "DJANGO_SETTINGS_MODULE": "confman.settings",
    }
    (tmp_path / "static").mkdir()
    said = subprocess.run(
        [sys.executable, "-c", SAY], cwd=settings.BASE_DIR, env=environment, capture_output=True, check=True
    )
    worker, web, age, asks_first = json.loads(said.stdout.splitlines()[-1])
    assert worker == [None, None] and age == 0
    for pool in web:
        assert pool["max_size"] == 4
        # After an outage it does not wait for long before it asks again.
        assert pool["reconnect_timeout"] <= 2
    # The pool would ask one that hangs without an end.
    assert asks_first == [True, False]
    # Pages of a replica that is gone are the primary's soon.
    assert web[1]["timeout"] < web[0]["timeout"]


def test_while_the_database_is_gone_one_thread_asks_for_it_and_the_others_say_so_at_once(outage):
    with pytest.raises(OperationalError, match="couldn't get a connection"):
        outage.connection().connect_now()
    outage.holds_up = True
    asking = threading.Thread(target=outage.connection().connect_quietly)
    asking.start()
    assert outage.asked.wait(10)
    for _time in range(20):
        with pytest.raises(OperationalError, match="another request is asking"):
            outage.connection().connect_now()
    outage.holds_up = False
    outage.answers.set()
    asking.join(timeout=10)
    assert outage.times == 2
    # The one that asked was answered: from now on all are.
    outage.connection().connect_now()
    outage.connection().connect_now()
    assert outage.times == 4


def test_connections_that_are_all_in_use_are_no_outage(outage):
    outage.faults = 0
    for _time in range(2):
        with pytest.raises(OperationalError, match="couldn't get a connection"):
            outage.connection().connect_now()
    assert outage.times == 2


@pytest.fixture
def outage(monkeypatch):
    """A database that is gone, behind a pool that plays it: the real one would need seconds for each try."""

    class Played:
        times, faults, holds_up = 0, 1, False

        def __init__(self):
            self.asked, self.answers = threading.Event(), threading.Event()

        def open(self):
            pass

        def get_stats(self):
            return {"connections_errors": self.times * self.faults}

        def getconn(self):
            self.times += 1
            if self.holds_up:
                self.asked.set()
                assert self.answers.wait(10)
            if self.answers.is_set():
                return object()
            raise PoolTimeout("couldn't get a connection after 3.00 sec")

        def connection(self):
            return Wrapper({"OPTIONS": {"pool": True}}, "outage")

    class Wrapper(DatabaseWrapper):
        pool = property(lambda self: played)

        def connect_now(self):
            with self.wrap_database_errors:
                return self.get_new_connection({})

        def connect_quietly(self):
            self.connect_now()

    played = Played()
    yield played
    DatabaseWrapper._outages.clear()
