"""A personal link is good for the mailbox it was sent to, until somebody ends it; what it opened ends with it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from lxml import html

from agenda.releases.domain.publishing import publish_agenda
from agenda.sessions.models.personal import SpeakerProfile
from confman.audit.models import AuditEntry
from confman.mail.models import Message
from confman.people.registries import hat_kinds
from registrations.core.domain.personal_links import calendar_token
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


def by_code(slug: str, mailbox: str) -> Client:
    client = Client()
    client.post(f"/{slug}/me/sign-in/", {"email": mailbox})
    code = Message.objects.filter(key="registrations.code", to=mailbox).latest("created_at")
    digits = re.search(r"\d{3} \d{3} \d{3}", as_sent(code))[0]
    client.post(f"/{slug}/me/sign-in/code/", {"code": digits})
    return client


def pages_of(conference) -> dict[str, str]:
    """The page of each kind of hat that there is."""
    return {
        kind.key: kind.page(row)
        for kind in hat_kinds
        if kind.key != "opened_memberships"
        for row in kind.rows().filter(**{kind.conference: conference})
    }


def opens(client: Client, pages: dict[str, str]) -> set[str]:
    return {key for key, page in pages.items() if client.get(page).status_code == 200}


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
    assert opens(phone, pages) == set(pages) == {kind.key for kind in hat_kinds} - {"opened_memberships"}
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
    [kind] = [kind for kind in hat_kinds if kind.key == key]
    row = kind.rows().get()
    url = reverse("people_secretariat:link-renew", args=[conference.slug, key, row.pk])
    record = kind.record(row)
    assert url in team.get(record).content.decode(), "the action stands on the page of the record"
    assert "Give the page of" in team.get(url).content.decode(), "it asks first"
    assert opens(phone, pages) == set(pages)
    before = links_to(WRONG)
    said = team.post(url, follow=True)
    assert said.redirect_chain[-1][0] == record and "The new link is on its way" in said.content.decode()
    assert "New personal link" in said.content.decode(), "it stands in the history"
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
