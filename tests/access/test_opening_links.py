"""A personal link opens its pages for every browser, in one session, whatever else happens then."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse, reverse_lazy

from confman.accounts.models import Session
from registrations.core.domain.personal_links import registration_link
from tests.factories import RegistrationFactory
from tests.moments import interleaved
from tests.sign_in import signed_in

COOKIE = settings.SESSION_COOKIE_NAME
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
ACCOUNT = reverse_lazy("accounts:account")


def with_key(key: str) -> Client:
    client = Client()
    client.cookies[COOKIE] = key
    return client


@pytest.fixture
def opened(conference):
    """The link of a registration, and its page."""
    registration = RegistrationFactory(conference=conference, status="approved")
    link = registration_link(registration).removeprefix(settings.BASE_URL)
    return link, reverse("registrations_portal:registration", args=[conference.slug, registration.pk])


@pytest.fixture
def key(client, stranger, conference):
    """Of a session in which someone is signed in, and has opened another link before."""
    client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    other = RegistrationFactory(conference=conference, status="approved")
    client.get(registration_link(other).removeprefix(settings.BASE_URL))
    other_page = reverse("registrations_portal:registration", args=[conference.slug, other.pk])
    return client.cookies[COOKIE].value, other_page


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def assert_has_all(client: Client, *pages: str) -> None:
    assert [client.get(page).status_code for page in (ACCOUNT, *pages)] == [200] * (len(pages) + 1)


def test_of_two_clicks_the_second_does_not_lose_what_the_first_brought(key, opened, stranger):
    """It was sent with the key that the first has given up meanwhile."""
    (before, other_page), (link, page) = key, opened
    first, second = with_key(before), with_key(before)
    first.get(link)
    second.get(link)
    for client in (first, second):
        assert_has_all(client, page, other_page)
    assert first.cookies[COOKIE].value == second.cookies[COOKIE].value != before
    assert stranger.sessions.count() == 1
    assert with_key(before).get(ACCOUNT).status_code == 302


def test_wherever_one_click_overtakes_the_other_both_have_one_session(clock, opened, stranger):
    """Even where a moment ends between them, after which a second click is no longer taken for the same."""
    link, page = opened
    first, second = Client(), Client()

    def begin():
        Session.objects.all().delete()
        clock.move_to(NOON + dt.timedelta(seconds=29))
        signed_in(stranger, first)
        second.cookies[COOKIE] = first.cookies[COOKIE].value

    def overtake():
        clock.shift(2)
        second.get(link)

    for number in interleaved(begin, lambda: first.get(link), overtake):
        assert first.cookies[COOKIE].value == second.cookies[COOKIE].value, number
        assert stranger.sessions.count() == 1, number
        assert_has_all(first, page)


def test_wherever_a_session_is_ended_while_a_link_is_opened_it_stays_ended(opened, stranger):
    link, _page = opened
    browser = Client()

    def end():
        stranger.sessions.all().delete()

    for number in interleaved(lambda: signed_in(stranger, browser), lambda: browser.get(link), end):
        assert not stranger.sessions.exists(), number
        assert browser.get(ACCOUNT).status_code == 302, number


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_the_same_moment_none_is_lost(at_once, key, opened, stranger):
    (before, other_page), (link, page) = key, opened
    browsers = [with_key(before) for _each in range(4)]
    answers = at_once(*(lambda browser=browser: browser.get(link) for browser in browsers))
    assert [answer.status_code for answer in answers] == [303] * 4
    for client in browsers:
        assert_has_all(client, page, other_page)
    assert stranger.sessions.count() == 1


def test_a_key_that_was_given_up_leads_nowhere_by_another_link_nor_later(clock, key, opened, conference):
    (before, _other), (link, page) = key, opened
    assert_has_all(with_key(before))
    with_key(before).get(link)
    thief = with_key(before)
    another = RegistrationFactory(conference=conference, status="approved")
    thief.get(registration_link(another).removeprefix(settings.BASE_URL))
    assert [thief.get(each).status_code for each in (ACCOUNT, page)] == [302, 302]
    clock.shift(61)
    late = with_key(before)
    late.get(link)
    assert [late.get(each).status_code for each in (ACCOUNT, page)] == [302, 200]
