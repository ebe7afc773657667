"""Django's `migrate`, which creates the tables of an empty database at once, in their final state.

Applied one after the other, the migrations take half a minute, mostly for Django to compute the models' state after
each. tests/script/test_migrations.py proves that both ways give the same result.
"""

from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# With one of these options, the caller wants something other than a complete database.
_OTHERWISE = (
    "app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune",
)  # fmt: skip


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Create the final tables in an empty database, and record the migrations as applied. All or nothing."""
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
