"""Queries whose SQL is made once find what Django's own find, with other values each time."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.people.models import Person
from registrations.core.domain.capacity import locked
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def test_each_time_it_is_asked_with_other_values(conference, other_conference):
    by_slug = CompiledQuery(lambda slug: Conference.objects.filter(slug=slug), models.SlugField())
    assert by_slug.get_or_none(conference.slug) == conference
    assert by_slug.get_or_none(other_conference.slug) == other_conference
    assert by_slug.get_or_none("nowhere") is None


def test_rows_come_with_what_the_query_selects_with_them(conference):
    person = PersonFactory(conference=conference)
    query = CompiledQuery(
        lambda key: Person.objects.filter(pk=key).select_related("conference"), models.UUIDField()
    )
    query.all(person.pk)
    with CaptureQueriesContext(connection) as queries:
        (found,) = query.all(person.pk)
        assert found.conference.title == conference.title
        assert found.name == person.name
    assert len(queries) == 1


def test_it_is_asked_again_while_its_rows_are_made(conference, monkeypatch):
    people = PersonFactory.create_batch(3, conference=conference)
    one = CompiledQuery(lambda key: Person.objects.filter(pk=key), models.UUIDField())
    later, from_db = [person.pk for person in people[1:]], Person.from_db.__func__

    def ask_meanwhile(cls, *values):
        if later:
            key = later.pop()
            assert one.get_or_none(key).pk == key
        return from_db(cls, *values)

    monkeypatch.setattr(Person, "from_db", classmethod(ask_meanwhile))
    assert one.get_or_none(people[0].pk) == people[0]
    assert not later


def test_it_may_return_values_and_has_its_order_and_its_limit(conference):
    people = [PersonFactory(conference=conference, name={"en": name}) for name in ("B", "A", "C")]
    query = CompiledQuery(
        lambda key: Person.objects.of(key).order_by("folded_name").values_list("pk", flat=True)[:2],
        models.UUIDField(),
    )
    assert query.all(conference.pk) == [people[1].pk, people[0].pk]


def test_of_several_rows_there_is_no_only_one(conference):
    PersonFactory.create_batch(2, conference=conference)
    query = CompiledQuery(lambda key: Person.objects.of(key), models.UUIDField())
    with pytest.raises(Person.MultipleObjectsReturned):
        query.get_or_none(conference.pk)


def test_values_that_are_missing_are_noticed(conference):
    query = CompiledQuery(lambda key: Person.objects.of(key), models.UUIDField())
    with pytest.raises(TypeError, match="1 values belong into this statement, not 0"):
        query.all()


@pytest.mark.django_db(transaction=True)
def test_threads_ask_by_their_own_connections(conference):
    query = CompiledQuery(lambda slug: Conference.objects.filter(slug=slug), models.SlugField())
    query.all(conference.slug)
    asked = []

    def ask():
        try:
            with CaptureQueriesContext(connection) as queries:
                query.all(conference.slug)
            asked.append(len(queries))
        finally:
            connection.close()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert asked == [1]


@pytest.mark.django_db(transaction=True)
def test_threads_that_make_the_sql_at_once_make_the_same(conference):
    """Making it changes Django's query: the person who shared one lost the other's joins."""
    registration = RegistrationFactory(conference=conference)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _time in range(10):
            query = CompiledQuery(
                lambda key: Registration.objects.filter(pk=key).select_related(
                    "conference", "person", "category"
                ),
                models.UUIDField(),
            )
            with ThreadPoolExecutor(6) as pool:
                rows = [*pool.map(lambda _number, ask=query: ask_and_close(ask, registration.pk), range(6))]
            assert {row.category.pk for row in rows} == {registration.category_id}
    finally:
        sys.setswitchinterval(before)


def ask_and_close(query, key):
    try:
        return query.get_or_none(key)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_within_a_transaction_alone(conference):
    registration = RegistrationFactory(conference=conference)
    for _time in range(2):  # The second has its SQL already.
        with transaction.atomic():
            assert locked(registration) == registration
        with pytest.raises(transaction.TransactionManagementError):
            locked(registration)
