"""A migration with which the code of the release before fails is found before it is released."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from script.tooling import migration_rules
from script.tooling.migration_rules import faults, is_asked

# Statements are read without being run, but SQLite shows them outside of a transaction alone.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def migrations(monkeypatch):
    """Those that there are, as if the rule were older than all of them."""
    monkeypatch.setattr(migration_rules, "NOT_ASKED", {})
    return MigrationLoader(connection).disk_migrations


@pytest.mark.parametrize(
    ("key", "is_found"),
    [
        (("conferences", "0004_list_views"), False),  # a new table
        (("people", "0002_unread_columns_go"), True),
        (("registrations", "0006_actions"), True),  # a column has another name
        (("registrations", "0007_papers"), True),  # a table has another name
        (
            ("registrations", "0008_notes_verbales"),
            True,
        ),  # a column that old code leaves empty, and that may not be
    ],
)
def test_what_old_code_cannot_live_with_is_found(migrations, key, is_found, capsys):
    assert bool(list(faults({key: migrations[key]}))) == is_found
    assert ("ERR" in capsys.readouterr().out) == is_found


def test_a_second_step_may_when_the_release_that_does_without_is_out(migrations):
    key = ("people", "0002_unread_columns_go")
    [fault] = faults({key: migrations[key]}, second_steps={key: "0.4.0"}, changes="\n## Unreleased\n")
    assert "0.4.0" in fault
    released = "\n## 0.4.0 (1 March 2027)\n"
    assert not list(faults({key: migrations[key]}, second_steps={key: "0.4.0"}, changes=released))


def test_those_of_libraries_and_those_before_the_rule_are_not_asked():
    all_of_them = MigrationLoader(connection).disk_migrations
    assert not is_asked(all_of_them["django_q", "0001_initial"])
    assert {app for app, _name in all_of_them if is_asked(all_of_them[app, _name])} <= set(
        migration_rules.NOT_ASKED
    )
