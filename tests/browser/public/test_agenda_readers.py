"""Readers of the agenda in a browser: stars without an account and with one, their own hours, a frame elsewhere."""

import datetime as dt
import functools
import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.personal import StarredSession
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from registrations.core.domain.personal_links import registration_link
from tests.factories import ConferenceFactory, RegistrationFactory, RoomFactory, SessionFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

AGENDA = "/tashkent2027/en/agenda/"


@pytest.fixture
def published(transactional_db: Any) -> Conference:
    conference = ConferenceFactory(slug="tashkent2027", status="announced", timezone="Asia/Tashkent")
    hall = RoomFactory(conference=conference, name={"en": "Hall"})
    for number, title in enumerate(("Opening", "Plenary", "Closing")):
        start = dt.datetime.combine(conference.starts_on, dt.time(2 + 3 * number), conference.zone)
        end = start + dt.timedelta(hours=1)
        SessionFactory(
            conference=conference, title={"en": title}, start=start, end=end, room=hall, visibility="public"
        )
    publish_agenda(conference, by=system_user("command"))
    return conference


def star(page: Page, title: str) -> Any:
    return page.get_by_role("button", name=f"Keep “{title}” in my agenda")


def test_stars_are_kept_in_the_browser_and_make_an_agenda_of_ones_own(
    published: Conference,
    phone: Page,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    phone.goto(AGENDA)
    star(phone, "Plenary").click()
    expect(star(phone, "Plenary")).to_have_attribute("aria-pressed", "true")
    phone.reload()
    expect(star(phone, "Plenary")).to_have_attribute("aria-pressed", "true")
    expect(star(phone, "Closing")).to_have_attribute("aria-pressed", "false")
    phone.get_by_role("link", name="My agenda").click()
    expect(phone.get_by_role("heading", name="Plenary")).to_be_visible()
    expect(phone.get_by_role("heading", name="Opening")).to_have_count(0)
    check_accessibility(phone)
    check_width(phone)
    phone.get_by_role("link", name="Now and next").click()
    expect(phone.get_by_role("heading", name="Now and next")).to_be_visible()
    check_accessibility(phone)
    check_width(phone)


def test_what_was_starred_a_moment_ago_is_in_ones_own_agenda(published: Conference, page: Page) -> None:
    page.goto(AGENDA)
    star(page, "Plenary").click()
    page.get_by_role("link", name="My agenda").click()
    expect(page.get_by_role("heading", name="Plenary")).to_be_visible()
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    star(page, "Plenary").click()
    page.get_by_role("link", name="My agenda").click()
    expect(page.get_by_role("heading", name="Your agenda is empty")).to_be_visible()


def test_what_was_filtered_stays_so_in_another_view(published: Conference, page: Page) -> None:
    page.goto(AGENDA)
    page.get_by_role("searchbox", name="Search", exact=True).fill("plenary")
    expect(page.get_by_role("heading", name="Opening")).to_have_count(0)
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.locator(".agenda-grid")).to_be_visible()
    expect(page.get_by_role("link", name="Plenary")).to_be_visible()
    expect(page.get_by_role("link", name="Opening")).to_have_count(0)


def test_whoever_signs_in_keeps_the_stars_on_the_account(
    published: Conference,
    page: Page,
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
) -> None:
    page.goto(AGENDA)
    star(page, "Opening").click()
    user = UserFactory()
    sign_in(page, user)
    page.goto("/tashkent2027/me/agenda/")
    expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    check_accessibility(page)
    assert [str(row.session.title) for row in StarredSession.objects.filter(user=user)] == ["Opening"]

    page.goto(AGENDA)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        star(page, "Closing").click()
    assert StarredSession.objects.filter(user=user).count() == 2
    page.goto("/tashkent2027/me/agenda/")
    with page.expect_navigation():
        page.get_by_role("button", name="Take out of my agenda").first.click()
    expect(page.get_by_role("heading", name="Opening")).to_have_count(0)
    expect(page.get_by_role("heading", name="Closing")).to_be_visible()


def test_whoever_opens_their_page_finds_the_stars_of_this_browser_there_once(
    published: Conference, page: Page, check_accessibility: Callable[[Page], None]
) -> None:
    registration = RegistrationFactory(conference=published, status="approved")
    page.goto(AGENDA)
    star(page, "Opening").click()
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok):
        page.goto("/" + registration_link(registration).split("/", 3)[3])
    stars = registration.person.starred_sessions
    assert [str(row.session.title) for row in stars.all()] == ["Opening"]

    # From now on both are one, from the public agenda as from one's own page.
    page.goto(AGENDA)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        star(page, "Closing").click()
    page.get_by_role("link", name="My agenda").click()
    expect(page.get_by_role("heading", name="My agenda")).to_be_visible()
    assert str(registration.pk) in page.url
    expect(page.get_by_role("heading", name="Closing")).to_be_visible()
    check_accessibility(page)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Take out of my agenda.*Opening")).click()
    assert [str(row.session.title) for row in stars.all()] == ["Closing"]

    # A star that was taken out on another device does not come back from this one.
    stars.all().delete()
    page.reload()
    page.goto(AGENDA)
    expect(star(page, "Closing")).to_have_attribute("aria-pressed", "false")
    assert not stars.exists()


