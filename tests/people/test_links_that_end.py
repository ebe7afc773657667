"""A personal link is good for the mailbox it was sent to, until someone ends it; what it opened ends with it."""

import re
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import html

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.personal import SpeakerProfile
from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.domain.privacy import erase_person
from confman.people.models import OpenPage
from confman.people.registries import own_role_kinds
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import calendar_token, registration_link
from registrations.core.models.delegation import FocalPoint
from registrations.core.models.registration import Registration
from tests.factories import (
    AddresseeFactory,
    FocalPointFactory,
    GroupRoleFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
)
from tests.letters import as_sent

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "wrong@example.org", "right@example.org"
LINK = re.compile(r"https?://[^\s)\]]+/link/[^\s)\]]+")


@pytest.fixture
def person(conference, owner):
    """Somebody who is everything that a mailbox may be here, and was sent the link of each."""
    person = PersonFactory(
        conference=conference, name={"en": "Anna Sample"}, email=WRONG, languages=["en"], sex="female"
    )
    RegistrationFactory(conference=conference, person=person, status="approved")
    FocalPointFactory(delegation__conference=conference, person=person)
    SessionRoleFactory(session__conference=conference, person=person)
    GroupRoleFactory(group__conference=conference, person=person)
    AddresseeFactory(conference=conference, focal_point=person)
    return person


@pytest.fixture
def team(owner_client, conference, person):
    """The links are sent from the pages of the secretariat."""
    registration = Registration.objects.get()
    slug = conference.slug
    owner_client.post(reverse("registrations_secretariat:send-link", args=[slug, registration.pk]))
    focal_point = FocalPoint.objects.get()
    owner_client.post(
        reverse(
            "registrations_secretariat:focal-point",
            args=[slug, focal_point.delegation_id, focal_point.pk, "link"],
        )
    )
    owner_client.post(
        reverse("agenda_secretariat:role-list", args=[slug]),
        {"action": "link", "selected": [str(person.session_roles.get().pk)]},
    )
    addressee = conference.addressees.get()
    owner_client.post(reverse("outcomes_secretariat:focal-point-link", args=[slug, addressee.pk]))
    return owner_client


def links_to(mailbox: str) -> list[str]:
    mails = Message.objects.filter(to=mailbox).order_by("created_at")
    found = [link for mail in mails for link in LINK.findall(as_sent(mail))]
    return [link.removeprefix(settings.BASE_URL) for link in dict.fromkeys(found)]


def by_code(slug: str, mailbox: str, **headers: str) -> Client:
    client = Client(**headers)
    client.post(f"/{slug}/me/sign-in/", {"email": mailbox})
    code = Message.objects.filter(key="registrations.code", to=mailbox).latest("created_at")
    digits = re.search(r"\d{3} \d{3} \d{3}", as_sent(code))[0]
    client.post(f"/{slug}/me/sign-in/code/", {"code": digits})
    return client


def pages_of(conference) -> dict[str, str]:
    """The page of each kind of role that there is."""
    return {
        kind.key: kind.page(row)
        for kind in own_role_kinds
        if kind.key != "opened_memberships"
        for row in kind.rows().filter(**{kind.conference: conference})
    }


def opens(client: Client, pages: dict[str, str]) -> set[str]:
    return {key for key, page in pages.items() if client.get(page).status_code == 200}


def history_of(team: Client, conference) -> str:
    page = reverse(
        "registrations_secretariat:registration", args=[conference.slug, Registration.objects.get().pk]
    )
    return team.get(page).content.decode()


def change(client: Client, url: str, **typed: str) -> None:
    """Post the form of a page as it is shown, but for what was typed."""
    forms = [dict(form.form_values()) for form in html.fromstring(client.get(url).content).forms]
    [shown] = [form for form in forms if set(typed) & set(form)]
    assert client.post(url, {**shown, **typed}).status_code == 302


def correct(team, conference, person):
    change(team, reverse("people_secretariat:person-change", args=[conference.slug, person.pk]), email=RIGHT)


def give_a_contact(team, conference, person):
    assistant = PersonFactory(conference=conference, email=RIGHT)
    PersonFactory(conference=conference, contact=assistant)
    url = reverse("people_secretariat:person-change", args=[conference.slug, person.pk])
    change(team, url, contact=str(assistant.pk))


