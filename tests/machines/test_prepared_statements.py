"""Statements that are asked again and again are planned once a connection, and only those."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import CharField, SlugField
from django.test.utils import CaptureQueriesContext

from agenda.rooms.models import Room
from confman.compiled_queries import CompiledQuery, CompiledUpdate
from confman.conferences.models import Conference
from confman.machines.prepared_statements import PREPARE_THRESHOLD, planned_cursor, prepared_statements
from confman.machines.quicker_postgresql.cursors import PlannedCursor, _translated
from confman.readers.editions import edition_of
from confman.web.database.unchanged import ConferenceQuery

pytestmark = pytest.mark.django_db


def asked_often(slug: str) -> None:
    for _time in range(PREPARE_THRESHOLD + 2):
        assert not Conference.objects.filter(slug=slug).exists()


def kept(words: str) -> int:
    """Return the number of plans that this connection keeps of statements with these words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s AND statement NOT LIKE '%%pg_prep%%'",
            [f"%{words}%"],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.postgres  # SQLite keeps its statements by itself
def test_what_is_asked_often_is_planned_once_and_everything_else_as_ever(settings: Any) -> None:
    with prepared_statements():
        asked_often("first")
    plans = kept("conferences_conference")
    assert plans == 1
    asked_often("second")
    assert kept("conferences_conference") == plans and kept("second") == 0
    settings.DATABASE_IS_POOLED = True
    with prepared_statements():
        assert not Conference.objects.filter(slug="third", timezone="UTC").exists()
        asked_often("third")
    assert kept("conferences_conference") == plans


@pytest.mark.postgres
def test_what_is_made_once_is_planned_once_whatever_its_values() -> None:
    in_a_zone = CompiledQuery(
        lambda slug, zone: Conference.objects.filter(slug=slug, timezone=zone), SlugField(), CharField()
    )
    renamed = CompiledUpdate(
        lambda zone, slug: (Conference.objects.filter(slug=slug), {"timezone": zone}),
        CharField(),
        SlugField(),
    )
    for number in range(PREPARE_THRESHOLD + 2):
        assert in_a_zone.all(f"it-is-{number}", "O'Higgins, 100 %s") == []
        assert (
            in_a_zone.columns("other", "") == [] and renamed.update("Asia/Tashkent", f"it-is-{number}") == 0
        )
        assert edition_of("none") is None
    assert kept('"timezone" = ($2)') == kept('SET "timezone" = $1') == kept("readers_editionstep") == 1


NAMES = "SELECT name, place FROM of_old_and_new WHERE place = %s"


@pytest.fixture
def planned() -> Iterator[None]:
    """A table about which a statement was planned on this connection."""
    ask_in_sql("CREATE TABLE of_old_and_new (name varchar(5), place integer)")
    ask_in_sql("INSERT INTO of_old_and_new VALUES ('Anna', 1)")
    for _time in range(PREPARE_THRESHOLD + 2):
        assert names() == [("Anna", 1)]
    assert kept("of_old_and_new WHERE place") == 1
    yield
    ask_in_sql("DROP TABLE of_old_and_new")


def ask_in_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def names() -> list[Any]:
    with prepared_statements(), connection.cursor() as cursor:
        cursor.execute(NAMES, [1])
        return cursor.fetchall()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("planned")
def test_a_plan_goes_on_with_columns_that_newer_code_adds() -> None:
    ask_in_sql("ALTER TABLE of_old_and_new ADD COLUMN country varchar(2) DEFAULT 'UZ'")
    assert names() == [("Anna", 1)] and kept("of_old_and_new WHERE place") == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("planned")
def test_of_a_column_whose_type_newer_code_changed_the_plan_is_made_anew() -> None:
    ask_in_sql("ALTER TABLE of_old_and_new ALTER COLUMN name TYPE varchar(50)")
    assert names() == [("Anna", 1)] and kept("of_old_and_new WHERE place") == 0


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("planned")
def test_a_transaction_that_such_a_plan_fails_is_the_last_to_fail() -> None:
    ask_in_sql("ALTER TABLE of_old_and_new ALTER COLUMN name TYPE varchar(50)")
    with pytest.raises(NotSupportedError, match="cached plan"), transaction.atomic():
        names()
    with transaction.atomic():
        assert names() == [("Anna", 1)]


@pytest.mark.postgres
def test_what_reads_a_whole_conference_is_planned_for_the_one_that_is_read() -> None:
    conference = Conference(pk=uuid4())
    rooms = ConferenceQuery(lambda key: Room.objects.filter(conference=key).values_list("pk"))
    for _time in range(PREPARE_THRESHOLD + 2):
        assert rooms.rows(conference) == []
    assert kept("agenda_room") == 0


@pytest.mark.postgres
def test_the_log_shows_the_values_that_a_planned_statement_is_sent_without() -> None:
    with CaptureQueriesContext(connection) as captured, prepared_statements():
        asked_often("O'Higgins")
    assert all("O''Higgins" in query["sql"] for query in captured.captured_queries)


@pytest.mark.postgres
def test_nothing_else_on_the_connection_is_planned_and_a_long_statement_is_translated_once() -> None:
    long = f"SELECT %s::int, {', '.join(['1'] * 1500)}"
    translated = _translated.cache_info().misses
    for number in range(PREPARE_THRESHOLD + 2):
        with planned_cursor(connection) as cursor:
            cursor.execute(long, [number])
            assert cursor.fetchall()[0][0] == number
        assert not Conference.objects.filter(slug="beside", timezone="UTC").exists()
    assert _translated.cache_info().misses == translated + 1
    assert kept("SELECT $1::int, 1, 1") == 1 and kept("conferences_conference") == 0


def test_an_error_within_leaves_the_connection_as_it_was() -> None:
    with pytest.raises(LookupError), prepared_statements():
        raise LookupError
    if connection.vendor == "postgresql":
        driver: Any = connection.connection
        assert not issubclass(driver.cursor_factory, PlannedCursor)
    asked_often("after")
