"""An empty database gets its tables at once; here the migrations, one after the other, must make the same."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit

# Prints what the migrations have made, told by the database itself: Django's own command goes through them one by one.
ASK = """
import json, django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0)
from tests.script.test_migrations import what_is_there
print("TABLES" + json.dumps(what_is_there()))
from tests.script.test_migrations import what_the_history_takes
print("DONE" + json.dumps(what_the_history_takes()))
"""
# And what ours makes of an empty database: then takes the tables of mailings back, with an invitee among the
# recipients, and brings them forward again.
AT_ONCE_AND_BACK = """
import json, uuid, django
django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command("migrate", verbosity=0)
from tests.script.test_migrations import what_is_there
print("TABLES" + json.dumps(what_is_there()))
from confman.mailings.models import MailingRecipient
from tests.factories import MailingFactory
MailingFactory().recipients.create(addressee=uuid.uuid4(), name="Ministry")
call_command(Command(), "mailings", "0002", verbosity=0)
call_command(Command(), verbosity=0)
print("LEFT", MailingRecipient.objects.count())
"""
# Puts a kept database of a release into an empty one, brings it forward, and opens a page with what it holds.
FORWARD = """
import json, lzma, sys, django
django.setup()
from django.core.management import call_command
from django.db import connection
statements = lzma.open(sys.argv[1], "rt").read()
with connection.cursor() as cursor:
    cursor.executescript(statements) if connection.vendor == "sqlite" else cursor.execute(statements)
connection.close()
with connection.cursor() as cursor:
    cursor.execute(sys.argv[2])
call_command("migrate", verbosity=0)
from tests.script.test_migrations import what_is_there, what_the_history_takes
from django.test import Client
from registrations.core.models.registration import Registration
from outcomes.recommendations.models.recommendation import Recommendation
from confman.conferences.models import SavedView
held = [model.objects.count() for model in (Registration, Recommendation)]
page = Client(headers={"host": "localhost"}).get("/tashkent2017/en/")
views = list(SavedView.objects.values_list("list_key", "name", "query", "is_shared", "user__email"))
print("TABLES" + json.dumps([what_is_there(), held, page.status_code, views, what_the_history_takes()]))
"""
# A view that someone saved before lists of all kinds had views, and of which the release's dump holds none.
SAVED_VIEW = """
INSERT INTO registrations_savedview (id, conference_id, user_id, name, query, is_shared)
SELECT conference.id, conference.id, member.id, 'To decide', 'status=submitted', TRUE
FROM conferences_conference AS conference, accounts_user AS member
WHERE conference.slug = 'tashkent2017' AND member.email = 'organizer@example.org';
"""
ITS_PLACE = [
    "registrations_secretariat:registration-list",
    "To decide",
    "status=submitted",
    True,
    "organizer@example.org",
]
RELEASED = sorted((Path(__file__).parent / "released").glob(f"*.{connection.vendor}.sql.xz"))
# Columns that left their models, and leave the tables with the next release: a new database has none of them.
LEAVING = {("mail_outboxsignal", "asked_at")}
# Rows that stand in every database, by what says the same in each.
STANDING = {
    "django_migrations": "app, name",
    "django_content_type": "app_label, model",
    "auth_permission": "codename, name",
}


def what_is_there() -> dict[str, Any]:
    """Return columns, constraints and indexes of every table, apart from names of constraints.

    And the rows that every database has from the beginning.
    """
    found: dict[str, Any] = {}
    models = apps.get_models(include_auto_created=True)
    with connection.cursor() as cursor:
        ask = connection.introspection
        for table in sorted(model._meta.db_table for model in models if model._meta.managed):
            columns = [
                [row.name, ask.get_field_type(row.type_code, row), row.null_ok]
                for row in ask.get_table_description(cursor, table)
                if (table, row.name) not in LEAVING
            ]
            kinds = ("columns", "unique", "primary_key", "check", "foreign_key", "type")
            constraints = [
                [one.get(kind) for kind in kinds] for one in ask.get_constraints(cursor, table).values()
            ]
            found[table] = [sorted(columns, key=str), sorted(constraints, key=str)]
        for table, columns in STANDING.items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            found[f"rows of {table}"] = sorted(cursor.fetchall())
    return json.loads(json.dumps(found))


def what_the_history_takes() -> list[str]:
    """The statements that change the history of this database."""
    with transaction.atomic():
        record_audit("people.changed", by=system_user("command"))
    done = []
    for change in (
        "UPDATE audit_auditentry SET verb = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ):
        with contextlib.suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
            done.append(change)
    return done


@contextlib.contextmanager
def another_database(folder: Path) -> Iterator[str]:
    """The address of an empty database: on the server that the tests have, or a file."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/{uuid4().hex}.sqlite3"
        return
    given = urlsplit(os.environ["CONFMAN_DATABASE_URL"])
    name = f"migrated_{uuid4().hex}"
    with psycopg.connect(given.geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(given._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def told_by(program: str, folder: Path, *arguments: str) -> str:
    """The output of a program that has an empty database."""
    (folder / "static").mkdir(exist_ok=True)
    with another_database(folder) as address:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "confman.settings",
                "CONFMAN_DATA": str(folder),
                "CONFMAN_DATABASE_URL": address,
            },
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.nightly
@pytest.mark.django_db
def test_the_migrations_one_after_the_other_make_the_tables_of_the_tests(tmp_path: Path) -> None:
    """Those of releases do not change any more: what a new one makes is compared below, by a database of a release."""
    migrated, changed = map(json.loads, told_by(ASK, tmp_path).partition("TABLES")[2].split("DONE"))
    assert changed == [], "the history is guarded in tables that migrations made, too"
    here = what_is_there()
    assert {table: here[table] for table in here if here[table] != migrated[table]} == {}


@pytest.mark.nightly
@pytest.mark.django_db
def test_an_empty_database_gets_the_tables_of_the_tests_and_mailings_to_invitees_can_be_taken_back(
    tmp_path: Path,
) -> None:
    said = told_by(AT_ONCE_AND_BACK, tmp_path).partition("TABLES")[2]
    tables, left = said.split("LEFT")
    made, here = json.loads(tables), what_is_there()
    assert len(made) > 130
    assert {table: made[table] for table in made if made[table] != here[table]} == {}
    assert left.split() == ["0"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "dump",
    [
        pytest.param(dump, id=dump.name, marks=[pytest.mark.nightly] if later else [])
        for later, dump in enumerate(RELEASED)
    ],
)
def test_the_database_of_a_release_is_brought_forward(dump: Path, tmp_path: Path) -> None:
    """From each release that is kept, with what it held; the oldest goes through what the others do."""
    is_before_views = dump.name.startswith("0.3.0.")
    said = told_by(FORWARD, tmp_path, str(dump), SAVED_VIEW if is_before_views else "SELECT 1").partition(
        "TABLES"
    )[2]
    made, (registrations, recommendations), status, views, changed = json.loads(said)
    here = what_is_there()
    assert {table: made[table] for table in made if made[table] != here[table]} == {}
    assert changed == [], "the history is guarded in tables that migrations made, too"
    assert registrations > 100
    assert recommendations > 5
    assert status == 200
    assert views == ([ITS_PLACE] if is_before_views else [])


def test_a_release_is_kept_for_each_database() -> None:
    assert RELEASED
