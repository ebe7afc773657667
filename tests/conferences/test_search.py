"""The search of the secretariat: any script, a typing error, pages in any language, and only what one may open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from confman.conferences.web.search import SHOWN, search
from tests.factories import (
    DelegationFactory,
    InviteeFactory,
    MessageFactory,
    PageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(conference):
    """A conference with something of each kind."""
    person = PersonFactory(
        conference=conference, name={"ru": "Рахимова Гулноза"}, email="gulnoza@example.org"
    )
    delegation = DelegationFactory(conference=conference, name={"en": "Türkiye"})
    RegistrationFactory(conference=conference, person=person, delegation=delegation)
    SessionFactory(conference=conference, title={"en": "Opening of the conference", "ru": "Открытие"})
    InviteeFactory(conference=conference, name={"en": "Ministry of Justice"})
    PageFactory(conference=conference, title={"en": "Visas"}, body={"en": "Write to us about hotels."})
    PageFactory(conference=conference, title={"en": "Hotels", "ru": "Гостиницы"})
    MessageFactory(conference=conference, to="gulnoza@example.org", subject="Your ticket")
    return conference


def titles(conference, user, typed) -> dict[str, list[str]]:
    return {group.key: [hit.title for hit in group.hits] for group in search(conference, user, typed).groups}


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("Рахимова", "registrations.registrations", "Рахимова Гулноза"),
        ("raximova", "people.people", "Рахимова Гулноза"),
        ("Rakhimova gul", "people.people", "Рахимова Гулноза"),
        ("gulnoza@example.org", "mail.outbox", "Your ticket"),
        ("turkiye", "registrations.delegations", "Türkiye"),
        ("открыт", "agenda.sessions", "Opening of the conference"),
        ("гостиницы", "conferences.site", "Hotels"),
        ("hotels", "conferences.site", "Hotels"),
        ("justice", "registrations.invitees", "Ministry of Justice"),
        ("nametag", "acts", "Print badges"),
        ("бейджи", "pages", "Badges"),
        ("publish", "acts", "Publish the agenda"),
        ("outbox", "pages", "Outbox"),
        ("list of participants", "documents", "List of participants"),
    ],
)
def test_what_is_looked_for_comes_first_of_its_kind(filled, member, typed, kind, title):
    with translation.override("en"):
        assert titles(filled, member("owner"), typed)[kind][0] == title


def test_a_typing_error_is_mended_and_said(filled, client_as, member):
    page = client_as(member("owner")).get(
        reverse("conferences_secretariat:search", args=[filled.slug]), {"q": "Rahmiova"}
    )
    text = page.content.decode()
    assert "Nothing has “Rahmiova” in it" in text and "Рахимова Гулноза" in text


def test_what_one_may_not_open_is_not_found(filled, member):
    owner, observer = member("owner"), member("observer")
    assert "mail.outbox" in titles(filled, owner, "gulnoza")
    assert (
        not {"people.people", "registrations.registrations", "mail.outbox"}
        & titles(filled, observer, "gulnoza").keys()
    )
    # Not by a typing error, either, which would tell that there is such a name.
    assert not search(filled, observer, "Rahmiova").groups
    assert not search(filled, observer, "Rahmiova").instead


@pytest.mark.parametrize(
    "role", ["owner", "programme", "registration", "protocol", "rapporteur", "check-in", "observer"]
)
def test_whatever_is_found_opens(filled, client_as, member, role):
    user = member(role)
    browser = client_as(user)
    found = {
        hit.url: hit.title
        for typed in (
            "gulnoza",
            "opening",
            "turkiye",
            "justice",
            "publish",
            "badges",
            "list",
            "letter",
            "outcome",
        )
        for group in search(filled, user, typed).groups
        for hit in group.hits
    }
    assert found or role == "observer"
    assert not {url: title for url, title in found.items() if browser.get(url).status_code != 200}


def test_another_conference_and_an_erased_person_are_not_found(filled, member):
    elsewhere = PersonFactory(name={"en": "Somebody Elsewhere"})
    assert elsewhere.conference != filled
    assert not search(filled, member("owner"), "elsewhere").groups


def test_the_likeliest_come_first_and_the_rest_is_a_list_away(filled, member):
    for number in range(SHOWN + 3):
        PersonFactory(conference=filled, name={"en": f"Nobody {number}"}, organization={"en": "Anvar Ltd"})
    PersonFactory(conference=filled, name={"en": "Anvar Sodiqov"})
    (people,) = (
        group for group in search(filled, member("owner"), "anvar").groups if group.key == "people.people"
    )
    assert people.hits[0].title == "Anvar Sodiqov" and len(people.hits) == SHOWN
    assert people.more == reverse("people_secretariat:person-list", args=[filled.slug]) + "?q=anvar"


def test_who_has_the_whole_address_comes_first(filled, member):
    for number in range(SHOWN + 1):
        PersonFactory(conference=filled, name={"en": f"Aaron {number}"}, email=f"p7{number}@example.org")
    PersonFactory(conference=filled, name={"en": "Zoe"}, email="p7@example.org")
    (people,) = (
        group
        for group in search(filled, member("owner"), "p7@example.org").groups
        if group.key == "people.people"
    )
    assert people.hits[0].title == "Zoe"


def test_a_script_gets_the_groups_alone_and_without_one_it_is_a_page(filled, client_as, member):
    browser = client_as(member("owner"))
    address = reverse("conferences_secretariat:search", args=[filled.slug])
    whole = browser.get(address, {"q": "turkiye"}).content.decode()
    part = browser.get(address, {"q": "turkiye"}, headers={"X-Part": "search"}).content.decode()
    assert "<html" in whole and "<html" not in part
    assert "Türkiye" in whole and "Türkiye" in part
    assert "Nothing was found" in browser.get(address, {"q": "zzzz"}).content.decode()


@pytest.mark.parametrize("typed", ["gulnoza", "Rahmiova", "a b c d e f g h", "'; drop", "%", "王"])
def test_it_asks_a_query_for_each_kind_and_few_more(filled, client_as, member, typed):
    browser = client_as(member("owner"))
    address = reverse("conferences_secretariat:search", args=[filled.slug])
    with CaptureQueriesContext(connection) as made:
        assert browser.get(address, {"q": typed}, headers={"X-Part": "search"}).status_code == 200
    asked = [query["sql"] for query in made if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 16, [sql[:34] for sql in asked]


def test_searching_writes_nothing_into_the_history(filled, client_as, member):
    from confman.audit.models import AuditEntry

    browser = client_as(member("owner"))
    before = AuditEntry.objects.count()
    browser.get(reverse("conferences_secretariat:search", args=[filled.slug]), {"q": "gulnoza"})
    assert AuditEntry.objects.count() == before
