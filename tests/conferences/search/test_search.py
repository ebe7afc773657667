"""The search of the secretariat: any script, a typing error, pages in any language, and only what one may open."""

from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from confman.accounts.models import User
from confman.conferences.models import Membership
from confman.conferences.web.search.destinations import SHOWN
from confman.conferences.web.search.records import LOOKED_AT
from confman.conferences.web.search.results import search
from confman.mail.models import Message
from confman.mailings.models import Mailing
from confman.people.domain.privacy import erase_person
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
    SessionFactory,
)
from tests.outcomes.recommendation_samples import recommendation

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
    ContactMessageFactory(conference=conference, name="Андрей Зайцев", subject="Where is the hall?")
    Mailing.objects.create(
        conference=conference,
        name="The bus",
        subject={"ru": "Автобус"},
        audience="registrations.registrations",
    )
    CorrespondenceFactory(conference=conference, number="IN-7", subject="Nominations")
    AddresseeFactory(conference=conference, name={"en": "Ministry of Health"})
    return conference


def titles(conference, user, typed) -> dict[str, list[str]]:
    return {group.key: [hit.title for hit in group.hits] for group in search(conference, user, typed).groups}


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("Рахимова", "registrations.registrations", "Рахимова Гулноза"),
        ("raximova", "registrations.registrations", "Рахимова Гулноза"),
        ("Rakhimova gul", "registrations.registrations", "Рахимова Гулноза"),
        ("gulnoza@example.org", "mail.outbox", "Your ticket"),
        ("turkiye", "registrations.delegations", "Türkiye"),
        ("открыт", "agenda.sessions", "Opening of the conference"),
        ("гостиницы", "conferences.site", "Hotels"),
        ("hotels", "conferences.site", "Hotels"),
        ("justice", "registrations.invitees", "Ministry of Justice"),
        ("автобус", "mailings.mailings", "The bus"),
        ("zaytsev", "conferences.messages", "Where is the hall?"),
        ("IN-7", "registrations.correspondence", "IN-7"),
        ("health", "outcomes.addressees", "Ministry of Health"),
        ("nametag", "actions", "Print badges"),
        ("бейджи", "pages", "Badges"),
        ("publish", "actions", "Publish the agenda"),
        ("outbox", "pages", "Outbox"),
        ("list of participants", "documents", "List of participants"),
    ],
)
def test_what_is_looked_for_comes_first_of_its_kind(filled, member, typed, kind, title):
    with translation.override("en"):
        assert titles(filled, member("owner"), typed)[kind][0] == title


def test_who_is_registered_is_found_once_with_the_registration(filled, member):
    found = titles(filled, member("owner"), "рахимова")
    assert found["registrations.registrations"] and "people.people" not in found


def test_who_is_not_registered_is_found_among_many_namesakes_who_are(filled, member):
    for number in range(LOOKED_AT + 5):
        person = PersonFactory(conference=filled, name={"en": f"Anvar Aliev {number:02}"})
        RegistrationFactory(conference=filled, person=person)
    for number in range(SHOWN + 1):
        PersonFactory(conference=filled, name={"en": f"Anvar Valiev {number}"})
    found = {group.key: group for group in search(filled, member("owner"), "anvar").groups}
    assert [hit.title for hit in found["people.people"].hits] == [f"Anvar Valiev {n}" for n in range(SHOWN)]
    assert found["people.people"].more and found["registrations.registrations"].more


def test_what_is_called_so_comes_before_what_belongs_to_it(filled, member):
    assert next(iter(titles(filled, member("owner"), "türkiye"))) == "registrations.delegations"


def test_a_typing_error_is_mended_and_said(filled, client_as, member):
    page = client_as(member("owner")).get(
        reverse("conferences_secretariat:search", args=[filled.slug]), {"q": "Rahmiova"}
    )
    text = page.content.decode()
    assert "There are no matches for “Rahmiova”" in text and "<mark>Рахимова</mark> Гулноза" in text


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


OTHERS = ("programme", "registration", "rapporteur", "check-in")


@pytest.mark.parametrize(
    "role",
    ["owner", "protocol", "observer", *(pytest.param(role, marks=pytest.mark.nightly) for role in OTHERS)],
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
            "bus",
            "hall",
            "ministry",
            "nominations",
        )
        for group in search(filled, user, typed).groups
        for hit in group.hits
    }
    assert found or role == "observer"

    def opens(url: str) -> bool:
        """A list opens in the view of it that was used last."""
        answer = browser.get(url, follow=True)
        return answer.status_code == 200 and answer.request["PATH_INFO"] == urlsplit(url).path

    assert not {url: title for url, title in found.items() if not opens(url)}


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
    assert "No matches were found" in browser.get(address, {"q": "zzzz"}).content.decode()