@pytest.mark.parametrize("way", [correct, give_a_contact])
def test_another_mailbox_closes_what_lies_in_the_old_one_and_gets_its_own_links(
    conference, person, team, way
):
    pages = pages_of(conference)
    old = links_to(WRONG)
    assert len(old) == 4
    phone = by_code(conference.slug, WRONG)
    assert opens(phone, pages) == set(pages) == {kind.key for kind in own_role_kinds} - {"opened_memberships"}
    thief = Client()
    for link in old:
        thief.get(link, follow=True)

    way(team, conference, person)

    assert opens(phone, pages) == opens(thief, pages) == set()
    assert [Client().get(link, follow=True).status_code for link in old] == [410] * 4
    new = links_to(RIGHT)
    # A mailbox gets three links in an hour; a code opens what is its own.
    assert len(new) == 3
    owner = Client()
    assert [owner.get(link, follow=True).status_code for link in new] == [200] * 3
    assert opens(by_code(conference.slug, RIGHT), pages) == set(pages)
    assert AuditEntry.objects.filter(verb="people.link_renewed").count() == 5


def test_a_contact_who_moves_takes_the_links_along(conference, person, team):
    assistant = PersonFactory(conference=conference, email="assistant@example.org", sex="male")
    PersonFactory(conference=conference, contact=assistant)
    url = reverse("people_secretariat:person-change", args=[conference.slug, person.pk])
    change(team, url, contact=str(assistant.pk))
    old, pages = links_to("assistant@example.org"), pages_of(conference)
    assert old
    url = reverse("people_secretariat:person-change", args=[conference.slug, assistant.pk])
    change(team, url, email=RIGHT)
    assert [Client().get(link, follow=True).status_code for link in old] == [410] * len(old)
    assert opens(by_code(conference.slug, RIGHT), pages) == set(pages)


def test_of_a_contact_who_is_erased_the_links_of_others_end(conference, owner, owner_client):
    assistant = PersonFactory(conference=conference, email=WRONG)
    row = RegistrationFactory(
        conference=conference, person__email="", person__contact=assistant, status="approved"
    )
    owner_client.post(reverse("registrations_secretariat:send-link", args=[conference.slug, row.pk]))
    [link] = links_to(WRONG)
    browser, pages = by_code(conference.slug, WRONG), pages_of(conference)
    assert opens(browser, pages) == set(pages)
    erase_person(assistant, by=owner)
    assert Client().get(link, follow=True).status_code == 410
    assert opens(browser, pages) == set()


def test_a_focal_point_who_is_removed_opens_no_page_of_a_member_and_the_other_one_does(
    conference, owner_client
):
    focal_point = FocalPointFactory(delegation__conference=conference, person__email=WRONG)
    FocalPointFactory(delegation=focal_point.delegation, person__email=RIGHT, person__conference=conference)
    row = RegistrationFactory(
        conference=conference, delegation=focal_point.delegation, status="approved",
        person__email="", person__contact=focal_point.person,
    )  # fmt: skip
    own = {"own": reverse("registrations_portal:registration", args=[conference.slug, row.pk])}
    browser = by_code(conference.slug, WRONG)
    assert opens(browser, own) == {"own"}
    remove = [conference.slug, focal_point.delegation_id, focal_point.pk, "remove"]
    owner_client.post(reverse("registrations_secretariat:focal-point", args=remove))
    assert opens(browser, own) == set()
    assert opens(by_code(conference.slug, RIGHT), own) == {"own"}


def test_two_records_become_one_and_the_mailbox_that_is_left_has_the_links(conference, owner_client):
    merged = RegistrationFactory(conference=conference, person__email=WRONG, status="approved")
    kept = PersonFactory(conference=conference, email=RIGHT)
    owner_client.post(reverse("registrations_secretariat:send-link", args=[conference.slug, merged.pk]))
    [old] = links_to(WRONG)
    url = reverse("people_secretariat:person-merge", args=[conference.slug, kept.pk, merged.person_id])
    change(owner_client, url, email="kept")
    merged.refresh_from_db()
    assert merged.person == kept and kept.email == RIGHT
    assert Client().get(old, follow=True).status_code == 410
    [new] = links_to(RIGHT)
    assert Client().get(new, follow=True).status_code == 200


