"""The results of the search: their order and number, what is marked, and what is offered where there are none."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from confman.conferences.web.search.destinations import SHOWN
from confman.conferences.web.search.results import search
from confman.documents.models import DocumentJob
from confman.documents.registry import document_kinds
from confman.web.search import parts_with, words_of
from registrations.badges.models import BadgePrint
from tests.factories import (
    AddresseeFactory,
    ConferenceFactory,
    ContactMessageFactory,
    CorrespondenceFactory,
    DelegationFactory,
    InviteeFactory,
    ItemFactory,
    MembershipFactory,
    MessageFactory,
    PageFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db

CODE = "7K3MAB2CDE9F"


def hits(conference, user, typed, key):
    return [hit for group in search(conference, user, typed).groups if group.key == key for hit in group.hits]


def address_of(conference):
    return reverse("conferences_secretariat:search", args=[conference.slug])


# --- Codes, rooms, files ------------------------------------------------------------------------------------


@pytest.fixture
def holder(conference):
    person = PersonFactory(conference=conference, name={"en": "Aziza Karimova"})
    return RegistrationFactory(conference=conference, person=person, status="approved", ticket_token=CODE)


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), "7k3m-ab2c-de9f", "https://confman.example.org/tashkent2027/onsite/t/" + CODE],
)
def test_a_ticket_code_leads_to_whose_it_is(holder, member, typed):
    groups = search(holder.conference, member("owner"), typed).groups
    address = reverse("registrations_secretariat:registration", args=["tashkent2027", holder.pk])
    assert [(hit.title, hit.url) for hit in groups[0].hits] == [("Aziza Karimova", address)]
    assert groups[0].key == "registrations.codes"


def test_the_code_of_a_badge_that_was_replaced_says_so(holder, member):
    BadgePrint.objects.create(registration=holder, number=1, language="en", token="AAAABBBBCCCC",
                              printed_at=timezone.now(), revoked_at=timezone.now())  # fmt: skip
    [hit] = hits(holder.conference, member("registration"), "AAAA-BBBB-CCCC", "registrations.codes")
    assert (hit.title, hit.detail) == ("Aziza Karimova", "this badge was replaced")


def test_only_the_whole_code_is_found_by_who_may_see_registrations_and_it_is_not_shown(
    holder, member, client_as
):
    for typed in (CODE[:-1], CODE[:6], CODE + "0"):
        assert not search(holder.conference, member("owner"), typed).groups
    assert not search(holder.conference, member("programme"), CODE).groups
    assert not search(ConferenceFactory(), member("owner", ConferenceFactory()), CODE).groups
    page = client_as(member("owner")).get(address_of(holder.conference), {"q": "aziza"}).text
    assert "Karimova" in page and CODE not in page and "7K3M-" not in page


def test_a_room_leads_to_its_record_or_for_readers_to_the_list(conference, member, client_as):
    room = RoomFactory(conference=conference, name={"en": "Silk Road", "ru": "Шёлковый путь"}, capacity=120)
    RoomFactory(name={"en": "Silk Road elsewhere"})
    for typed in ("silk", "шелковый путь"):
        [hit] = hits(conference, member("programme"), typed, "agenda.rooms")
        assert (hit.title, hit.detail) == ("Silk Road", "120 seats")
        assert hit.url == reverse("agenda_secretariat:room-change", args=[conference.slug, room.pk])
        [for_readers] = hits(conference, member("protocol"), typed, "agenda.rooms")
        assert client_as(member("protocol")).get(for_readers.url).status_code == 200
    assert not hits(conference, member("observer"), "silk", "agenda.rooms")


def make_file(conference, kind, **given):
    job = DocumentJob.objects.create(conference=conference, kind=kind, format="pdf", language="en", status="done",
                                     file="documents/one.pdf",
                                     expires_at=given.pop("until", timezone.now() + dt.timedelta(days=1)))  # fmt: skip
    DocumentJob.objects.filter(pk=job.pk).update(**given)
    return job


def test_the_file_made_last_of_a_document_is_found_by_who_may_make_it(conference, member, client_as):
    now = timezone.now()
    make_file(conference, "agenda.agenda", created_at=now - dt.timedelta(hours=2))
    last = make_file(conference, "agenda.agenda", created_at=now - dt.timedelta(hours=1))
    make_file(conference, "agenda.agenda", status="failed", file="")
    secret = make_file(conference, "registrations.security")
    owner = member("owner")
    named = str(document_kinds.get("agenda.agenda").label)
    [hit] = hits(conference, owner, named, "documents.files")
    assert hit.url == reverse("documents_secretariat:job", args=[conference.slug, last.pk])
    assert client_as(owner).get(hit.url).status_code == 200
    [for_owner] = hits(conference, owner, "security", "documents.files")
    assert str(secret.pk) in for_owner.url
    assert not hits(conference, member("rapporteur"), "security", "documents.files")


def test_a_file_that_is_not_kept_any_more_is_not_found(conference, member):
    make_file(conference, "agenda.agenda", until=timezone.now() - dt.timedelta(minutes=1))
    named = str(document_kinds.get("agenda.agenda").label)
    assert not hits(conference, member("owner"), named, "documents.files")


# --- Order and marks ----------------------------------------------------------------------------------------


def test_the_whole_key_then_beginnings_then_the_middle_of_words_then_other_fields(conference, member):
    for name, organization in (
        ("Zlata Novak", {"en": "Anvar Ltd"}),
        ("Bakanvarov Aziz", {}),
        ("Anvarova Lola", {}),
        ("Anvar", {}),
    ):
        PersonFactory(conference=conference, name={"en": name}, organization=organization)
    found = hits(conference, member("owner"), "anvar", "people.people")
    assert [hit.title for hit in found] == ["Anvar", "Anvarova Lola", "Bakanvarov Aziz", "Zlata Novak"]


def test_kinds_are_in_the_order_of_their_best_hit(conference, member):
    PersonFactory(conference=conference, name={"en": "Zlata Novak"}, organization={"en": "Caravan"})
    SessionFactory(conference=conference, title={"en": "The Caravan"})
    DelegationFactory(conference=conference, name={"en": "Caravan"})
    groups = search(conference, member("owner"), "caravan").groups
    assert [group.key for group in groups] == [
        "registrations.delegations",
        "agenda.sessions",
        "people.people",
    ]


def test_a_reference_a_symbol_and_an_address_lead_to_what_they_stand_for(conference, member):
    first, second = recommendation(conference, symbol="TASH/REC/1"), recommendation(conference)
    SessionFactory(conference=conference, title={"en": f"Discussion of {first.working_ref} and TASH/REC/1"})
    person = PersonFactory(conference=conference, email="p7@example.org")
    PersonFactory(conference=conference, name={"en": "Ask p7 example org"})
    for typed, title in (
        (first.working_ref, first.label),
        ("tash/rec/1", first.label),
        (second.working_ref.lower(), second.label),
        ("P7@example.org", str(person)),
    ):
        assert search(conference, member("owner"), typed).groups[0].hits[0].title == title


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Gulnoza Rahimova", "rahim", ["Rahim"]),
        ("Рахимова Гулноза", "Rakhimova gul", ["Рахимова", "Гул"]),
        ("Жанна Щукина", "janna shch", ["Жанна", "Щ"]),
        ("Oʻktam Toʻrayev", "oktam", ["Oʻktam"]),
        ("王小明", "王", ["王"]),
        ("Türkiye", "turkiye", ["Türkiye"]),
        ("IN-7/2017", "in 7", ["IN", "7"]),
        ("Nothing", "elsewhere", []),
    ],
)
def test_what_the_words_mean_is_marked_in_any_script(text, typed, marked):
    parts = parts_with(text, words_of(typed))
    assert "".join(part for part, _is in parts) == text
    assert [part for part, is_match in parts if is_match] == marked


def test_marks_are_the_only_markup_in_a_title(conference, member, client_as):
    PersonFactory(conference=conference, name={"en": "Aziza <b>Bold</b>"}, organization={"en": "A & B <i>"})
    page = client_as(member("owner")).get(address_of(conference), {"q": "aziza bold <i>"}).text
    assert "<mark>Aziza</mark> &lt;b&gt;<mark>Bold</mark>&lt;/b&gt;" in page
    assert "<b>" not in page and "A &amp; B &lt;<mark>i</mark>&gt;" in page


# --- All of them --------------------------------------------------------------------------------------------


def many(conference, count):
    """Make so many of each kind that has a list, all called Caravan."""
    for number in range(count):
        name = {"en": f"Caravan {number}"}
        person = PersonFactory(conference=conference, name={"en": f"Caravan guest {number}"})
        RegistrationFactory(conference=conference, person=person)
        PersonFactory(conference=conference, name=name)
        for make in (DelegationFactory, InviteeFactory, AddresseeFactory, RoomFactory):
            make(conference=conference, name=name)
        session = SessionFactory(conference=conference, title=name)
        ItemFactory(session=session, title=name)
        PageFactory(conference=conference, title=name)
        ContactMessageFactory(conference=conference, subject=f"Caravan {number}")
        CorrespondenceFactory(conference=conference, number=f"IN-{number}", subject="Caravan")
        MessageFactory(conference=conference, subject=f"Caravan {number}")
        recommendation(
            conference, texts={"en": "A caravan."}, addressees=[AddresseeFactory(conference=conference)]
        )


def test_all_of_a_kind_are_a_list_away_and_counted(conference, member, client_as):
    many(conference, SHOWN + 2)
    browser = client_as(member("owner"))
    page = browser.get(address_of(conference), {"q": "caravan"})
    groups = {group.key: group for group in page.context["found"].groups}
    assert {group.number for group in groups.values()} == {SHOWN + 2}
    assert f"All {SHOWN + 2} sessions" in page.text
    for key, group in groups.items():
        listed = browser.get(group.more)
        assert listed.status_code == 200
        rows = len(re.findall("Caravan|IN-[0-9]", listed.text))
        assert rows >= SHOWN + 2, key
    assert f"{sum(group.number for group in groups.values())} results" in page.text


def test_more_than_are_examined_are_counted_as_the_list_counts_them(conference, member, client_as):
    people = [
        PersonFactory.build(conference=conference, name={"en": f"Caravan {number}"}) for number in range(40)
    ]
    for person in people:
        person.prepare_search()
    type(people[0]).objects.bulk_create(people)
    browser = client_as(member("owner"))
    page = browser.get(address_of(conference), {"q": "caravan"})
    [group] = [group for group in page.context["found"].groups if group.key == "people.people"]
    assert group.number == 40 and "All 40 people" in page.text
    assert "of 40" in browser.get(group.more).text


def test_a_kind_without_a_list_has_pages_of_hits(conference, member, client_as):
    for number in range(30):
        PageFactory(conference=conference, title={"en": f"Caravan {number:02}"})
    browser = client_as(member("owner"))
    found = browser.get(address_of(conference), {"q": "caravan"}).context["found"]
    [group] = [group for group in found.groups if group.key == "conferences.site"]
    first = browser.get(group.more)
    second = browser.get(group.more + "&page=2")
    assert "Caravan</mark> 00" in first.text and 'rel="next"' in first.text
    assert "Caravan</mark> 29" in second.text and "Caravan</mark> 00" not in second.text
    # A kind that one may not search, or that does not exist, shows nothing of it.
    for kind in ("mail.outbox", "elsewhere"):
        page = client_as(member("observer")).get(address_of(conference), {"q": "caravan", "kind": kind})
        assert page.status_code == 200 and "No matches were found" in page.text


# --- Nothing found ------------------------------------------------------------------------------------------


def test_who_is_not_found_can_be_registered(conference, member, client_as):
    browser = client_as(member("registration"))
    page = browser.get(address_of(conference), {"q": "Xurshida Qqwwee"})
    assert "No matches were found for “Xurshida Qqwwee”" in page.text
    assert "Searched: pages, " in page.text and "delegations" in page.text
    [offer] = page.context["found"].offers
    assert offer.title == "Register “Xurshida Qqwwee”" and offer.title in page.text
    assert 'value="Xurshida Qqwwee"' in browser.get(offer.url).text
    # A member who may not register anybody is not offered it; nor is anybody registered by an address or a number.
    assert (
        "Register “" not in client_as(member("rapporteur")).get(address_of(conference), {"q": "Qqwwee"}).text
    )
    assert "Register “" not in browser.get(address_of(conference), {"q": "qqwwee77"}).text


def test_only_what_one_may_search_is_said_to_have_been_searched(conference, member, client_as):
    page = client_as(member("observer")).get(address_of(conference), {"q": "qqwwee"}).text
    assert "Searched: pages" in page and "people" not in page.partition("Searched:")[2].partition("</p>")[0]


def test_all_of_ones_conferences_are_searched_at_once(conference, other_conference, member, client_as):
    user = member("owner")
    third = ConferenceFactory()
    PersonFactory(conference=other_conference, name={"en": "Somebody Elsewhere"})
    PersonFactory(conference=third, name={"en": "Elsewhere Foreign"})
    browser = client_as(user)
    assert "Search all my conferences" not in browser.get(address_of(conference), {"q": "elsewhere"}).text
    MembershipFactory(conference=other_conference, user=user, role="registration")
    page = browser.get(address_of(conference), {"q": "elsewhere"}).text
    [address] = re.findall(r'href="([^"]*everywhere=1[^"]*)"', page)
    found = browser.get(address.replace("&amp;", "&")).text
    assert str(other_conference.title) in found and "Somebody <mark>Elsewhere</mark>" in found
    assert "Foreign" not in found
    # In each by the role that one has there.
    user.memberships.filter(conference=other_conference).update(role="observer")
    assert "Somebody" not in browser.get(address.replace("&amp;", "&")).text


# --- Nothing typed ------------------------------------------------------------------------------------------


def actions_of(browser, conference, **headers):
    found = browser.get(address_of(conference), headers=headers).context["found"]
    return [hit.title for group in found.groups if group.key == "actions" for hit in group.hits]


def test_before_anything_is_typed_actions_of_the_page_and_of_the_phase_are_offered(
    conference, member, client_as, time_machine
):
    opened_from = f"http://testserver{reverse('agenda_secretariat:room-list', args=[conference.slug])}"
    days = {"before": dt.date(2027, 1, 5), "during": dt.date(2027, 3, 30), "after": dt.date(2027, 5, 5)}
    offered = {}
    for phase, day in days.items():
        time_machine.move_to(dt.datetime.combine(day, dt.time(7), dt.UTC))
        offered[phase] = actions_of(client_as(member("owner")), conference)
    assert "Register someone" in offered["before"] and "Let someone in" not in offered["before"]
    assert {"Let someone in", "Running late", "Print badges"} <= set(offered["during"])
    assert offered["after"] == ["Write to many"]
    here = actions_of(client_as(member("programme")), conference, Referer=opened_from)
    changes = {"Add a session", "Move a session", "Paste a programme", "Running late"}
    assert set(here) == {*changes, "Publish the agenda"}
    assert not actions_of(client_as(member("observer")), conference, Referer=opened_from)
