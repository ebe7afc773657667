"""A pool of connections is for threads that serve pages: processes that fork must not share one."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.sqlite
SAY = """
import json
from django.conf import settings
from django.db import connections
pools = lambda: [connections.settings[name]["OPTIONS"].get("pool") for name in ("default", "replica")]
worker = pools()
import confman.wsgi
print(json.dumps([worker, pools(), connections.settings["default"]["CONN_MAX_AGE"]]))
"""


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
    worker, web, age = json.loads(said.stdout.splitlines()[-1])
    assert worker == [None, None] and age == 0
    for pool in web:
        assert pool["max_size"] == 4
        # After an outage it does not wait for long before it asks again.
        assert pool["reconnect_timeout"] <= 2