def test_who_was_never_written_to_is_not_written_to_because_of_a_correction(conference, owner_client):
    row = RegistrationFactory(conference=conference, person__email=WRONG, person__sex="male")
    SessionRoleFactory(session__conference=conference, person=row.person)
    SpeakerProfile.objects.create(person=row.person)
    url = reverse("people_secretariat:person-change", args=[conference.slug, row.person_id])
    change(owner_client, url, email=RIGHT)
    assert not Message.objects.exists()


def test_what_stays_in_the_mailbox_keeps_its_links(conference, person, team):
    old = links_to(WRONG)
    url = reverse("people_secretariat:person-change", args=[conference.slug, person.pk])
    change(team, url, email=WRONG.upper())
    assert [Client().get(link, follow=True).status_code for link in old] == [200] * 4


def test_a_calendar_in_the_old_mailbox_ends_too(conference, person, team, owner):
    publish_agenda(conference, by=owner)
    token = calendar_token(Registration.objects.get())
    feed = reverse("registrations_public:own-calendar", args=[conference.slug, "en", token])
    assert Client().get(feed).status_code == 200
    correct(team, conference, person)
    assert Client().get(feed).status_code != 200


# --- By hand --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["registrations", "focal_points", "speakers", "follow_up_terms"])
def test_the_team_gives_one_page_a_new_link_from_its_record(conference, person, team, key):
    key = f"opened_{key}"
    phone, pages = by_code(conference.slug, WRONG), pages_of(conference)
    assert opens(phone, pages) == set(pages)
    [kind] = [kind for kind in own_role_kinds if kind.key == key]
    row = kind.rows().get()
    url = reverse("people_secretariat:link-renew", args=[conference.slug, key, row.pk])
    record = kind.record(row)
    assert url in team.get(record).content.decode(), "the action stands on the page of the record"
    assert "Give the page of" in team.get(url).content.decode(), "it asks first"
    assert opens(phone, pages) == set(pages)
    before = links_to(WRONG)
    said = team.post(url, follow=True)
    assert said.redirect_chain[-1][0] == record and "The new link is on its way" in said.content.decode()
    assert "New personal link" in said.content.decode(), "it is kept in the history"
    assert opens(phone, pages) == set(pages) - {key}
    [new] = [link for link in links_to(WRONG) if link not in before]
    assert Client().get(new, follow=True).status_code == 200
    assert [Client().get(link, follow=True).status_code for link in before].count(410) == 1


def test_a_person_ends_their_pages_on_all_devices_and_gets_new_links(conference, person, team):
    pages, old = pages_of(conference), links_to(WRONG)
    lost, here = by_code(conference.slug, WRONG), Client()
    for link in old:
        here.get(link, follow=True)
    end = reverse("people_portal:end", args=[conference.slug])
    registration = pages["opened_registrations"]
    assert end in here.get(registration).content.decode(), "the way there stands on the page"
    assert "End this page on all devices?" in here.get(end).content.decode()
    assert opens(lost, pages) == set(pages), "it asks first"
    before = Message.objects.count()
    said = here.post(end, follow=True)
    assert "Ended on all devices." in said.content.decode()
    assert opens(lost, pages) == opens(here, pages) == set()
    assert [Client().get(link, follow=True).status_code for link in old] == [410] * 4
    assert Message.objects.count() == before + 3
    new = [link for link in links_to(WRONG) if link not in old]
    assert [Client().get(link, follow=True).status_code for link in new] == [200] * 3


DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.5 Mobile/15E148 Safari/604.1"
)


def listed(client: Client, conference) -> dict[str, list[str]]:
    """The devices on which one's pages are open: the cells of each row of the page, by device."""
    page = html.fromstring(client.get(reverse("people_portal:end", args=[conference.slug])).content)
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.xpath("//tbody/tr")]
    return {device: cells for device, *cells in rows}


def close_at(client: Client, conference, device: str) -> Any:
    """Press the button of that row."""
    page = html.fromstring(client.get(reverse("people_portal:end", args=[conference.slug])).content)
    [form] = [form for form in page.forms if device in form.text_content()]
    return client.post(form.action, dict(form.form_values()), follow=True)


