"""Statements that are asked again and again are planned once a connection, and only those."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, SlugField
from django.test.utils import CaptureQueriesContext

from confman.compiled_queries import CompiledQuery, CompiledUpdate
from confman.conferences.models import Conference
from confman.machines.prepared_statements import PREPARE_THRESHOLD, prepared_statements
from confman.readers.editions import edition_of

pytestmark = pytest.mark.django_db


def asked_often(slug: str) -> None:
    for _time in range(PREPARE_THRESHOLD + 2):
        assert not Conference.objects.filter(slug=slug).exists()


def kept(words: str) -> int:
    """How many plans of statements with these words this connection keeps."""
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


@pytest.mark.postgres
def test_the_log_shows_the_values_that_a_planned_statement_is_sent_without() -> None:
    with CaptureQueriesContext(connection) as captured, prepared_statements():
        asked_often("O'Higgins")
    assert all("O''Higgins" in query["sql"] for query in captured.captured_queries)


def test_an_error_within_leaves_the_connection_as_it_was() -> None:
    with pytest.raises(LookupError), prepared_statements():
        raise LookupError
    if connection.vendor == "postgresql":
        driver: Any = connection.connection
        assert driver.prepare_threshold is None
    asked_often("after")
