"""Asking for the state of the database leaves SQLite's locks as they are: other processes still wait for a writer."""

import subprocess
import sys
import threading

import pytest
from django.db import connection, transaction

from confman.conferences.models import Conference
from confman.web.database.state import database_state

WRITE = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=0.1, isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print(database.execute("SELECT count(*) FROM conferences_conference").fetchone()[0])
database.execute("COMMIT")
"""


def another_process_writes() -> subprocess.CompletedProcess[str]:
    path = str(connection.settings_dict["NAME"])
    return subprocess.run([sys.executable, "-c", WRITE, path], capture_output=True, text=True, check=False)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_another_process_waits_for_who_writes_though_the_state_is_asked_for(conference):
    assert database_state() is not None
    with transaction.atomic():
        Conference.objects.filter(pk=conference.pk).update(city="Here")
        asking = threading.Thread(target=database_state)
        asking.start()
        asking.join()
        assert "database is locked" in another_process_writes().stderr
    assert another_process_writes().stdout == "1\n"
    conference.refresh_from_db()
    assert conference.city == {"en": "Here"}
