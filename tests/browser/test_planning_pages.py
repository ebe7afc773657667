"""Conflicts, severities, interpretation and hours in a real browser, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.sessions.models.interpretation import BoothShift
from confman.accounts.system_users import system_user
from tests.factories import PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def follow(page, locator):
    """Click a link to another page, and wait for that page."""
    with page.expect_navigation():
        locator.click()


@pytest.fixture
def planned(conference):
    """Two sessions in one room at once, in three languages, the first of which is interpreted in part."""
    room = RoomFactory(conference=conference, booths=1, name={"en": "Hall"})
    languages = {"floor_languages": ["en", "ru"], "listening_languages": ["en", "ru", "uz"]}
    sessions = [
        SessionFactory(conference=conference, room=room, title={"en": f"Plenary {number}"}, **languages)
        for number in (1, 2)
    ]
    person = SessionRoleFactory(session=sessions[0], role="chair").person
    interpreter = PersonFactory(conference=conference, name={"en": "Vera Voice"})
    turns = [ShiftRow("en", "ru", booth="1", interpreter=interpreter), ShiftRow("en", "uz", booth="2")]
    plan_interpretation(sessions[0], turns, by=system_user("command"), revision=None)
    return sessions, person, room


def test_every_page_is_accessible_and_fits(
    conference, owner, planned, page, phone, sign_in, check_accessibility, check_width
):
    sessions, person, room = planned
    for browser_page in (page, phone):
        sign_in(browser_page, owner)
        for path in (
            "conflicts/",
            "conflicts/severities/",
            "interpretation/",
            f"interpretation/{sessions[0].pk}/",
            f"interpretation/{sessions[1].pk}/?suggest=1",
            f"people/{person.pk}/hours/",
            f"rooms/{room.pk}/",
        ):
            browser_page.goto(f"/{conference.slug}/secretariat/agenda/{path}")
            check_accessibility(browser_page)
            check_width(browser_page)


def test_the_booths_of_one_session_are_taken_over_in_three_gestures(
    conference, owner, planned, page, sign_in
):
    sessions, _person, _room = planned
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/agenda/interpretation/")
    expect(page.get_by_text("In 1 session a language is not interpreted.")).to_be_visible()
    page.get_by_label("Choose all").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    follow(page, page.get_by_role("button", name="Take over"))
    expect(page.get_by_text("One session has the languages and booths of “Plenary 1” now.")).to_be_visible()
    assert BoothShift.objects.filter(session=sessions[1], interpreter__isnull=False).count() == 1


def test_a_kind_of_conflict_is_narrowed_to_and_ignored(conference, owner, planned, page, sign_in):
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/agenda/conflicts/")
    page.get_by_label("Kind").select_option("A room used twice")
    expect(page.locator("#results").get_by_text("1 conflict", exact=True)).to_be_visible()
    follow(page, page.get_by_role("button", name=re.compile("Ignore this kind.*A room used twice")))
    expect(page.get_by_text("Not looked for: A room used twice")).to_be_visible()
