"""From a session on the public site to a place in it."""

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import change_session, create_session
from confman.mail.domain.delivery import deliver_outbox
from registrations.core.domain.personal_links import registration_link
from registrations.seats.domain.seats import claim_seat
from tests.factories import PersonFactory, RegistrationFactory, SessionFactory, WorkingGroupFactory

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
    return reverse("registrations_portal:sign-up-session", args=[session.conference.slug, session.pk])


def test_the_public_page_says_what_is_left(session, conference, owner):
    assert "2 of 2 places are left." in page_of(session) and way_to(session) in page_of(session)
    claim_seat(participant(conference), by=owner, session=session)
    assert "1 of 2 places is left." in page_of(session)
    for _one in range(2):
        claim_seat(participant(conference), by=owner, session=session)
    assert "are put on the waiting list" in page_of(session)


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
    typed = reverse("people_portal:code", args=[conference.slug])
    assert browser.post(typed, {"code": code}).url == way_to(session)
    assert str(mine.pk) in browser.get(way_to(session)).url


@pytest.mark.parametrize("there", ["https://bad.example/", "//bad.example/", "/other2027/me/"])
def test_nobody_is_led_elsewhere_by_signing_in(conference, there):
    participant(conference, email="anna@example.org")
    browser = Client()
    asked = reverse("people_portal:sign-in", args=[conference.slug])
    browser.post(f"{asked}?to={there}", {"email": "anna@example.org"})
    deliver_outbox()
    code = re.search(r"\d{3} \d{3} \d{3}", mail.outbox[-1].body)[0]
    answer = browser.post(f"{asked}code/", {"code": code})
    assert answer.url == reverse("people_portal:index", args=[conference.slug])


def seats_of(browser, place, kind="session", language="en", **sent):
    """The reader's own part of the public page; with `sent`, after a button was pressed there."""
    url = reverse("registrations_portal:seat-part", args=[place.conference.slug, kind, place.pk])
    answer = (browser.post if sent else browser.get)(f"{url}?language={language}", sent or None)
    assert answer["Cache-Control"] == "private, no-store"
    return answer


def opened(*registrations):
    browser = Client()
    for registration in registrations:
        browser.get("/" + registration_link(registration).split("/", 3)[3])
    return browser


def test_the_page_is_the_same_for_everybody_and_what_is_ones_own_comes_in_separately(session, conference):
    mine = participant(conference)
    url = reverse("registrations_portal:seat-part", args=[conference.slug, "session", session.pk])
    public = reverse("agenda_public:session", args=[conference.slug, "en", session.pk])
    assert f'hx-get="{url}?language=en"' in page_of(session)
    as_participant = opened(mine).get(public).content.decode()
    assert as_participant == page_of(session)
    assert seats_of(Client(), session).status_code == 204


def test_a_seat_is_taken_and_given_up_on_the_public_page(session, conference):
    mine = participant(conference)
    browser = opened(mine)
    shown = seats_of(browser, session).content.decode()
    assert (
        "2 places left" in shown
        and "Take a seat" in shown
        and mine.person.name.in_language("en") not in shown
    )
    with CaptureQueriesContext(connection) as asked:
        taken = seats_of(browser, session, action="take", registration=mine.pk).content.decode()
    # The published agenda is large; all of the request looks for the session in the one that was read.
    assert sum("agenda_agendarelease" in query["sql"] for query in asked) == 1
    assert (
        "You have a seat in “Workshop”." in taken and "Give up my seat" in taken and "1 place left" in taken
    )
    assert mine.seats.get().status == "confirmed"
    left = seats_of(browser, session, action="give-up", registration=mine.pk).content.decode()
    assert "You are no longer signed up" in left and "Take a seat" in left and not mine.seats.exists()


def test_who_comes_late_joins_the_waiting_list_there(session, conference, owner):
    for _one in range(2):
        claim_seat(participant(conference), by=owner, session=session)
    assert "Join the waiting list" in page_of(session)
    mine = participant(conference)
    browser = opened(mine)
    assert "Join the waiting list" in seats_of(browser, session).content.decode()
    waiting = seats_of(browser, session, action="take", registration=mine.pk).content.decode()
    assert "You are on its waiting list" in waiting and "Leave the waiting list" in waiting


def test_a_working_group_is_chosen_on_the_page_of_its_session(session, conference, owner):
    group = WorkingGroupFactory(conference=conference, code="WG1", capacity=3)
    closed = WorkingGroupFactory(conference=conference, code="WG2")
    for place in (group, closed):
        start = session.start + dt.timedelta(hours=2)
        place.meeting = SessionFactory(
            conference=conference, working_group=place, start=start, visibility="public"
        )
    publish_agenda(conference, by=owner)
    page = page_of(group.meeting)
    assert "Take a seat in WG1" in page and "3 of 3 places are left." in page
    assert "Take a seat" not in page_of(closed.meeting)
    mine = participant(conference)
    browser = opened(mine)
    way = reverse("registrations_portal:sign-up-group", args=[conference.slug, group.pk])
    assert browser.get(way).url.endswith(f"#place-{group.pk}")
    assert "3 places left" in seats_of(browser, group, "group").content.decode()
    seats_of(browser, group, "group", action="take", registration=mine.pk)
    assert mine.seats.get().group == group


