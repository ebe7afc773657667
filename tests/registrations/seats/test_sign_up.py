"""From a session on the public site to a place in it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import create_session
from confman.mail.domain.delivery import deliver_outbox
from registrations.core.domain.personal_links import registration_link
from registrations.seats.domain.seats import take_seat
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(conference, owner, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC))
    start = dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)
    found = create_session(
        conference, by=owner, title={"en": "Workshop"}, kind="plenary", start=start,
        end=start + dt.timedelta(hours=1), sign_up=True, capacity=2,
    )  # fmt: skip
    publish_agenda(conference, by=owner)
    return found


def participant(conference, **fields):
    return RegistrationFactory(
        conference=conference, status="approved", person=PersonFactory(conference=conference, **fields)
    )


def page_of(session):
    url = reverse("agenda_public:session", args=[session.conference.slug, "en", session.pk])
    return Client().get(url).content.decode()


def way_to(session):
    return reverse("registrations_portal:sign-up", args=[session.conference.slug, session.pk])


def test_the_public_page_says_what_is_left(session, conference, owner):
    assert "2 of 2 places are left." in page_of(session) and way_to(session) in page_of(session)
    take_seat(participant(conference), by=owner, session=session)
    assert "1 of 2 places is left." in page_of(session)
    for _one in range(2):
        take_seat(participant(conference), by=owner, session=session)
    assert "goes on the waiting list" in page_of(session)


def test_after_its_beginning_nobody_is_led_to_it(session, time_machine):
    time_machine.move_to(session.start + dt.timedelta(minutes=1))
    assert way_to(session) not in page_of(session)


def test_a_participant_is_led_to_the_place_on_their_own_page(session, conference):
    mine = participant(conference)
    browser = Client()
    browser.get("/" + registration_link(mine).split("/", 3)[3])
    own = reverse("registrations_portal:own-agenda", args=[conference.slug, mine.pk])
    assert browser.get(way_to(session)).url == f"{own}#place-{session.pk}"
    assert f'id="place-{session.pk}"' in browser.get(own).content.decode()


def test_a_stranger_signs_in_and_comes_back(session, conference):
    mine = participant(conference, email="anna@example.org")
    browser = Client()
    asked = browser.get(way_to(session)).url
    browser.post(asked, {"email": "anna@example.org"})
    deliver_outbox()
    code = re.search(r"\d{3} \d{3} \d{3}", mail.outbox[-1].body)[0]
    typed = reverse("registrations_portal:code", args=[conference.slug])
    assert browser.post(typed, {"code": code}).url == way_to(session)
    assert str(mine.pk) in browser.get(way_to(session)).url


@pytest.mark.parametrize("there", ["https://bad.example/", "//bad.example/", "/other2027/me/"])
def test_nobody_is_led_elsewhere_by_signing_in(conference, there):
    participant(conference, email="anna@example.org")
    browser = Client()
    asked = reverse("registrations_portal:sign-in", args=[conference.slug])
    browser.post(f"{asked}?to={there}", {"email": "anna@example.org"})
    deliver_outbox()
    code = re.search(r"\d{3} \d{3} \d{3}", mail.outbox[-1].body)[0]
    answer = browser.post(f"{asked}code/", {"code": code})
    assert answer.url == reverse("registrations_portal:index", args=[conference.slug])
