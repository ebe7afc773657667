"""Check that the code of the release before works with the tables of each new migration.

While an update is under way both run beside each other (docs/development/changing.md, "Removing a column takes two
releases"). The linter reads the statements for SQLite, which need no server.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import django
from django.db.migrations import Migration

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("confman", "agenda", "registrations", "outcomes")
# The last migration of each app on the way to 0.4, to which one updates with an interruption.
NOT_ASKED = {
    "accounts": 1,
    "agenda": 6,
    "api": 1,
    "archives": 2,
    "audit": 1,
    "backups": 1,
    "conferences": 11,
    "documents": 2,
    "mail": 3,
    "mailings": 4,
    "outcomes": 10,
    "people": 5,
    "readers": 1,
    "registrations": 11,
    "webhooks": 1,
}
# Second steps, each with the release whose code is the first that does without: ("people", "0009_…"): "0.5.0".
SECOND_STEPS: Mapping[tuple[str, str], str] = {}


def is_asked(migration: Migration) -> bool:
    """Tell whether it is ours, and newer than the rule."""
    is_ours = type(migration).__module__.partition(".")[0] in FLOORS
    return is_ours and int(migration.name[:4]) > NOT_ASKED.get(migration.app_label, 0)


def faults(
    migrations: Mapping[tuple[str, str], Migration],
    *,
    second_steps: Mapping[tuple[str, str], str] = SECOND_STEPS,
    changes: str = "",
) -> Iterator[str]:
    """Yield what is wrong with the migrations; `changes` is the text of CHANGELOG.md, which names the releases."""
    from django_migration_linter import MigrationLinter

    for (app, name), release in second_steps.items():
        if f"\n## {release} (" not in changes:
            yield f"{app}.{name} is a second step, but {release}, which does without, is not released."
    for key, migration in sorted(migrations.items()):
        if not is_asked(migration) or key in second_steps:
            continue
        linter = MigrationLinter(path=str(ROOT), no_cache=True)
        linter.lint_migration(migration)
        if linter.has_errors:
            app, name = key
            yield f"{app}.{name}: the release before fails with these tables, as said above."


def main() -> int:
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    found = list(
        faults(MigrationLoader(connection).disk_migrations, changes=(ROOT / "CHANGELOG.md").read_text())
    )
    for each in found:
        print(each)
    if found:
        print("docs/development/changing.md, “Removing a column takes two releases”, says what to do.")
    return int(bool(found))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confman.settings")
    django.setup()
    sys.exit(main())