def test_of_several_who_share_a_browser_each_takes_their_own(session, conference):
    anna, boris = participant(conference), participant(conference)
    browser = opened(anna, boris)
    shown = seats_of(browser, session).content.decode()
    assert all(str(row.person.name) in shown for row in (anna, boris))
    seats_of(browser, session, action="take", registration=boris.pk)
    assert boris.seats.exists() and not anna.seats.exists()


def test_nobody_takes_a_seat_for_a_stranger(session, conference):
    other = participant(conference)
    answer = seats_of(opened(participant(conference)), session, action="take", registration=other.pk)
    assert answer.status_code == 404 and not other.seats.exists()


def test_who_is_not_approved_is_told_when_they_may(session, conference):
    mine = RegistrationFactory(conference=conference, status="submitted")
    browser = opened(mine)
    assert "as soon as your registration is approved" in seats_of(browser, session).content.decode()
    refused = seats_of(browser, session, action="take", registration=mine.pk).content.decode()
    assert "can sign up as soon as" in refused and not mine.seats.exists()


def test_it_speaks_the_language_of_the_page(session, conference):
    assert (
        "Занять место" in seats_of(opened(participant(conference)), session, language="ru").content.decode()
    )


@pytest.mark.parametrize("kind", ["session", "group"])
def test_a_place_that_is_not_open_is_answered_like_none(conference, session, kind):
    """As closed, whatever is asked of it: nobody learns whether it exists."""
    hidden = (
        SessionFactory(conference=conference, visibility="closed", title={"en": "Secret"})
        if kind == "session"
        else WorkingGroupFactory(conference=conference, code="Secret")
    )
    none = type(hidden)(pk=uuid4(), conference=conference)
    stranger, mine = Client(), participant(conference)
    for place in (hidden, none):
        assert seats_of(stranger, place, kind).status_code == 204
        assert seats_of(stranger, place, kind, action="take", registration=mine.pk).status_code == 404
        for sent in ({}, {"action": "take", "registration": mine.pk}):
            closed = seats_of(opened(mine), place, kind, **sent).content.decode()
            assert "Sign-up is closed here." in closed and "Secret" not in closed
    assert not mine.seats.exists()


def test_a_closed_session_is_offered_to_nobody_but_the_secretariat_puts_people_in(
    session, conference, owner, owner_client
):
    """Sign-up ticked in a session that is closed opens it to nobody."""
    change_session(session, by=owner, revision=None, visibility="closed", title={"en": "Secret"})
    publish_agenda(conference, by=owner)
    mine, other = participant(conference), participant(conference)
    own = reverse("registrations_portal:own-agenda", args=[conference.slug, mine.pk])
    assert "Secret" not in opened(mine).get(own).content.decode()
    seat = reverse("registrations_portal:own-seat", args=[conference.slug, mine.pk])
    for action in ("take", "accept", "give-up"):
        answer = opened(mine).post(seat, {"action": action, "session": session.pk}, follow=True)
        assert "Secret" not in answer.content.decode()
    assert "Secret" not in seats_of(opened(mine), session).content.decode()
    assert not mine.seats.exists()
    add = reverse(
        "registrations_secretariat:seat-add", args=[conference.slug, "session", session.pk, other.pk]
    )
    owner_client.post(add)
    own = reverse("registrations_portal:own-agenda", args=[conference.slug, other.pk])
    assert "Secret" in opened(other).get(own).content.decode()


def test_who_has_a_seat_in_what_has_begun_sees_it_still(session, conference, owner, time_machine):
    mine = participant(conference)
    claim_seat(mine, by=owner, session=session)
    time_machine.move_to(session.start + dt.timedelta(minutes=1))
    assert "Give up my seat" in seats_of(opened(mine), session).content.decode()
    left = seats_of(opened(mine), session, action="give-up", registration=mine.pk).content.decode()
    assert "You are no longer signed up" in left and "Take a seat" not in left


def test_a_page_that_was_cached_says_of_what_has_begun_that_sign_up_is_closed(
    session, conference, time_machine
):
    mine = participant(conference)
    time_machine.move_to(session.start + dt.timedelta(minutes=1))
    browser = opened(mine)
    for sent in ({}, {"action": "take", "registration": mine.pk}):
        closed = seats_of(browser, session, **sent)
        assert closed.status_code == 200
        assert "Sign-up is closed here." in closed.content.decode()
        assert "Take a seat" not in closed.content.decode()
    assert not mine.seats.exists()
