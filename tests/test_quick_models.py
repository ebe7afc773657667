"""Rows are read and written by statements made once as Django's own would be."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F
from django.db.models.base import ModelState
from django.test.utils import CaptureQueriesContext

from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.models import Person
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def as_django_makes_it(model, pk):
    """Return the row as an object made value by value."""
    values = model._base_manager.filter(pk=pk).values_list(
        *[field.attname for field in model._meta.concrete_fields]
    )
    row = model(*values.get())
    row._state.adding = False
    return row


def state(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


@pytest.mark.parametrize("model", [Conference, Person, Registration, AuditEntry])
def test_a_row_that_is_read_is_as_django_makes_it(model):
    RegistrationFactory(person__country="UZ", person__name={"en": "Ada Sample", "ru": "Ада"})
    for row in model._base_manager.all():
        twin = as_django_makes_it(model, row.pk)
        assert state(row) == state(twin)
        assert [str(getattr(row, field.attname)) for field in model._meta.concrete_fields] == [
            str(getattr(twin, field.attname)) for field in model._meta.concrete_fields
        ]
        assert isinstance(row._state, ModelState)
        assert not row._state.adding and row._state.db == "default"


def test_a_row_read_in_part_asks_for_the_rest(conference):
    person = PersonFactory(conference=conference, email="ada@example.org")
    row = Person.objects.only("name").get(pk=person.pk)
    with CaptureQueriesContext(connection) as queries:
        assert row.email == "ada@example.org"
    assert len(queries) == 1


def test_what_is_set_on_a_row_that_was_read_counts(conference, other_conference):
    person = Person.objects.select_related("conference").get(pk=PersonFactory(conference=conference).pk)
    person.conference_id = other_conference.pk
    assert person.conference == other_conference
    person.country = "FR"
    assert person.country.name


def test_a_row_is_written_as_it_is(conference):
    person = Person(conference=conference, name={"en": "Ada"}, email="ada@example.org", country="UZ")
    person.save()
    assert person.pk and not person._state.adding
    again = Person.objects.get(pk=person.pk)
    assert (again.name["en"], again.email, again.country.code) == ("Ada", "ada@example.org", "UZ")
    again.email = "other@example.org"
    again.save(update_fields=["email"])
    assert Person.objects.get(pk=person.pk).email == "other@example.org"


def test_what_the_database_works_out_is_left_to_django(conference):
    conference.taken = F("taken") + 3
    conference.save(update_fields=["taken"])
    conference.refresh_from_db()
    assert conference.taken == 3


def test_a_row_that_is_gone_is_not_updated(conference):
    person = PersonFactory(conference=conference)
    Person.objects.filter(pk=person.pk).delete()
    with pytest.raises(DatabaseError, match="did not affect any rows"), transaction.atomic():
        person.save(update_fields=["email"])


def test_a_key_that_is_taken_is_an_error(conference):
    person = PersonFactory(conference=conference)
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(pk=person.pk, conference=conference).save(force_insert=True)


def test_a_message_is_inserted_once(conference):
    def message():
        return Message(
            conference=conference,
            key="a.kind",
            to="ada@example.org",
            idempotency_key="one",
            message_id=str(uuid4()),
        )

    assert message().insert_if_new()
    with CaptureQueriesContext(connection) as queries:
        assert not message().insert_if_new()
    assert len(queries) == 1
    assert Message.objects.count() == 1
