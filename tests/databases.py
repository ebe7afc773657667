"""Databases beside that of the tests."""

import contextlib
import io
import os
import pickle
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import environ
import psycopg
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.utils import load_backend

from confman.audit.guard import TABLE, guard_history

# Options of a vendor's connection beside the address, as in the settings.
_OPTIONS: dict[str, dict[str, Any]] = {
    "sqlite": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    },
    "postgresql": {},
}


@contextlib.contextmanager
def empty_copy(folder: Path) -> Iterator[str]:
    """Return the name of a copy of the test database, made quickly while that is empty."""
    here = connections["default"]
    if here.vendor == "sqlite":
        path = folder / f"{uuid4().hex}.sqlite3"
        with here.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        yield str(path)
        return
    here.close()  # nobody may be connected to a database that is copied
    with _created(here.settings_dict["NAME"]) as name:
        yield name


@contextlib.contextmanager
def in_another_database(vendor: str, folder: Path, empty: str) -> Iterator[str]:
    """Context with an empty database of that vendor; yields its address.

    SQLite's is in `folder`; PostgreSQL's on the server of CONFMAN_DATABASE_URL. `empty` is an `empty_copy`.
    """
    here = connections["default"]
    with contextlib.ExitStack() as stack:
        if vendor == "sqlite":
            path = folder / f"{uuid4().hex}.sqlite3"
            if here.vendor == "sqlite":
                shutil.copy(empty, path)
            address = f"sqlite:///{path}"
        else:
            name = stack.enter_context(_created(empty))
            address = urlsplit(os.environ["CONFMAN_DATABASE_URL"])._replace(path=f"/{name}").geturl()
        with at_address(address):
            if vendor == "sqlite" and here.vendor != "sqlite":
                make_tables()
            yield address


@contextlib.contextmanager
def at_address(address: str) -> Iterator[None]:
    """Context with the database of that address, used as its user."""
    here = connections["default"]
    parts = {**connections.settings["default"], **environ.Env.db_url_config(address)}
    there = load_backend(parts["ENGINE"]).DatabaseWrapper(parts, "default")
    parts["OPTIONS"] = _OPTIONS[there.vendor]
    connections["default"] = there
    try:
        yield
    finally:
        there.close()
        connections["default"] = here


def make_tables() -> None:
    """Create all tables in an empty database, as `migrate` would."""
    call_command("migrate", verbosity=0)


@contextlib.contextmanager
def _created(template: str) -> Iterator[str]:
    """Create a database on the tests' server as a copy of another; yield its name."""
    name = f"beside_{uuid4().hex}"
    with psycopg.connect(os.environ["CONFMAN_DATABASE_URL"], autocommit=True) as server:
        # No database is copied while someone is connected to it, such as a thread of a server that a browser has left.
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template]
        )
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield name
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def empty_tables(*_test: Any) -> None:
    """Delete all rows, including the history.

    Rows that every database has from the beginning stay. Django's `flush` recreates these each time, and on PostgreSQL
    writes a new file for each of some hundreds of tables and indexes. Most tables are empty anyway.
    """
    connection = connections["default"]
    with transaction.atomic(), connection.cursor() as cursor:
        filled = _filled_tables(cursor)
        with _no_triggers(cursor, filled):
            for table in filled:
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")


@contextlib.contextmanager
def _no_triggers(cursor: Any, tables: Collection[str]) -> Iterator[None]:
    """Context in which the history has no guards, as for the owner of the database alone.

    On PostgreSQL a superuser has no references checked either, row by row: all rows that refer to each other go or come
    together. To any other role they are checked, which takes five times as long.
    """
    if cursor.db.vendor == "postgresql" and _is_superuser(cursor):
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")
    elif TABLE in tables:
        cursor.execute(f"DROP TRIGGER IF EXISTS {_GUARDS[cursor.db.vendor]}")
        yield
        guard_history(apps.get_app_config("audit"), using="default")
    else:
        yield


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])


_GUARDS = {"sqlite": f"{TABLE}_guard_delete", "postgresql": f"{TABLE}_guard_rows ON {TABLE}"}


# A folder for all processes of a run; tests/conftest.py sets its name.
MADE: list[Path] = []


def made_once(build: Callable[[], Any], files: Path) -> Any:
    """Return what `build()` returns, which fills an empty database and that folder, its MEDIA_ROOT.

    It is called once in a process, `build_sample` once in a run: later its rows and files are put back, and what it
    returned is copied. What happens after a commit happens outside a transaction alone, for which it is called once
    more.
    """
    moment = "within" if connections["default"].in_atomic_block else "outside"
    # The factories of each process count for themselves, and would make again what another's have made.
    maker = "all" if build is build_sample else os.getpid()
    with connections["default"].cursor() as cursor:
        assert not (filled := _filled_tables(cursor)), f"there are rows in {sorted(filled)}"
    folder = MADE[0] / f"{build.__qualname__}-{moment}-{maker}"
    if folder.exists():
        made, rows = pickle.loads((folder / "content").read_bytes())
        shutil.copytree(folder / "files", files, dirs_exist_ok=True)
        _put_back(rows)
        return made
    made = build()
    MADE[0].mkdir(exist_ok=True)
    begun = Path(mkdtemp(dir=MADE[0]))
    shutil.copytree(files, begun / "files")
    (begun / "content").write_bytes(pickle.dumps((made, _copied_rows())))
    with contextlib.suppress(OSError):  # another process was quicker
        begun.rename(folder)
    return made


def build_sample() -> None:
    """Build the sample conference as the command makes it."""
    call_command("demo", verbosity=0, stdout=io.StringIO())


def _copied_rows() -> dict[str, Any]:
    """Return all rows by table, as their database copies them."""
    connection = connections["default"]
    quote = connection.ops.quote_name
    rows: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in _filled_tables(cursor):
            if connection.vendor == "sqlite":
                rows[table] = cursor.execute(f"SELECT * FROM {quote(table)}").fetchall()
            else:
                with cursor.copy(f"COPY {quote(table)} TO STDOUT") as copy:
                    rows[table] = b"".join(copy)
    return rows


def _put_back(rows: dict[str, Any]) -> None:
    connection = connections["default"]
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor, _no_triggers(cursor, ()):
        for table, kept in rows.items():
            if connection.vendor == "sqlite":
                places = ", ".join(["%s"] * len(kept[0]))
                cursor.executemany(f"INSERT INTO {quote(table)} VALUES ({places})", kept)
            else:
                with cursor.copy(f"COPY {quote(table)} FROM STDIN") as copy:
                    copy.write(kept)
        # Another process may have made the rows; then no number was counted here.
        models = [each for each in apps.get_models(include_auto_created=True) if each._meta.db_table in rows]
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _filled_tables(cursor: Any) -> set[str]:
    """Return the tables that hold rows which not every database has from the beginning."""
    connection = connections["default"]
    quote = connection.ops.quote_name
    tables = set(connection.introspection.django_table_names(only_existing=True)) - _STANDING
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables
        )
    )
    return {table for (table,) in cursor.fetchall()}


_STANDING = {"django_migrations", "django_content_type", "auth_permission"}
