"""Database triggers that protect the history: no entry is changed or deleted, whatever the application does.

The triggers are created after every `migrate`, not in a migration: so tables created without migrations have them too,
and tables that SQLite rebuilds for a changed column keep them. One change is allowed: the free text of an entry (label
and reason) may be emptied, once, by pointing to the entry that records the erasure. And one deletion: sign-ins and
failures may go after a year.

This protects against faults of the application and injected statements. It does not protect against the owner of the
tables, who may drop a trigger (docs/operation/running.md gives the tables to a role that only `migrate` uses), nor, on
SQLite, against anyone who can write the file.
"""

from typing import Any

from django.apps import AppConfig
from django.db import connection, connections
from django.utils.translation import gettext as _

TABLE = "audit_auditentry"
ERASED = "audit.personal_values_erased"
PAGE_OPENED, PAGE_NOT_OPENED = "people.page_opened", "people.page_not_opened"
SIGN_INS = ("accounts.signed_in", "accounts.sign_in_failed", PAGE_OPENED, PAGE_NOT_OPENED)
SIGN_INS_KEPT_DAYS = 365
_MESSAGE = "The history cannot be changed."
_EMPTIED = ("reason", "target_label")


def guard_history(sender: AppConfig, using: str, **_options: Any) -> None:
    """After `migrate`: create the triggers if the table exists."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return
        columns = [row.name for row in connection.introspection.get_table_description(cursor, TABLE)]
        if "erasure_id" not in columns:
            return  # while migrating back to an older state
        statements = _POSTGRESQL if connection.vendor == "postgresql" else _sqlite(columns)
        for statement in statements:
            cursor.execute(statement)


def history_fault() -> str:
    """Return a sentence about a trigger that is missing or disabled; "" if all are in place."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING[connection.vendor], [TABLE])
        missing = sorted(set(_GUARDS[connection.vendor]) - {name for (name,) in cursor.fetchall()})
    if not missing:
        return ""
    return _(
        "The database does not guard the history: the trigger %(trigger)s is gone or turned off. Find out who "
        "did it, and run migrate as the owner of the tables, which restores it."
    ) % {"trigger": missing[0]}


_GUARDS = {
    "postgresql": (f"{TABLE}_guard_rows", f"{TABLE}_guard_all"),
    "sqlite": (f"{TABLE}_guard_update", f"{TABLE}_guard_delete", f"{TABLE}_guard_insert"),
}
_STANDING = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled IN ('O', 'A')",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
}

_POSTGRESQL = (
    f"""
    CREATE OR REPLACE FUNCTION {TABLE}_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        emptied {TABLE}%ROWTYPE;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            emptied := OLD;
            emptied.reason := '';
            emptied.target_label := '';
            emptied.erasure_id := NEW.erasure_id;
            IF OLD.erasure_id IS NULL AND NEW IS NOT DISTINCT FROM emptied AND EXISTS (
                SELECT 1 FROM {TABLE} WHERE id = NEW.erasure_id AND verb = '{ERASED}'
            ) THEN
                RETURN NEW;
            END IF;
        ELSIF TG_OP = 'DELETE' THEN
            IF OLD.verb IN {SIGN_INS} AND OLD.at < now() - interval '{SIGN_INS_KEPT_DAYS} days' THEN
                RETURN OLD;
            END IF;
        END IF;
        RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    f"""
    CREATE OR REPLACE TRIGGER {TABLE}_guard_rows BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_guard()
    """,
    f"""
    CREATE OR REPLACE TRIGGER {TABLE}_guard_all BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_guard()
    """,
)


def _sqlite(columns: list[str]) -> tuple[str, ...]:
    unchanged = [name for name in columns if name not in (*_EMPTIED, "erasure_id")]
    differs = " OR ".join(
        [
            "OLD.erasure_id IS NOT NULL",
            # SQLite numbers rows apart from the columns: inserting under the number of another row deletes that one.
            "NEW.rowid <> OLD.rowid",
            *(f"NEW.{name} <> ''" for name in _EMPTIED),
            *(f'NEW."{name}" IS NOT OLD."{name}"' for name in unchanged),
            f"NOT EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.erasure_id AND verb = '{ERASED}')",
        ]
    )
    return (
        f"DROP TRIGGER IF EXISTS {TABLE}_guard_update",
        f"CREATE TRIGGER {TABLE}_guard_update BEFORE UPDATE ON {TABLE} WHEN {differs}"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        f"DROP TRIGGER IF EXISTS {TABLE}_guard_delete",
        f"CREATE TRIGGER {TABLE}_guard_delete BEFORE DELETE ON {TABLE}"
        f" WHEN OLD.verb NOT IN {SIGN_INS} OR OLD.at >= datetime('now', '-{SIGN_INS_KEPT_DAYS} days')"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
        # A statement that replaces a row deletes it without firing the delete triggers.
        f"DROP TRIGGER IF EXISTS {TABLE}_guard_insert",
        f"CREATE TRIGGER {TABLE}_guard_insert BEFORE INSERT ON {TABLE}"
        f" WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR rowid = NEW.rowid)"
        f" BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END",
    )
