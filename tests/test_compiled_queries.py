"""Queries whose SQL is made once find what Django's own find, with other values each time."""

import threading

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from confman.audit.models import AuditEntry
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.people.models import Person
from tests.factories import PersonFactory

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
    with pytest.raises(TypeError, match="1 values belong into this query, not 0"):
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


def test_a_row_that_is_saved_is_read_again_as_it_was(conference, owner):
    person = PersonFactory(conference=conference, country="UZ", languages=["en", "ru"])
    stored = Person.objects.get(pk=person.pk)
    names = [field.attname for field in Person._meta.concrete_fields]
    assert [getattr(stored, name) for name in names] == [getattr(person, name) for name in names]
    entry = AuditEntry(verb="people.added", by=owner, details={"count": 2})
    entry.save(force_insert=True)
    again = AuditEntry.objects.get(pk=entry.pk)
    assert (again.at, again.details) == (entry.at, {"count": 2})


def test_a_value_that_the_database_works_out_is_inserted_too(conference, owner):
    entry = AuditEntry(
        verb="people.added", by=owner, reason=models.functions.Lower(models.Value("WORKED OUT"))
    )
    entry.save(force_insert=True)
    assert AuditEntry.objects.get(pk=entry.pk).reason == "worked out"
