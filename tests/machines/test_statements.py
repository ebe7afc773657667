"""SQLite gets a statement with its own placeholders, which are translated once."""

import pytest
from django.db import connection

from confman.machines.quicker_sqlite import base
from confman.machines.quicker_sqlite.base import MAX_LENGTH

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]


def ask(statement, values):
    with connection.cursor() as cursor:
        return cursor.execute(statement, values).fetchone()


def test_values_come_into_their_places_each_time():
    assert ask("SELECT %s || '%%'", ["a"]) == ("a%",)
    assert ask("SELECT %s || '%%'", ["b"]) == ("b%",)
    assert ask("SELECT %(first)s || %(second)s || %(first)s", {"first": "a", "second": "b"}) == ("aba",)
    assert ask("SELECT %(first)s || %(second)s || %(first)s", {"second": "d", "first": "c"}) == ("cdc",)


def test_long_statements_do_not_fill_the_memory():
    known = base._translated.cache_info()
    values = ["a"] * MAX_LENGTH
    assert ask(f"SELECT count(*) FROM (VALUES {', '.join(['(%s)'] * 200)})", values[:200]) == (200,)
    kept = base._translated.cache_info().currsize
    assert kept > known.currsize or kept == known.maxsize
    names = ", ".join(["%s"] * (MAX_LENGTH // 4 + 1))
    assert ask(f"SELECT 'a' IN ({names})", values[: MAX_LENGTH // 4 + 1]) == (1,)
    assert base._translated.cache_info().misses == known.misses + 1
