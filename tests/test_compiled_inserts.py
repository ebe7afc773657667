"""Rows inserted by a statement made once are as Django would have inserted them."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Value
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext

from confman.compiled_inserts import A_FEW, insert_all
from confman.mail.models import Message
from confman.people.models import Person

pytestmark = pytest.mark.django_db


def person(conference, **values):
    return Person(conference=conference, name={"en": "Ada", "ru": "Ада"}, country="UZ", **values)


def test_a_row_is_written_as_django_writes_it(conference, monkeypatch):
    one, other = person(conference, email="ada@example.org"), person(conference, email="ada@example.org")
    one.save()
    monkeypatch.setattr("confman.compiled_inserts._is_plain", lambda _model: False)
    other.save()
    assert not one._state.adding and one._state.db == "default"
    differ = {"id", "created_at", "updated_at"}
    rows = [Person.objects.filter(pk=each.pk).values().get() for each in (one, other)]
    assert {name for name in rows[0] if rows[0][name] != rows[1][name]} <= differ


def test_listeners_hear_of_it(conference):
    heard = []
    listener = lambda instance, created, **_more: heard.append((instance, created))  # noqa: E731
    post_save.connect(listener, sender=Person)
    try:
        made = Person.objects.create(conference=conference, name={"en": "Ada"})
    finally:
        post_save.disconnect(listener, sender=Person)
    assert heard == [(made, True)]


def test_what_the_database_works_out_is_left_to_django(conference):
    made = person(conference)
    made.email = Value("worked@example.org")
    made.save()
    assert Person.objects.get(pk=made.pk).email == "worked@example.org"


def test_a_key_that_is_taken_is_an_error_and_ends_the_transaction(conference):
    made = Person.objects.create(conference=conference, name={"en": "Ada"})
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(pk=made.pk, conference=conference).save(force_insert=True)
    assert Person.objects.get(pk=made.pk).name["en"] == "Ada"


def test_the_statement_can_be_read_in_the_log(conference):
    with CaptureQueriesContext(connection) as queries:
        person(conference, email="logged@example.org").save()
    assert any(
        "INSERT" in query["sql"] and "logged@example.org" in query["sql"]
        for query in queries.captured_queries
    )


def test_a_message_is_inserted_once(conference):
    def message():
        return Message(
            conference=conference, key="a.kind", to="a@example.org", idempotency_key="one", message_id=str(uuid4())
        )  # fmt: skip

    assert message().insert_if_new()
    with CaptureQueriesContext(connection) as queries:
        assert not message().insert_if_new()
    assert len(queries) == 1
    assert Message.objects.count() == 1


@pytest.mark.parametrize("number", [0, 1, 2, A_FEW, A_FEW + 1])
def test_several_are_inserted_by_one_statement_as_django_writes_them(conference, number):
    people = [person(conference, email=f"{place}@example.org") for place in range(number)]
    with CaptureQueriesContext(connection) as queries:
        insert_all(people)
    assert sum("INSERT" in query["sql"] for query in queries) == min(number, 1)
    assert not any(each._state.adding for each in people)
    assert set(Person.objects.of(conference).values_list("pk", "email")) == {
        (each.pk, each.email) for each in people
    }
    assert all(each.name["ru"] == "Ада" for each in Person.objects.of(conference))
