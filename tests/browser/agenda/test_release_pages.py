"""From publishing to the mails of those concerned, as the secretariat walks it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.domain.sessions import change_session, move_session
from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.mail.models import Message
from tests.factories import (
    ConferenceFactory,
    MembershipFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def conference(transactional_db: Any) -> Conference:
    """One session with two speakers, published; since then it begins later and is called otherwise."""
    conference = ConferenceFactory(slug="releases2027")
    owner = MembershipFactory(conference=conference, role="owner", user__email="owner@example.org").user
    start = dt.datetime.combine(conference.starts_on, dt.time(10), conference.zone)
    session = SessionFactory(
        conference=conference, title={"en": "Opening words"}, start=start, end=start + dt.timedelta(hours=1)
    )
    for name in ("Anna", "Boris"):
        person = PersonFactory(conference=conference, name={"en": name}, email=f"{name.lower()}@example.org")
        SessionRoleFactory(session=session, person=person, status="confirmed")
    publish_agenda(conference, by=owner)
    move_session(session, by=owner, revision=None, start=start + dt.timedelta(minutes=25))
    change_session(Session.objects.get(), by=owner, revision=None, title={"en": "Opening ceremony"})
    return conference


def test_publish_review_send_compare_restore(
    conference: Conference,
    page: Page,
    phone: Page,
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    owner = conference.memberships.get(role="owner").user
    for window in (page, phone):
        sign_in(window, owner)

    def look(window: Page) -> None:
        check_width(window)
        check_accessibility(window)

    page.goto("/releases2027/secretariat/agenda/publish/")
    expect(page.get_by_text("Mails to 2 people will be drafted")).to_be_visible()
    look(page)
    page.get_by_label("Note").fill("The minister arrives later.")
    with page.expect_navigation():
        page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.get_by_text("2 mails wait for your review")).to_be_visible()
    look(page)
    phone.goto(page.url)
    look(phone)
    with page.expect_navigation():
        page.get_by_role("link", name="Anna").click()
    expect(page.get_by_text("The minister arrives later.")).to_be_visible()
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("1 mail is on its way")).to_be_visible()
    expect(page.get_by_role("heading", name="Mail to Boris")).to_be_visible()
    assert [message.to for message in Message.objects.all()] == ["anna@example.org"]

    with page.expect_navigation():
        page.get_by_role("link", name="Mails on “Rev.1”").click()
    page.get_by_label("Choose Boris").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Discard", exact=True).click()
    expect(page.get_by_text("1 mail was discarded")).to_be_visible()

    page.goto("/releases2027/secretariat/agenda/releases/")
    look(page)
    page.get_by_label("Before").select_option(label="1. provisional")
    page.get_by_label("After").select_option(label="2. Rev.1")
    with page.expect_navigation():
        page.get_by_role("button", name="Compare").click()
    expect(page.locator("ins").get_by_text("ceremony")).to_be_visible()
    look(page)
    phone.goto(page.url)
    look(phone)

    page.goto("/releases2027/secretariat/agenda/releases/")
    with page.expect_navigation():
        page.get_by_role("link", name="provisional").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Restore…").click()
    expect(page.get_by_text("Moves back")).to_be_visible()
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Restore as the working agenda").click()
    expect(page.get_by_text("is as in “provisional” again")).to_be_visible()
    assert str(Session.objects.get().title) == "Opening words"
