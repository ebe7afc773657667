"""Typing errors in the search: mended in all kinds of records and places, with few queries, and never in a code."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.conferences.web.search.results import search, similar_words
from confman.mailings.models import Mailing
from tests.factories import (
    AddresseeFactory,
    ContactMessageFactory,
    CorrespondenceFactory,
    DelegationFactory,
    InviteeFactory,
    ItemFactory,
    MessageFactory,
    PageFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(conference):
    person = PersonFactory(conference=conference, name={"ru": "Рахимова Гулноза"})
    RegistrationFactory(conference=conference, person=person)
    MessageFactory(conference=conference, recipient=person, subject="Your ticket")
    PersonFactory(conference=conference, name={"en": "Ibrahim Yıldırım"})
    DelegationFactory(conference=conference, name={"en": "Switzerland"})
    session = SessionFactory(conference=conference, title={"en": "Closing ceremony"})
    ItemFactory(session=session, title={"en": "Adoption of the rapporteur's summary"})
    RoomFactory(conference=conference, name={"en": "Silk Road", "ru": "Шелковый путь"})
    InviteeFactory(conference=conference, name={"en": "Ministry of Justice"})
    PageFactory(conference=conference, title={"en": "Accommodation"})
    ContactMessageFactory(conference=conference, name="Андрей Зайцев", subject="Wheelchair")
    Mailing.objects.create(
        conference=conference, name="Shuttle buses", audience="registrations.registrations"
    )
    CorrespondenceFactory(conference=conference, number="IN-7", subject="Nominations")
    recommendation(conference, texts={"en": "Strengthen helplines."},
                   addressees=[AddresseeFactory(conference=conference, name={"en": "Ombudsperson"})])  # fmt: skip
    return conference


def titles(conference, user, typed):
    return {group.key: [hit.title for hit in group.hits] for group in search(conference, user, typed).groups}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Рахмиова", "registrations.registrations"),
        ("Rakhimva gulnoza", "registrations.registrations"),
        ("gulnzoa", "mail.outbox"),
        ("yildrim", "people.people"),
        ("Swizterland", "registrations.delegations"),
        ("closing ceremnoy", "agenda.sessions"),
        ("raporteur", "agenda.items"),
        ("шелкоый", "agenda.rooms"),
        ("justcie", "registrations.invitees"),
        ("acommodation", "conferences.site"),
        ("weelchair", "conferences.messages"),
        ("shutle", "mailings.mailings"),
        ("nominatoins", "registrations.correspondence"),
        ("helpilnes", "outcomes.recommendations"),
        ("ombudsprson", "outcomes.addressees"),
        ("pirnt badges", "actions"),
        ("registraitons", "pages"),
        ("бейжди", "pages"),
        ("time zoen", "settings"),
        ("certifictae", "documents"),
    ],
)
def test_a_typing_error_is_mended_in_every_kind(filled, member, typed, kind):
    assert titles(filled, member("owner"), typed)[kind]


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("watre", "water", True),
        ("ivna", "ivan", True),
        ("annna", "anna", True),
        ("wtare", "water", False),  # two errors
        ("karin", "marin", False),  # another first letter
        ("bus", "bush", True),
        ("ab", "abc", False),
        ("person77", "person78", False),
        ("gulnroa", "gulnora", True),
        ("rakhimvoa", "rahimova", True),
        ("conference", "preference", False),
    ],
)
def test_short_words_are_not_like_everything(typed, known, meant):
    assert (similar_words(typed, [known]) == [known]) is meant


def test_a_number_is_never_replaced_by_another(filled, member):
    RegistrationFactory(conference=filled, ticket_token="AAAABBBBCCC1")
    for typed in ("AAAABBBBCCC2", "IN-8888", "gulnoza777777"):
        found = search(filled, member("owner"), typed)
        assert not found.groups and not found.instead


def queries_of(browser, conference, typed):
    address = reverse("conferences_secretariat:search", args=[conference.slug])
    with CaptureQueriesContext(connection) as made:
        assert browser.get(address, {"q": typed}, headers={"X-Part": "search"}).context["found"].groups
    return [query["sql"] for query in made]


def test_the_words_of_a_conference_are_read_once(filled, client_as, member):
    browser = client_as(member("owner"))
    cold = queries_of(browser, filled, "Rahmiova")
    warm = queries_of(browser, filled, "Rahmiova")
    assert len(warm) < len(cold) <= 15
    # Others have them, too, and another conference has its own.
    assert len(queries_of(client_as(member("owner")), filled, "Swizterland")) <= 15


def test_what_is_newer_than_the_words_is_found_as_it_is_written(filled, client_as, member):
    user = member("owner")
    assert search(filled, user, "Rahmiova").instead
    PersonFactory(conference=filled, name={"en": "Oybek Tursunov"})
    assert titles(filled, user, "tursunov")["people.people"] == ["Oybek Tursunov"]


def test_words_of_what_is_gone_are_not_said(filled, member):
    user = member("owner")
    assert search(filled, user, "nominatoins").instead == "nominations"
    filled.correspondence.all().delete()
    assert not search(filled, user, "nominatoins").instead


def test_words_of_what_one_may_not_read_are_not_said(filled, member):
    search(filled, member("owner"), "Rahmiova")  # the words are known now
    for role, typed in (("observer", "Rahmiova"), ("programme", "weelchair"), ("check-in", "nominatoins")):
        found = search(filled, member(role), typed)
        assert not found.groups and not found.instead


def test_another_conference_has_words_of_its_own(filled, member, other_conference):
    assert search(filled, member("owner"), "Rahmiova").instead
    assert not search(other_conference, member("owner", other_conference), "Rahmiova").instead
