"""Django's `migrate`, which makes the tables of an empty database at once, as all migrations together leave them.

One after the other they take half a minute, nearly all of it for Django to work out the models as each of them left
them. That both ways make the same is shown in tests/script/test_migrations.py.
"""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# With one of these, somebody wants something else than a database that is ready.
_OTHERWISE = (
    "app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune",
)  # fmt: skip


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make, in an empty database, the tables that the migrations end with; note these as applied. All or nothing."""
    loader = MigrationLoader(None)
    recorder = MigrationRecorder(connection)
    with connection.schema_editor() as editor:
        for model in loader.project_state().apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        recorder.ensure_schema()
        for app, name in loader.graph.nodes:
            recorder.record_applied(app, name)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> Any:
        connection = connections[options.get("database") or DEFAULT_DB_ALIAS]
        if not any(options.get(name) for name in _OTHERWISE) and not connection.introspection.table_names():
            make_tables(connection)
            if options["verbosity"]:
                self.stdout.write(self.style.SUCCESS("The database was empty: its tables were made."))
        return super().handle(*args, **options)
