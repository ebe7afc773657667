"""Rows whose SQL was made before the transaction."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Theme
from confman.people.models import Person
from confman.web.database.bulk import BulkInserts
from confman.web.database.rows import copies_of
from confman.web.errors import Refused
from tests.factories import ConferenceFactory


def themes(conference, count):
    return [
        Theme(conference=conference, name={"en": f"Theme {number}"}, position=number)
        for number in range(count)
    ]


def test_a_row_like_another_has_its_columns_and_nothing_in_common_with_it(db):
    conference = ConferenceFactory()
    first = Person(conference=conference, name={"en": "Ada Sample"}, languages=["en"])
    first.worked_out = ["of its columns"]
    second = next(copies_of(first))
    assert second.pk != first.pk and second.conference is conference and "worked_out" not in vars(second)
    second.name["ru"], second.biography["en"] = "Ада Самплова", "An engineer."
    second.languages.append("ru")
    assert first.name == {"en": "Ada Sample"} and first.biography == {} and first.languages == ["en"]
    second.save(force_insert=True)
    assert str(Person.objects.get(pk=second.pk).biography) == "An engineer."


def test_inside_the_transaction_nothing_is_left_to_do_but_to_write(db, django_assert_num_queries):
    rows = themes(ConferenceFactory(), 5)
    inserts = BulkInserts()
    inserts.add(rows)
    inserts.add([])
    with django_assert_num_queries(0, connection=connection):
        inserts.add(themes(rows[0].conference, 1))
    with transaction.atomic():
        inserts.run()
    assert set(rows) <= set(Theme.objects.all()) and Theme.objects.count() == 6
    assert str(Theme.objects.get(pk=rows[3].pk).name) == "Theme 3"


def test_a_column_that_was_not_read_is_read_before_its_row_is_inserted(db):
    Theme.objects.bulk_create(themes(ConferenceFactory(), 1))
    row = Theme.objects.defer("name", "conference").get()
    inserts = BulkInserts()
    inserts.add([row])
    Theme.objects.all().delete()
    with transaction.atomic():
        inserts.run()
    assert Theme.objects.get().name == {"en": "Theme 0"}


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_outside_a_transaction_or_where_one_row_is_wrong():
    conference = ConferenceFactory()
    row, *others = themes(conference, 3)
    inserts = BulkInserts()
    inserts.add([row, *others])
    inserts.add([row])
    with pytest.raises(TransactionManagementError):
        inserts.run()
    with pytest.raises(IntegrityError), transaction.atomic():
        inserts.run()
    assert not Theme.objects.filter(conference=conference).exists()


def test_what_is_longer_than_its_field_is_refused_by_every_database(db):
    row = ConferenceFactory.build(slug="a" * 300)
    with pytest.raises(Refused, match="300 characters"):
        BulkInserts().add([row])


def test_equal_values_of_a_column_that_are_of_two_types_stay_what_they_are(db):
    conference = ConferenceFactory()
    user = system_user("command")
    told = ({"a": 1}, {"a": True}, {}, {"a": 1})
    inserts = BulkInserts()
    inserts.add(
        AuditEntry(verb=f"bulk.{number}", by=user, conference_id=conference.pk, details=details)
        for number, details in enumerate(told)
    )
    with transaction.atomic():
        inserts.run()
    written = AuditEntry.objects.filter(verb__startswith="bulk.").order_by("verb")
    assert [repr(entry.details) for entry in written] == [repr(details) for details in told]


def test_rows_like_one_differ_in_what_is_given_alone(db):
    like = Theme(conference=ConferenceFactory(), name={"en": "Theme"})
    keys = [uuid4() for _number in range(3)]
    inserts = BulkInserts()
    inserts.add_like(like, {"id": keys, "position": [7, 8, 9]})
    with transaction.atomic():
        inserts.run()
    written = Theme.objects.order_by("position")
    assert [(row.pk, str(row.name), row.position) for row in written] == [
        (key, "Theme", position) for key, position in zip(keys, [7, 8, 9], strict=True)
    ]
    with pytest.raises(Refused, match="300 characters"):
        BulkInserts().add_like(ConferenceFactory.build(slug="a" * 300), {"id": keys})
