"""One agenda of one's own: the stars of the public agenda, and what stands on a person's pages."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import change_session
from agenda.sessions.models.personal import StarredSession
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import collect_person_data, erase_person
from registrations.core.domain.capacity import claim_places
from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sessions(conference, owner):
    found = []
    for hour, title in ((9, "Opening"), (10, "Plenary"), (11, "Closing")):
        start = dt.datetime.combine(conference.starts_on, dt.time(hour), conference.zone)
        found.append(
            SessionFactory(conference=conference, title={"en": title}, start=start, visibility="public")
        )
    publish_agenda(conference, by=owner)
    return found


def participant(conference, **fields):
    return RegistrationFactory(
        conference=conference, status="approved", person=PersonFactory(conference=conference, **fields)
    )


OURS = {"Origin": "http://testserver"}


def opened(*registrations):
    """A browser that opened the pages of these registrations."""
    browser = Client(headers=OURS)
    for registration in registrations:
        browser.get("/" + registration_link(registration).split("/", 3)[3])
    return browser


def stars(conference):
    return reverse("agenda_portal:stars", args=[conference.slug])


def own(registration):
    return reverse("registrations_portal:own-agenda", args=[registration.conference.slug, registration.pk])


def of(registration):
    return list(
        registration.person.starred_sessions.order_by("session__start").values_list("session", flat=True)
    )


@pytest.mark.parametrize(("status", "reads"), [("approved", True), ("submitted", False), ("declined", False)])
def test_what_is_for_participants_is_on_the_page_of_who_is_approved(
    conference, sessions, owner, status, reads
):
    mine = participant(conference)
    browser = opened(mine)
    browser.post(stars(conference), {"session": sessions[1].pk, "starred": "on"})
    change_session(sessions[1], by=owner, revision=None, visibility="participants")
    publish_agenda(conference, by=owner)
    mine.status = status
    mine.save(update_fields=["status"])
    assert ("Plenary" in browser.get(own(mine)).content.decode()) is reads


def test_whoever_has_a_page_has_their_stars_on_it_and_in_their_calendar(conference, sessions):
    mine = participant(conference)
    browser = opened(mine)
    said = browser.post(stars(conference), {"session": sessions[1].pk, "starred": "on"}).json()
    assert said == {"sessions": [str(sessions[1].pk)], "keeper": str(mine.person_id), "page": own(mine)}
    assert of(mine) == [sessions[1].pk]
    page = browser.get(own(mine)).content.decode()
    assert "Plenary" in page and "Take out of my agenda" in page and "Opening" not in page
    address = browser.get(
        reverse("registrations_portal:own-calendar-address", args=[conference.slug, mine.pk])
    ).content.decode()
    calendar = re.search(r"https?://[^/]+(/[^<]+\.ics)</code>", address)[1]
    assert b"Plenary" in Client().get(calendar).content
    # Somewhere else, the same stars.
    assert opened(mine).get(stars(conference)).json()["sessions"] == [str(sessions[1].pk)]


def test_without_a_script_a_star_is_a_button_that_posts(conference, sessions):
    mine = participant(conference)
    agenda = reverse("agenda_public:agenda", args=[conference.slug, "en"])
    shown = Client().get(agenda)
    page = shown.content.decode()
    assert not shown.cookies and "csrfmiddlewaretoken" not in page
    assert f'<form hidden id="stars" method="post" action="{stars(conference)}"' in page
    button = re.search(
        r'<button class="star" type="submit" form="stars" name="session" value="([^"]+)"', page
    )
    sent = {"session": button[1], "starred": "on", "from_page": "1"}
    browser = Client(enforce_csrf_checks=True, headers=OURS)
    browser.cookies = opened(mine).cookies
    assert browser.post(stars(conference), sent).url == own(mine)
    assert of(mine) == [sessions[0].pk]
    # Anyone who has no page is asked for their mailbox.
    assert Client(headers=OURS).post(stars(conference), sent).url == reverse(
        "people_portal:index", args=[conference.slug]
    )


def test_the_page_of_another_site_sets_no_star(conference, sessions):
    mine = participant(conference)
    sent = {"session": str(sessions[0].pk), "starred": "on"}
    browser = Client()
    browser.cookies = opened(mine).cookies
    # Every browser names one of both with a form: without either, nobody knows whose page it was.
    others = ({"Origin": origin} for origin in ("https://bad.example", "null", "http://["))
    for said in ({}, {"Sec-Fetch-Site": "cross-site"}, *others):
        assert browser.post(stars(conference), sent, headers=said).status_code == 403
    assert not of(mine)
    for said in (OURS, {"Sec-Fetch-Site": "same-origin"}):
        assert browser.post(stars(conference), sent, headers=said).status_code == 200
    assert of(mine) == [sessions[0].pk]


def test_on_ones_own_page_a_star_is_taken_out_again(conference, sessions):
    mine = participant(conference)
    browser = opened(mine)
    for session in sessions[:2]:
        browser.post(stars(conference), {"session": session.pk, "starred": "on"})
    out = {"session": sessions[0].pk, "person": mine.person_id, "from_page": "1"}
    assert browser.post(stars(conference), out).url == own(mine)
    assert of(mine) == [sessions[1].pk]


def test_where_pages_of_several_are_open_each_has_their_own(conference, sessions):
    anna, boris = participant(conference), participant(conference)
    browser = opened(anna, boris)
    # Of a public page nobody knows who reads it: its stars stay in the browser.
    assert browser.post(stars(conference), {"session": sessions[0].pk, "starred": "on"}).status_code == 302
    for registration, session in ((anna, sessions[0]), (boris, sessions[1])):
        sent = {"person": registration.person_id, "sessions": str(session.pk)}
        assert browser.post(stars(conference), sent).json()["page"] == own(registration)
    assert of(anna) == [sessions[0].pk] and of(boris) == [sessions[1].pk]
    stranger = {"person": participant(conference).person_id, "sessions": str(sessions[2].pk)}
    assert browser.post(stars(conference), stranger).status_code == 302
    assert StarredSession.objects.count() == 2


def test_whoever_is_signed_in_reads_and_sets_no_star_of_a_person_whose_page_is_not_open_here(
    conference, sessions, client_as
):
    user = UserFactory()
    participant(conference, user=user)
    browser = client_as(user)
    for person in (participant(conference).person_id, "nobody"):
        sent = {"person": person, "session": sessions[0].pk, "starred": "on"}
        assert browser.get(stars(conference), {"person": person}).status_code == 404
        assert browser.post(stars(conference), sent).status_code == 404
    assert not StarredSession.objects.exists()


def test_who_has_an_account_too_keeps_the_stars_of_before(conference, sessions):
    user = UserFactory()
    browser = Client(headers=OURS)
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(stars(conference), {"session": sessions[0].pk, "starred": "on"})
    mine = participant(conference, user=user)
    said = browser.post(stars(conference), {"sessions": f"{sessions[0].pk},{sessions[1].pk}"}).json()
    assert said["sessions"] == [str(session.pk) for session in sessions[:2]] and said["page"] == own(mine)
    browser.post(stars(conference), {"session": sessions[0].pk})
    assert browser.get(stars(conference)).json()["sessions"] == [str(sessions[1].pk)]


def test_they_are_in_ones_file_and_go_with_the_person(conference, sessions, owner):
    mine = participant(conference)
    opened(mine).post(stars(conference), {"session": sessions[1].pk, "starred": "on"})
    assert "Plenary" in str(collect_person_data(mine.person))
    claim_places(Registration.objects.holding_a_place())
    erase_person(mine.person, by=owner)
    assert not StarredSession.objects.exists()


def test_of_two_records_that_are_one_each_star_is_there_once(conference, sessions, owner):
    kept, merged = PersonFactory(conference=conference), PersonFactory(conference=conference)
    for person, session in ((kept, sessions[0]), (merged, sessions[0]), (merged, sessions[1])):
        StarredSession.objects.create(person=person, session=session)
    merge_people(kept, merged, by=owner)
    starred = StarredSession.objects.order_by("session__start").values_list("person", "session")
    assert list(starred) == [(kept.pk, sessions[0].pk), (kept.pk, sessions[1].pk)]
