"""SQLite gets a statement with its own placeholders, which are translated once."""

import pytest
from django.db import connection

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]


def ask(statement, values):
    with connection.cursor() as cursor:
        return cursor.execute(statement, values).fetchone()


def test_values_come_into_their_places_each_time():
    assert ask("SELECT %s || '%%'", ["a"]) == ("a%",)
    assert ask("SELECT %s || '%%'", ["b"]) == ("b%",)
    assert ask("SELECT %(first)s || %(second)s || %(first)s", {"first": "a", "second": "b"}) == ("aba",)
    assert ask("SELECT %(first)s || %(second)s || %(first)s", {"second": "d", "first": "c"}) == ("cdc",)