def test_without_a_script_a_star_goes_to_ones_own_page(
    published: Conference, make_context: Callable[..., BrowserContext]
) -> None:
    registration = RegistrationFactory(conference=published, status="approved")
    page = make_context(java_script_enabled=False).new_page()
    page.goto("/" + registration_link(registration).split("/", 3)[3])
    page.goto(AGENDA)
    star(page, "Plenary").click()
    expect(page.get_by_role("heading", name="Plenary")).to_be_visible()
    assert str(registration.pk) in page.url


def test_a_participant_takes_a_seat_on_the_public_page(
    published: Conference,
    phone: Page,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    session = published.sessions.order_by("start").last()
    type(session).objects.filter(pk=session.pk).update(sign_up=True, capacity=2)
    publish_agenda(published, by=system_user("command"))
    registration = RegistrationFactory(conference=published, status="approved")
    address = f"{AGENDA}{session.pk}/"
    phone.goto(address)
    expect(phone.get_by_role("link", name="Take a seat")).to_be_visible()
    phone.goto("/" + registration_link(registration).split("/", 3)[3])
    phone.goto(address)
    phone.get_by_role("button", name="Take a seat").click()
    expect(phone.get_by_text("You have a seat in “Closing”.").first).to_be_visible()
    check_accessibility(phone)
    check_width(phone)
    phone.get_by_role("button", name="Give up my seat").click()
    expect(phone.get_by_role("button", name="Take a seat")).to_be_visible()
    assert not registration.seats.exists()


def test_hours_are_shown_in_the_readers_own_zone_when_asked_for(
    published: Conference, make_context: Callable[..., BrowserContext]
) -> None:
    page = make_context(timezone_id="Europe/Paris").new_page()
    page.goto(AGENDA)
    hours = page.locator(".agenda-time").first
    expect(hours).to_have_text("02:00–03:00")
    page.get_by_role("button", name="Show them in my time zone").click()
    # 30 March 2027, two o'clock in Tashkent: eleven at night, summer time, the day before in Paris.
    expect(hours).to_have_text("Mon 23:00–00:00")
    expect(page.get_by_text("Times are those of your time zone (Paris, UTC+2).")).to_be_visible()
    page.reload()
    expect(hours).to_have_text("Mon 23:00–00:00")
    # Both hours of the first session are of the day before in New York, which is named once, and fits.
    far = make_context(timezone_id="America/New_York", viewport={"width": 390, "height": 844}).new_page()
    far.goto(AGENDA)
    far.get_by_role("button", name="Show them in my time zone").click()
    expect(far.locator(".agenda-time").first).to_have_text("Mon 17:00–18:00")
    expect(far.locator("[data-zone-name]").first).to_have_text("New York, UTC-4")
    page.get_by_role("button", name="Show them in the conference’s time zone").click()
    expect(hours).to_have_text("02:00–03:00")
    expect(page.get_by_text("(UTC+5)")).to_be_visible()
    at_home = make_context(timezone_id="Asia/Tashkent").new_page()
    at_home.goto(AGENDA)
    expect(at_home.locator("[data-zone-toggle]")).to_be_hidden()


@pytest.fixture
def other_site(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """`other_site(html)` is the address of a page of another website."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def page(html: str) -> str:
        (tmp_path / "index.html").write_text(html)
        return f"http://127.0.0.1:{server.server_port}/index.html"

    yield page
    server.shutdown()
    thread.join()
    server.server_close()


def test_another_site_shows_the_agenda_by_one_line(
    published: Conference, browser: Browser, other_site: Callable[[str], str], live_server: Any
) -> None:
    line = f'<script async src="{live_server.url}{AGENDA}widget.js"></script>'
    page = browser.new_page()
    try:
        page.goto(other_site(f"<!doctype html><title>Ministry</title><h1>Ministry</h1>{line}"))
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="Plenary")).to_be_visible()
        expect(frame.locator("[data-star]")).to_have_count(0)
        # As high as what is in it: no second scroll bar.
        page.wait_for_function("document.querySelector('iframe').style.blockSize !== '40rem'")
        inside = frame.locator("html").evaluate("element => element.scrollHeight - element.clientHeight")
        assert inside <= 1
        # Nobody listens to a message that comes from elsewhere than the frame.
        said = page.evaluate(
            """() => new Promise((done) => {
                addEventListener("message", ({ data }) => {
                    if (data.confmanHeight === 7) done(document.querySelector("iframe").style.blockSize);
                });
                postMessage({ confmanHeight: 7 }, "*");
            })"""
        )
        assert said != "7px"
    finally:
        page.close()