@pytest.mark.parametrize("typed", ["gulnoza", "Rahmiova", "a b c d e f g h", "'; drop", "%", "王"])
def test_it_asks_a_query_for_each_kind_and_few_more(filled, client_as, member, typed):
    browser = client_as(member("owner"))
    address = reverse("conferences_secretariat:search", args=[filled.slug])
    with CaptureQueriesContext(connection) as made:
        assert browser.get(address, {"q": typed}, headers={"X-Part": "search"}).status_code == 200
    asked = [query["sql"] for query in made if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 15, [sql[:34] for sql in asked]


def test_no_more_queries_where_every_kind_has_the_word(filled, client_as, member, settings):
    """Mistyped, too: then the kinds that have the word are asked again."""
    for make in (DelegationFactory, InviteeFactory, AddresseeFactory):
        make(conference=filled, name={"en": "Sustainable"})
    for make in (SessionFactory, PageFactory):
        make(conference=filled, title={"en": "Sustainable"})
    recommendation(filled, proposed_by="Sustainable")
    PersonFactory(conference=filled, name={"en": "Sustainable"})
    browser = client_as(member("owner"))
    address = reverse("conferences_secretariat:search", args=[filled.slug])
    for typed in ("sustainable", "sustainabel"):
        with CaptureQueriesContext(connection) as made:
            page = browser.get(address, {"q": typed}).content.decode()
        assert page.count("search-group") >= 4 and len(made) <= 15, [query["sql"][:60] for query in made]


def open_page(browser, name, row):
    assert browser.get(reverse(name, args=[row.conference.slug, row.pk])).status_code == 200


def empty_search(browser, conference, key="recent"):
    address = reverse("conferences_secretariat:search", args=[conference.slug])
    with CaptureQueriesContext(connection) as made:
        found = browser.get(address, headers={"X-Part": "search"}).context["found"]
    assert len(made) <= 15
    return [hit.title for group in found.groups if group.key == key for hit in group.hits]


def test_before_anything_is_typed_what_was_opened_last_is_shown(filled, client_as, member):
    browser = client_as(member("owner"))
    assert not empty_search(browser, filled)
    person, session = filled.people.get(email="gulnoza@example.org"), filled.sessions.get()
    letter, mail = filled.correspondence.get(), Message.objects.get()
    open_page(browser, "agenda_secretariat:session-change", session)
    open_page(browser, "people_secretariat:person", person)
    open_page(browser, "registrations_secretariat:letter", letter)
    open_page(browser, "mail_secretariat:message", mail)
    open_page(browser, "people_secretariat:person", person)
    shown = ["Рахимова Гулноза", "Your ticket", "IN-7", "Opening of the conference"]
    assert empty_search(browser, filled) == shown
    # It is each user's own, and what is gone is not shown.
    assert not empty_search(client_as(member("owner")), filled)
    letter.delete()
    assert empty_search(browser, filled) == [title for title in shown if title != "IN-7"]


def test_eight_are_shown_twenty_kept_and_nothing_written_twice(filled, client_as, member):
    browser = client_as(user := member("owner"))
    people = PersonFactory.create_batch(22, conference=filled)
    for person in people:
        open_page(browser, "people_secretariat:person", person)
    assert len(empty_search(browser, filled)) == 8
    kept = Membership.objects.get(user=user).opened
    assert [key for _kind, key in kept] == [str(person.pk) for person in reversed(people)][:20]
    with CaptureQueriesContext(connection) as made:
        open_page(browser, "people_secretariat:person", people[-1])
    assert not [query for query in made if query["sql"].startswith("UPDATE")]


def test_what_was_opened_and_may_not_be_opened_any_more_is_not_shown(filled, client_as, member):
    browser = client_as(user := member("owner"))
    open_page(browser, "people_secretariat:person", filled.people.get(email="gulnoza@example.org"))
    Membership.objects.filter(user=user).update(role="observer")
    assert not empty_search(browser, filled)


def test_of_alike_hits_what_was_opened_lately_comes_first(filled, client_as, member):
    for name in ("Anvar Aliev", "Anvar Boboev", "Anvar Valiev"):
        last = PersonFactory(conference=filled, name={"en": name})
    browser = client_as(user := member("owner"))
    open_page(browser, "people_secretariat:person", last)
    user = User.objects.get(pk=user.pk)
    assert titles(filled, user, "anvar")["people.people"] == ["Anvar Valiev", "Anvar Aliev", "Anvar Boboev"]


def test_who_is_erased_is_forgotten_among_what_was_opened(filled, client_as, member):
    browser = client_as(user := member("owner"))
    person = filled.people.get(email="gulnoza@example.org")
    open_page(browser, "people_secretariat:person", person)
    open_page(browser, "registrations_secretariat:letter", filled.correspondence.get())
    erase_person(person, by=user)
    kept = Membership.objects.get(user=user).opened
    assert [kind for kind, _key in kept] == ["registrations.correspondence"]


def test_searching_writes_nothing_into_the_history(filled, client_as, member):
    from confman.audit.models import AuditEntry

    browser = client_as(member("owner"))
    before = AuditEntry.objects.count()
    browser.get(reverse("conferences_secretariat:search", args=[filled.slug]), {"q": "gulnoza"})
    assert AuditEntry.objects.count() == before


def test_items_of_the_agenda_are_found_and_lead_to_their_session(filled, client_as, member):
    session = SessionFactory(conference=filled, title={"en": "Plenary"})
    ItemFactory(session=session, title={"en": "Hotlines", "ru": "Горячие линии"}, symbol="TASH/2017/3")
    address = reverse("agenda_secretariat:session-change", args=[filled.slug, session.pk])
    for typed in ("hotlines", "горячие", "TASH/2017/3"):
        groups = search(filled, member("owner"), typed).groups
        hits = [hit for group in groups if group.key == "agenda.items" for hit in group.hits]
        assert [(hit.title, hit.url) for hit in hits] == [("Hotlines", address)]
    assert client_as(member("owner")).get(address).status_code == 200


def test_who_may_not_change_the_agenda_is_led_to_the_session_of_an_item_in_the_list(
    filled, client_as, member
):
    session = SessionFactory(conference=filled, title={"en": "Plenary"})
    ItemFactory(session=session, title={"en": "Hotlines"})
    reader = member("protocol")
    [hit] = [
        hit
        for group in search(filled, reader, "hotlines").groups
        if group.key == "agenda.items"
        for hit in group.hits
    ]
    page = client_as(reader).get(hit.url).content.decode()
    assert "1–1 of 1" in page and "Plenary" in page


@pytest.mark.parametrize(
    ("typed", "label", "place"),
    [
        ("time zone", "Time zone", "?section=1"),
        ("часовой пояс", "Time zone", "?section=1"),
        ("logo", "Logo", "?section=3"),
    ],
)
def test_settings_are_found_by_their_name_in_any_language(filled, client_as, member, typed, label, place):
    groups = search(filled, member("owner"), typed).groups
    [hit] = [hit for group in groups if group.key == "settings" for hit in group.hits if hit.title == label]
    assert hit.url.endswith(f"/settings/{place}")
    assert client_as(member("owner")).get(hit.url).status_code == 200
    assert not [
        group for group in search(filled, member("check-in"), typed).groups if group.key == "settings"
    ]


def test_kinds_of_the_workspace_that_is_open_come_first(filled, client_as, member):
    AddresseeFactory(conference=filled, name={"en": "Zebra"})
    SessionFactory(conference=filled, title={"en": "Zebra"})
    InviteeFactory(conference=filled, name={"en": "Zebra"})
    browser = client_as(member("owner"))
    address = reverse("conferences_secretariat:search", args=[filled.slug])
    first = {}
    for name in ("agenda_secretariat:room-list", "registrations_secretariat:delegation-list",
                 "outcomes_secretariat:recommendation-list"):  # fmt: skip
        opened_from = f"http://testserver{reverse(name, args=[filled.slug])}"
        page = browser.get(address, {"q": "zebra"}, headers={"Referer": opened_from})
        first[name.partition("_")[0]] = page.context["found"].groups[0].key
    assert first == {
        "agenda": "agenda.sessions", "registrations": "registrations.invitees", "outcomes": "outcomes.addressees",
    }  # fmt: skip
    assert browser.get(address, {"q": "zebra"}, headers={"Referer": "http://["}).context["found"].groups
