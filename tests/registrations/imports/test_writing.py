"""An import writes in few statements, places through the counters, and never over another's change."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from confman.accounts.system_users import system_user
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.models import Person
from confman.web.errors import Refused
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.imports.exchange.bulk_insert import prepare_import
from registrations.imports.exchange.resource import PeopleResource
from registrations.lifecycle.domain.decisions import approve_registration, offer_place
from registrations.spreadsheets.exchange.columns import guess_columns, read_list_sheet
from registrations.spreadsheets.exchange.row_reader import ListRefused
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory
from tests.registrations.people_lists import bring_in, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready(conference):
    """Two categories, of which the first is everyone's."""
    CategoryFactory(conference=conference, name={"en": "Participant"}, letter="P", position=1)
    CategoryFactory(conference=conference, name={"en": "Press"}, letter="M", position=2, capacity=2)
    return conference


def taken():
    """Places taken in the conference, in each category, in each delegation."""
    return (
        Conference.objects.get().taken,
        {category.letter: category.taken for category in Category.objects.all()},
        {str(delegation): delegation.taken for delegation in Delegation.objects.all()},
    )


def test_approved_people_take_places_in_delegations_that_the_list_names_first(ready):
    bring_in(
        ready, csv("name,delegation,category", "Ada Sample,UNODC,", "Bob Sample,UNODC,Press"), approve=True
    )
    assert taken() == (2, {"P": 1, "M": 1}, {"UNODC": 2})
    assert Registration.objects.approved().exclude(ticket_token=None).count() == 2


def test_who_holds_a_place_moves_with_it_and_who_waits_is_approved(ready):
    bring_in(
        ready,
        csv("name,email,delegation", "Ada Sample,ada@example.org,UNODC", "Bob Sample,bob@example.org,UNODC"),
        approve=True,
    )
    waiting = RegistrationFactory(
        conference=ready,
        person=PersonFactory(conference=ready, name={"en": "Cem Sample"}, email="cem@example.org"),
        category=Category.objects.get(letter="P"),
        status="waiting",
    )
    change = csv(
        "name,email,delegation,category",
        "Ada Sample,ada@example.org,OSCE,Press",
        "Bob Sample,bob@example.org,UNODC,",
        "Cem Sample,cem@example.org,OSCE,",
    )

    report = bring_in(ready, change, approve=True)

    assert (report.added, report.changed, report.delegations) == (0, 2, 1)
    assert taken() == (3, {"P": 2, "M": 1}, {"UNODC": 1, "OSCE": 2})
    waiting.refresh_from_db()
    assert waiting.status == "approved" and waiting.ticket_token
    assert AuditEntry.objects.filter(verb="registrations.approved").count() == 1
    assert {
        tuple(entry.details["fields"]) for entry in AuditEntry.objects.filter(verb="registrations.changed")
    } == {("category", "delegation"), ("delegation",)}

    again = bring_in(ready, change, approve=True)
    assert (again.changed, taken()) == (0, (3, {"P": 2, "M": 1}, {"UNODC": 1, "OSCE": 2}))


def test_who_is_approved_by_a_list_is_seen_by_those_they_named_on_the_form(ready):
    row = RegistrationFactory(
        conference=ready,
        person=PersonFactory(conference=ready, name={"en": "Ada Sample"}, email="ada@example.org"),
        confirmed_at=None,
        answers={"pending": {"consents": {"data": True, "photo": False}, "listing": "secretariat"}},
    )

    bring_in(ready, csv("name,email", "Ada Sample,ada@example.org"), approve=True)

    row.refresh_from_db()
    assert (row.status, row.answers, row.person.listing) == ("approved", {}, "secretariat")
    assert row.person.consents.filter(kind="photo", given=False).exists()


def test_who_is_offered_a_place_is_approved_by_a_list_and_holds_one_place(ready):
    row = offer_place(
        RegistrationFactory(
            conference=ready,
            person=PersonFactory(conference=ready, name={"en": "Ada Sample"}, email="ada@example.org"),
            category=Category.objects.get(letter="P"),
            status="waiting",
        ),
        by=system_user("command"),
    )

    bring_in(ready, csv("name,email", "Ada Sample,ada@example.org"), approve=True)

    row.refresh_from_db()
    assert (row.status, row.offered_until, bool(row.ticket_token)) == ("approved", None, True)
    assert taken()[:2] == (1, {"P": 1, "M": 0})


