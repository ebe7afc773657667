"""The state of the database changes with every write, and asking for it leaves SQLite's locks as they are."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.urls import reverse
from django.utils.module_loading import import_string

from confman.conferences.models import Conference
from confman.mail.registry import scheduled_jobs
from confman.web.database import state
from confman.web.database.state import database_state
from tests.factories import RegistrationFactory

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


def in_another_thread(act):
    def run():
        act()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_the_state_changes_with_every_write_of_any_connection(conference):
    states = [database_state()]
    Conference.objects.filter(pk=conference.pk).update(city="Here")
    states.append(database_state())
    in_another_thread(lambda: Conference.objects.filter(pk=conference.pk).update(city="There"))
    states.append(database_state())
    assert None not in states and len(set(states)) == 3


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_who_only_reads_changes_no_state(conference):
    before = database_state()
    list(Conference.objects.all())
    assert database_state() == before


@pytest.mark.django_db
def test_within_a_transaction_there_is_none(conference):
    assert database_state() is None


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_of_a_log_that_begins_anew_the_state_is_another_after_a_write(tmp_path, monkeypatch):
    """All connections but the one that is asked may end meanwhile. A link to the file leads to it."""
    (tmp_path / "link.sqlite3").symlink_to(tmp_path / "real.sqlite3")
    wal = {"init_command": "PRAGMA journal_mode=WAL;"}
    own = DatabaseWrapper(connection.settings_dict | {"NAME": tmp_path / "link.sqlite3", "OPTIONS": wal})
    monkeypatch.setattr("confman.web.database.state.connection", own)
    states = []
    for statement in ("CREATE TABLE a (b)", "INSERT INTO a VALUES (1)", "INSERT INTO a VALUES (2)"):
        own.ensure_connection()
        own.cursor().execute(statement)
        states.append(database_state())
        own.close()
    assert None not in states and len(set(states)) == 3


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_page_shows_what_another_connection_wrote_since_it_was_opened(
    conference, owner_client, monkeypatch
):
    monkeypatch.setattr("confman.conferences.web.base.database_state", database_state)
    page = reverse("registrations_secretariat:registration-list", args=[conference.slug])
    for name in ("Ada First", "Ben Second"):
        assert name not in owner_client.get(page).text
        in_another_thread(
            lambda name=name: RegistrationFactory(conference=conference, person__name={"en": name})
        )
        assert name in owner_client.get(page).text


@pytest.mark.sqlite
def test_a_path_may_have_any_letter(tmp_path):
    """Of an address, ? would begin what is asked of the database, and # or % something else."""
    path = tmp_path / "of 100% ?mode=rw#.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (b)")
        before = state._state_of_file(str(path))
        database.execute("INSERT INTO a VALUES (1)")
        database.commit()
        assert None not in (before, after := state._state_of_file(str(path))) and before != after
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_counts_its_rows_each_hour(conference):
    RegistrationFactory.create_batch(3, conference=conference)
    job = scheduled_jobs.get("database.count_rows")
    assert job.minutes == 60
    import_string(job.function)()
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'registrations_registration'")
        assert {row[0].split()[0] for row in cursor.fetchall()} >= {"3"}
