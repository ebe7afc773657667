"""Django's `migrate`, which creates the tables of an empty database at once, in their final state.

Applied one after the other, the migrations take half a minute, mostly for Django to compute the models' state after
each. tests/script/test_migrations.py proves that both ways give the same result.
"""

from typing import Any

from django.core.checks import Tags
from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

# With one of these options, the caller wants something other than a complete database.
_OTHERWISE = (
    "app_label", "fake", "fake_initial", "plan", "check_unapplied", "prune",
)  # fmt: skip


def connection_of(options: dict[str, Any]) -> BaseDatabaseWrapper:
    """Return the connection to the database that the options name."""
    return connections[options.get("database") or DEFAULT_DB_ALIAS]


def makes_tables(options: dict[str, Any]) -> bool:
    """Tell whether the caller wants a complete database, and it is empty."""
    return (
        not any(options.get(name) for name in _OTHERWISE)
        and not connection_of(options).introspection.table_names()
    )


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
    def get_check_kwargs(self, options: dict[str, Any]) -> dict[Any, Any]:
        """Check only what concerns tables if there are none yet; `check` checks the rest.

        That loads every page, which takes longer than to make the tables. A database that holds something is not
        changed by code in which any check finds a fault.
        """
        kwargs: dict[Any, Any] = {**super().get_check_kwargs(options)}
        return {**kwargs, "tags": [Tags.models, Tags.database]} if makes_tables(options) else kwargs

    def handle(self, *args: Any, **options: Any) -> Any:
        if makes_tables(options):
            make_tables(connection_of(options))
            if options["verbosity"]:
                self.stdout.write(self.style.SUCCESS("The database was empty: its tables were made."))
        return super().handle(*args, **options)