def test_where_places_run_out_nothing_of_the_list_is_written(ready):
    people = csv("name,delegation,category", *(f"Person Sample{n},Agency,Press" for n in range(3)))
    with pytest.raises(Refused, match="All 2 places of the category “Press” are taken"):
        bring_in(ready, people, approve=True)
    assert not Person.objects.exists() and not Delegation.objects.exists()
    assert taken() == (0, {"P": 0, "M": 0}, {})


def test_a_freed_place_is_offered_to_the_first_in_line(ready):
    bring_in(ready, csv("name,category", "Ada Sample,Press", "Bob Sample,Press"), approve=True)
    first = RegistrationFactory(conference=ready, category=Category.objects.get(letter="M"), status="waiting")
    bring_in(ready, csv("name,category", "Ada Sample,Participant"))
    first.refresh_from_db()
    assert first.status == "offered" and taken()[1] == {"P": 1, "M": 2}


def test_links_in_a_mailbox_that_a_list_corrects_end(ready, client):
    person = PersonFactory(
        conference=ready, name={"en": "Ada Sample"}, organization={"en": "UNODC"}, email="wrong@example.org"
    )
    row = RegistrationFactory(conference=ready, person=person)
    approve_registration(row, by=system_user("command"))
    link = "/" + registration_link(row).split("/", 3)[3]
    assert client.get(link, follow=True).status_code == 200

    bring_in(ready, csv("name,organization,email", "Ada Sample,UNODC,right@example.org"))

    person.refresh_from_db()
    assert person.email == "right@example.org"
    assert Client().get(link, follow=True).status_code == 410
    assert Message.objects.filter(key="registrations.link").get().to == "right@example.org"


def test_what_someone_else_changed_meanwhile_is_not_written_over(ready):
    person = PersonFactory(conference=ready, name={"en": "Ada Sample"}, email="ada@example.org", phone="1")
    RegistrationFactory(conference=ready, person=person)
    table = read_list_sheet(csv("name,email,phone", "Ada Sample,ada@example.org,2", "Bob Sample,,"))
    resource = PeopleResource(ready, table, guess_columns(table, ready.languages))
    plan = resource.read()
    prepared = prepare_import(
        resource, plan, Category.objects.first(), approve=False, by=system_user("command")
    )
    Person.objects.filter(pk=person.pk).update(phone="3")

    with pytest.raises(Refused, match="Someone else changed"), transaction.atomic():
        prepared.write()

    assert [(str(each), each.phone) for each in Person.objects.all()] == [("Ada Sample", "3")]


def test_the_same_list_again_changes_nothing_whoever_shares_a_name(ready):
    """Namesakes are told apart by what the list says of them, and the second time as the first."""
    people = csv(
        "name,delegation,organization",
        "Li Wang,China,Academy",
        "Li Wang,Singapore,Institute",
        "Li Wang,Singapore,Academy",
        "Wang Li,China,Institute",
    )
    first = bring_in(ready, people)
    again = bring_in(ready, people)
    assert (again.added, again.changed, again.unchanged) == (0, 0, first.added)


@pytest.mark.parametrize(
    ("cell", "column", "said"),
    [
        pytest.param("T" * 500, "title", "500 characters are more than the 60", id="title"),
        pytest.param("D" * 301, "delegation", "301 characters are more than the 300", id="delegation"),
        pytest.param("1" * 41, "phone", "41 characters are more than the 40", id="phone"),
    ],
)
def test_what_is_too_long_is_told_by_line_and_column_and_never_cut(ready, cell, column, said):
    with pytest.raises(ListRefused) as refusal:
        bring_in(ready, csv(f"name,{column}", "Bob Sample,", f"Ada Sample,{cell}"))
    assert [(each.line, each.column) for each in refusal.value.problems] == [(3, column)]
    assert said in refusal.value.problems[0].message
    assert not Person.objects.exists()


def test_changing_a_hundred_people_costs_a_few_statements(ready):
    names = [f"Person Sample{number},p{number}@example.org" for number in range(100)]
    bring_in(ready, csv("name,email", *names), approve=True)

    def ask(number):
        rows = [f"{name},{number},Delegation {number}" for name in names[:number]]
        with CaptureQueriesContext(connection) as captured:
            bring_in(ready, csv("name,email,phone,delegation", *rows))
        assert Person.objects.filter(phone=str(number)).count() == number
        return len(captured)

    assert ask(100) < ask(10) + 10
