"""The tables of the tests are made from the models at once; here it is shown that the migrations make the same ones."""

from __future__ import annotations

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
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from confman.accounts.system_users import system_user
from confman.audit.domain import record_audit

OURS = {"confman", "agenda", "registrations", "outcomes"}
# Prints what the migrations have made, told by the database itself.
ASK = """
import json, django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.script.test_migrations import tables
print("TABLES" + json.dumps(tables()))
from tests.script.test_migrations import what_the_history_takes
print("DONE" + json.dumps(what_the_history_takes()))
from tests.script.test_migrations import what_the_log_of_the_admin_keeps
print("KEPT" + json.dumps(what_the_log_of_the_admin_keeps()))
"""


def tables() -> dict[str, Any]:
    """Columns, and what constraints and indexes say of them, of every table of ours; names of constraints aside."""
    found: dict[str, Any] = {}
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.partition(".")[0] in OURS
    ]
    with connection.cursor() as cursor:
        ask = connection.introspection
        for table in sorted(model._meta.db_table for model in models if model._meta.managed):
            columns = [
                [row.name, ask.get_field_type(row.type_code, row), row.null_ok]
                for row in ask.get_table_description(cursor, table)
            ]
            kinds = ("columns", "unique", "primary_key", "check", "foreign_key", "type")
            constraints = [
                [one.get(kind) for kind in kinds] for one in ask.get_constraints(cursor, table).values()
            ]
            found[table] = [sorted(columns, key=str), sorted(constraints, key=str)]
    return json.loads(json.dumps(found))


def what_the_history_takes() -> list[str]:
    """Which statements change the history of this database."""
    with transaction.atomic():
        record_audit("people.changed", by=system_user("command"))
    done = []
    for change in (
        "UPDATE audit_auditentry SET verb = 'x'",
        "DELETE FROM audit_auditentry",
        "TRUNCATE audit_auditentry",
    ):
        with contextlib.suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)
            done.append(change)
    return done


def what_the_log_of_the_admin_keeps() -> dict[str, Any]:
    """What is left of an entry of before confman's own history took its place."""
    call_command("migrate", "accounts", "0003", verbosity=0)
    LogEntry.objects.create(
        user=system_user("command"),
        action_flag=CHANGE,
        object_id="17",
        object_repr="Name",
        change_message="Name",
    )
    call_command("migrate", verbosity=0)
    return LogEntry.objects.values("object_id", "object_repr", "change_message").get()


@contextlib.contextmanager
def another_database() -> Iterator[str]:
    """The address of an empty database on the server that the tests have."""
    given = urlsplit(os.environ["CONFMAN_DATABASE_URL"])
    name = f"migrated_{uuid4().hex}"
    with psycopg.connect(given.geturl(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(given._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.postgres  # of the other, tests/script/test_server.py makes and fills one each night
@pytest.mark.django_db
def test_the_migrations_make_the_tables_of_the_models(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "confman.settings", "CONFMAN_DATA": str(tmp_path)}
    with another_database() as address:
        environment["CONFMAN_DATABASE_URL"] = address
        done = subprocess.run(
            [sys.executable, "-c", ASK],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    told = done.stdout.partition("TABLES")[2]
    told, _kept, kept = told.partition("KEPT")
    migrated, changed = map(json.loads, told.split("DONE"))
    assert json.loads(kept) == {"object_id": "17", "object_repr": "", "change_message": ""}
    assert changed == [], "the history is guarded in tables that migrations made, too"
    made = tables()
    assert len(made) > 100
    assert {table: migrated[table] for table in made if migrated[table] != made[table]} == {}
