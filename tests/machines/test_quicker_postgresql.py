"""A connection to PostgreSQL that the server has ended is noticed without asking the server each time."""

import select

import pytest
from django.db import connection, connections

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def another():
    made = connections.create_connection("default")
    # The test's database, whose name the settings of this process do not know.
    made.settings_dict = connection.settings_dict
    made.ensure_connection()
    yield made
    made.close()


def asked(made, monkeypatch):
    """Return what is_usable says, and how often it asked the server."""
    times = []
    real = type(made.connection).cursor
    with monkeypatch.context() as patched:
        patched.setattr(
            type(made.connection), "cursor", lambda *more, **most: times.append(1) or real(*more, **most)
        )
        return made.is_usable(), len(times)


def test_a_good_one_is_used_without_a_question(another, monkeypatch):
    assert asked(another, monkeypatch) == (True, 0)


def test_one_that_the_server_ended_is_not_used(another, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [another.connection.info.backend_pid])
    arrived = select.poll()
    arrived.register(another.connection.fileno(), select.POLLIN)
    assert arrived.poll(10_000)
    assert asked(another, monkeypatch) == (False, 1)


def test_one_that_was_told_something_is_asked(another, monkeypatch):
    with another.cursor() as cursor:
        cursor.execute("LISTEN confman_test")
    telling = connections.create_connection("default")
    telling.settings_dict = connection.settings_dict
    with telling.cursor() as cursor:
        cursor.execute("NOTIFY confman_test")
    telling.close()
    arrived = select.poll()
    arrived.register(another.connection.fileno(), select.POLLIN)
    assert arrived.poll(10_000)
    assert asked(another, monkeypatch) == (True, 1)


def test_one_that_is_closed_is_not_used(another):
    another.connection.close()
    assert not another.is_usable()


def test_one_whose_statement_was_given_up_is_not_used(another):
    another.connection.pgconn.send_query(b"SELECT pg_sleep(60)")
    assert not another.is_usable()
