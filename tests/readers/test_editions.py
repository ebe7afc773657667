"""Every act that readers could notice gives the public site a new edition; scans and mails do not."""

import re
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from confman.accounts.system_users import system_user
from confman.audit import labels
from confman.audit.domain.recorder import record_audit
from confman.audit.labels import quiet_acts
from confman.conferences.domain.organizations import adopt_conference, change_organization, found_organization
from confman.conferences.models import Conference
from confman.people.domain.people import add_person, record_consent, set_listing
from confman.people.models import Person
from confman.readers import editions
from confman.readers.models import EditionStep
from confman.registries import load_manifests
from registrations.lifecycle.domain.enrolment import confirm_email, register_publicly
from tests.factories import CategoryFactory
from tests.readers.unnoticed import JOINED, READ, Writes, unnoticed_writes

pytestmark = pytest.mark.django_db


def act(conference, owner, verb="conferences.changed"):
    with transaction.atomic():
        record_audit(verb, by=owner, conference=conference)


def test_an_act_raises_the_edition_of_its_conference_alone(conference, other_conference, owner):
    before = [editions.edition_of(each.slug) for each in (conference, other_conference)]
    act(conference, owner)
    after = [editions.edition_of(each.slug) for each in (conference, other_conference)]
    assert after[0] != before[0] and after[1] == before[1]


def test_an_act_of_an_organization_raises_the_edition_of_all_its_conferences(
    conference, other_conference, owner
):
    organization = found_organization({"en": "Ministry of Roads"}, by=owner)
    adopt_conference(organization, conference, by=owner)
    before = [editions.edition_of(each.slug) for each in (conference, other_conference)]
    change_organization(organization, by=owner, name={"en": "Ministry of Transport"})
    after = [editions.edition_of(each.slug) for each in (conference, other_conference)]
    assert after[0] != before[0] and after[1] == before[1]


def test_an_act_that_is_taken_back_raises_nothing(conference, owner):
    before = editions.edition_of(conference.slug)
    with transaction.atomic():
        record_audit("conferences.changed", by=owner, conference=conference)
        transaction.set_rollback(True)
    assert editions.edition_of(conference.slug) == before


@pytest.mark.parametrize("verb", ["registrations.admitted", "mail.held", "registrations.submitted"])
def test_of_some_acts_readers_see_nothing_at_once(conference, owner, verb):
    before = editions.edition_of(conference.slug)
    act(conference, owner, verb)
    assert editions.edition_of(conference.slug) == before


@pytest.mark.parametrize("given", [True, False])
@pytest.mark.parametrize(
    ("listing", "is_seen"), [("public", True), ("participants", False), ("secretariat", False)]
)
def test_a_consent_is_noticed_where_the_person_may_be_listed_for_everyone(
    conference, owner, listing, is_seen, given
):
    added = add_person(conference, by=owner, name="Quiet Sample", listing=listing, source="the person")
    person = Person.objects.get(pk=added.pk)
    before = editions.edition_of(conference.slug)
    record_consent(person, "data", given=given, by=owner)
    assert (editions.edition_of(conference.slug) != before) is is_seen


def test_who_is_added_is_noticed_only_where_they_may_be_listed_for_everyone(conference, owner):
    before = editions.edition_of(conference.slug)
    person = add_person(conference, by=owner, name="Quiet Sample")
    assert editions.edition_of(conference.slug) == before
    set_listing(person, "public", by=owner, source="the person")
    after = editions.edition_of(conference.slug)
    assert after != before
    set_listing(person, "secretariat", by=owner, source="the person")
    assert editions.edition_of(conference.slug) != after


def test_what_is_refused_by_someone_listed_meanwhile_is_not_quiet(conference, owner):
    stale = Person.objects.get(pk=add_person(conference, by=owner, name="Quiet Sample").pk)
    set_listing(Person.objects.get(pk=stale.pk), "public", by=owner, source="the person")
    before = editions.edition_of(conference.slug)
    record_consent(stale, "photo", given=False, by=owner)
    assert editions.edition_of(conference.slug) != before


def test_a_confirmed_registration_leaves_the_pages_of_readers_kept(conference, owner):
    conference.registration_mode = "open"
    conference.save()
    registration = register_publicly(
        conference,
        category=CategoryFactory(conference=conference, approval="open", capacity=2),
        details={"name": "Quiet Sample", "email": "quiet@example.org", "language": "en"},
        consents={"data": True, "photo": False},
        listing="participants",
        form_key=uuid4(),
        by=system_user("visitor"),
    )
    before = editions.edition_of(conference.slug)
    assert confirm_email(registration, by=system_user("participant")).is_approved
    assert editions.edition_of(conference.slug) == before


def test_a_conference_that_does_not_exist_has_no_edition():
    assert editions.edition_of("nowhere") is None


def test_many_steps_are_summed_up_and_the_edition_stays(conference, owner):
    for _number in range(editions.MANY + 2):
        act(conference, owner)
    before = editions.edition_of(conference.slug)
    assert editions.sum_up_editions() == 1
    assert EditionStep.objects.filter(conference=conference).count() == 1
    assert editions.edition_of(conference.slug) == before
    assert editions.sum_up_editions() == 0


def test_two_workers_that_sum_up_at_once_lose_nothing(conference, owner, at_once):
    for _number in range(editions.MANY + 2):
        act(conference, owner)
    before = editions.edition_of(conference.slug)
    at_once(editions.sum_up_editions, editions.sum_up_editions)
    assert editions.edition_of(conference.slug) == before
    assert EditionStep.objects.filter(conference=conference).count() == 1


def test_steps_that_another_has_summed_up_meanwhile_are_left_alone(conference, owner, monkeypatch):
    for _number in range(editions.MANY + 2):
        act(conference, owner)
    locked = QuerySet.select_for_update

    def after_another(rows, **options):
        monkeypatch.undo()
        editions.sum_up_editions()
        return locked(rows.none(), **options)

    before = editions.edition_of(conference.slug)
    monkeypatch.setattr(QuerySet, "select_for_update", after_another)
    editions.sum_up_editions()
    assert editions.edition_of(conference.slug) == before


def test_quiet_acts_are_verbs_of_the_history():
    load_manifests()
    known = {*labels._labels, "registrations.admitted", "documents.made"}
    known |= {verb.partition(".")[0] for verb in known}
    assert {verb for acts in quiet_acts for verb in acts.verbs} <= known


def test_a_write_that_readers_could_see_and_that_raises_nothing_is_found(conference):
    watch = Writes()
    with connection.execute_wrapper(watch):
        conference.contact_email = "other@example.org"
        conference.save(update_fields=["contact_email"])
        with transaction.atomic():
            conference.save(update_fields=["contact_email"])
            transaction.set_rollback(True)
    assert watch.writes == [("conferences_conference", "UPDATE contact_email")]


@pytest.mark.nightly
def test_public_pages_read_no_other_tables(owner):
    """The demo has something of everything; each page that the public site leads to is opened."""
    call_command("demo", verbosity=0)
    conference = Conference.objects.get(slug="tashkent2017")
    if conference.organization is None:
        adopt_conference(found_organization({"en": "A ministry"}, by=owner), conference, by=owner)
    with unnoticed_writes():
        assert tables_read_from("/tashkent2017/en/") - READ - JOINED == set()


def tables_read_from(start):
    client, found, todo, known = Client(), set(), [start], {start}
    while todo:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(todo.pop())
        for query in queries:
            found |= set(re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"]))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            links = set(re.findall(r'(?:href|src)="(/[\w-]+/en/[^"#?]*)', answer.content.decode())) - known
            known |= links
            todo += links
    return found