def test_who_has_no_account_sees_where_their_pages_are_open_and_closes_them_one_by_one(
    conference, person, team, owner, client_as
):
    pages, [link, *others] = pages_of(conference), links_to(WRONG)
    with time_machine.travel("2027-03-01T09:00Z", tick=False):
        lost = by_code(conference.slug, WRONG, HTTP_USER_AGENT=PHONE, REMOTE_ADDR="198.51.100.77")
        key = lost.cookies[settings.SESSION_COOKIE_NAME].value
    with time_machine.travel("2027-03-02T10:30Z", tick=False):
        assert opens(lost, pages) == set(pages)
    with time_machine.travel("2027-03-03T12:00Z", tick=False):
        here = Client(HTTP_USER_AGENT=DESK)
        here.get(link, follow=True)
        shown = listed(here, conference)
        assert list(shown) == ["Firefox on Windows", "Safari on iPhone"]
        assert shown["Firefox on Windows"][2] == "This browser"
        opened, used, _button = shown["Safari on iPhone"]
        assert opened.startswith("1 March 2027") and used.startswith("2 March 2027")
        page = here.get(reverse("people_portal:end", args=[conference.slug])).content.decode()
        assert "198.51.100" not in page and key not in page

        said = close_at(here, conference, "Safari on iPhone")

        assert "Your pages are closed on that device." in said.content.decode()
        assert "Personal page closed in one browser" in history_of(client_as(owner), conference)
        assert list(listed(here, conference)) == ["Firefox on Windows"]
        # Neither by its cookie, nor because a request brings it back.
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = key
        assert opens(lost, pages) == opens(thief, pages) == set()
        assert "/me/sign-in/" in lost.get(f"/{conference.slug}/me/")["Location"]
        assert opens(here, pages)
        # The links are good still: that they end, too, is asked for below the list.
        assert lost.get(others[0], follow=True).status_code == 200


def test_of_two_people_with_one_mailbox_neither_sees_where_the_other_is(conference, person, team, stranger):
    """A family, or an assistant: one browser has the pages of both, each of them one of their own."""
    other = RegistrationFactory(conference=conference, status="approved", person__email=WRONG)
    mine = Registration.objects.get(person=person)
    own_page, others_page = (
        reverse("registrations_portal:registration", args=[conference.slug, row.pk]) for row in (mine, other)
    )
    with time_machine.travel("2027-03-01T09:00Z", tick=False):
        both = by_code(conference.slug, WRONG, HTTP_USER_AGENT=PHONE)
        theirs = Client(HTTP_USER_AGENT=DESK)
        theirs.get(registration_link(other).removeprefix(settings.BASE_URL))
    with time_machine.travel("2027-03-02T09:00Z", tick=False):
        assert both.get(others_page).status_code == 200
        here = Client()
        here.get(registration_link(mine).removeprefix(settings.BASE_URL))
        shown = listed(here, conference)
        assert len(shown) == 2 and "Firefox on Windows" not in shown
        assert shown["Safari on iPhone"][1].startswith("1 March"), (
            "what is done on another's page is not said"
        )
        close_at(here, conference, "Safari on iPhone")
        assert [both.get(page).status_code for page in (own_page, others_page)] == [302, 200]
        # Nor can it be ended by its number.
        number = OpenPage.objects.of_session(theirs.session).get().session_id
        end = reverse("people_portal:end-in-browser", args=[conference.slug, number])
        assert here.post(end).status_code == Client().post(end).status_code == 404
        assert theirs.get(others_page).status_code == 200


def test_an_account_is_signed_in_still_where_a_page_was_closed(conference, person, stranger, client_as):
    [mine] = Registration.objects.filter(person=person)
    page = reverse("registrations_portal:registration", args=[conference.slug, mine.pk])
    link = registration_link(mine).removeprefix(settings.BASE_URL)
    desk, here = client_as(stranger), Client()
    desk.defaults["HTTP_USER_AGENT"] = DESK
    for browser in (desk, here):
        browser.get(link)
    assert desk.get(page).status_code == 200
    close_at(here, conference, "Firefox on Windows")
    assert desk.get(page).status_code == 404
    assert desk.get(reverse("accounts:account")).status_code == 200


def test_what_an_accounts_own_mailbox_opens_stands_with_the_account(conference, person, stranger, client_as):
    stranger.add_address(verified=True)
    own = RegistrationFactory(conference=conference, status="approved", person__email=stranger.email)
    page = reverse("registrations_portal:registration", args=[conference.slug, own.pk])
    desk, here = client_as(stranger), Client()
    desk.get(f"/{conference.slug}/me/")
    here.get(registration_link(own).removeprefix(settings.BASE_URL))
    assert desk.get(page).status_code == 200
    assert len(listed(here, conference)) == 1


