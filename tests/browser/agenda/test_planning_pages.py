"""Conflicts, severities, interpretation and hours in a real browser, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from agenda.interpretation.domain import ShiftRow, plan_interpretation
from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.session import BoothShift
from confman.accounts.system_users import system_user
from tests.browser.navigation import follow
from tests.factories import ItemFactory, PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


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
    expect(page.get_by_role("link", name="Not interpreted 1")).to_be_visible()
    page.get_by_label("Choose all").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    follow(page, page.get_by_role("button", name="Take over booths…"))
    page.get_by_label("The same booths as").select_option(index=1)
    follow(page, page.get_by_role("button", name="Take over booths…"))
    expect(page.get_by_text("2 done")).to_be_visible()
    assert BoothShift.objects.filter(session=sessions[1], interpreter__isnull=False).count() == 1


def test_a_kind_of_conflict_is_narrowed_to_and_ignored(conference, owner, planned, page, sign_in):
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/agenda/conflicts/")
    page.get_by_label("Kind").select_option("A room used twice")
    expect(page.locator("#results").get_by_text("1 conflict", exact=True)).to_be_visible()
    follow(page, page.get_by_role("button", name=re.compile("Ignore this kind.*A room used twice")))
    expect(page.get_by_text("Not checked: A room used twice")).to_be_visible()


@pytest.fixture
def items(conference, owner):
    """A session of three items, published in this order."""
    session = SessionFactory(conference=conference, title={"en": "Plenary"})
    for number, title in enumerate(["Opening", "Report", "Debate"]):
        ItemFactory(session=session, title={"en": title}, position=number)
    publish_agenda(conference, by=owner)
    return session


def in_public(page, conference):
    page.goto(f"/{conference.slug}/en/agenda/")
    return page.locator(".agenda-items > li > div > span[lang]").all_text_contents()


def open_items(page, conference, session):
    page.goto(f"/{conference.slug}/secretariat/agenda/sessions/{session.pk}/")
    page.locator("summary", has_text="Items").click()
    return page.locator(".form-row-item")


def save_and_publish(page, conference, owner):
    with page.expect_navigation():
        page.get_by_role("button", name="Save").first.click()
    publish_agenda(conference, by=owner)


def test_items_are_moved_by_keys_and_dragged_and_readers_see_the_new_order(
    conference, owner, items, page, sign_in
):
    assert in_public(page, conference) == ["Opening", "Report", "Debate"]
    sign_in(page, owner)
    rows = open_items(page, conference, items)
    rows.nth(0).get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    save_and_publish(page, conference, owner)
    assert in_public(page, conference) == ["Report", "Opening", "Debate"]

    rows = open_items(page, conference, items)
    # Each is a line, until it is opened.
    heights = [row.bounding_box()["height"] for row in rows.all()]
    assert len(heights) == 5 and max(heights) <= 60
    expect(rows.nth(0).locator("summary")).to_have_text("Report, presentation")
    rows.nth(0).locator("summary").click()
    rows.nth(0).get_by_label("Minutes").fill("20")
    rows.nth(0).locator("summary").click()
    expect(rows.nth(0).locator("summary")).to_have_text("Report, presentation, 20′")
    handle = rows.nth(2).locator("[data-sort-handle]")
    handle.hover()
    page.mouse.down()
    target = rows.nth(0).bounding_box()
    page.mouse.move(target["x"] + 20, target["y"] + 2, steps=5)
    page.mouse.up()
    save_and_publish(page, conference, owner)
    assert in_public(page, conference) == ["Debate", "Report", "Opening"]