def test_the_list_is_of_one_conference_and_says_so(conference, person, other_conference):
    [mine] = Registration.objects.filter(person=person)
    theirs = RegistrationFactory(conference=other_conference, person__conference=other_conference)
    phone, here = Client(HTTP_USER_AGENT=PHONE), Client(HTTP_USER_AGENT=DESK)
    here.get(registration_link(mine).removeprefix(settings.BASE_URL))
    phone.get(registration_link(theirs).removeprefix(settings.BASE_URL))

    assert list(listed(here, conference)) == ["Firefox on Windows"]
    end = reverse("people_portal:end", args=[conference.slug])
    assert "Only your pages of this conference are listed and closed here" in here.get(end).content.decode()
    here.post(end)
    page = reverse("registrations_portal:registration", args=[other_conference.slug, theirs.pk])
    assert phone.get(page).status_code == 200


def test_the_list_asks_as_much_for_many_browsers_as_for_one(conference, person, assert_constant_queries):
    [mine] = Registration.objects.filter(person=person)
    link = registration_link(mine).removeprefix(settings.BASE_URL)
    here = Client()
    here.get(link)
    url = reverse("people_portal:end", args=[conference.slug])
    assert_constant_queries(url, lambda: Client().get(link), client=here)


def test_of_whom_is_erased_no_browser_is_kept(conference, person, owner):
    by_code(conference.slug, WRONG)
    assert OpenPage.objects.exists()
    claim_places(Registration.objects.holding_a_place())
    erase_person(person, by=owner)
    assert not OpenPage.objects.exists()


def test_a_stranger_ends_nothing(conference, person, team):
    old = links_to(WRONG)
    end = reverse("people_portal:end", args=[conference.slug])
    assert Client().get(end).status_code == Client().post(end).status_code == 302
    assert [Client().get(link, follow=True).status_code for link in old] == [200] * 4


# --- What is written down of it -------------------------------------------------------------------------


def openings(verb: str) -> list[tuple[str, str]]:
    rows = AuditEntry.objects.filter(verb=verb)
    return sorted((row.target_type, row.details["way"]) for row in rows)


def test_what_is_opened_by_a_link_stands_in_its_history_once_an_hour(conference, person, team):
    for link in links_to(WRONG):
        for _again in range(3):
            Client().get(link)
    kinds = {
        "registrations.registration", "registrations.focalpoint", "agenda.speakerprofile",
        "outcomes.focalpointterm",
    }  # fmt: skip
    assert openings("people.page_opened") == sorted((kind, "link") for kind in kinds)
    assert (
        "Personal page opened"
        in team.get(
            reverse(
                "registrations_secretariat:registration",
                args=[conference.slug, Registration.objects.get().pk],
            )
        ).content.decode()
    )
    assert not AuditEntry.objects.filter(verb="people.page_opened", details__icontains="127.0.0.1").exists()


def test_a_code_right_or_wrong_stands_in_the_history_and_on_my_page(conference, person):
    slug = conference.slug
    client = Client()
    client.post(f"/{slug}/me/sign-in/", {"email": WRONG})
    for _again in range(3):
        assert client.post(f"/{slug}/me/sign-in/code/", {"code": "000 000 000"}).status_code == 200
    failed = openings("people.page_not_opened")
    assert failed and {way for _kind, way in failed} == {"code"}
    assert len(failed) == len(set(failed)), "the same once in an hour"
    assert not openings("people.page_opened")
    code = Message.objects.get(key="registrations.code")
    client.post(f"/{slug}/me/sign-in/code/", {"code": re.search(r"\d{3} \d{3} \d{3}", as_sent(code))[0]})
    assert len(openings("people.page_opened")) == len(failed)
    page = client.get(pages_of(conference)["opened_registrations"]).content.decode()
    assert "Last opened:" in page and "mailed code" in page
    lately = client.get(reverse("people_portal:end", args=[slug])).content.decode()
    assert "Wrong code for the personal page" in lately


def test_of_a_mailbox_that_nobody_has_nothing_is_written(conference):
    client = Client()
    client.post(f"/{conference.slug}/me/sign-in/", {"email": "nobody@example.org"})
    client.post(f"/{conference.slug}/me/sign-in/code/", {"code": "000 000 000"})
    assert not AuditEntry.objects.filter(verb__startswith="people.page").exists()
