"""The frame around the pages of the secretariat: bar, sidebar, title."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

SIDE = "document.querySelector('.desk-side').offsetWidth"


def test_the_sidebar_becomes_a_rail_by_a_button_and_stays_one_on_every_page(page, sign_in, owner, conference):
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-list", args=[conference.slug]))
    button = page.get_by_role("button", name="Narrow sidebar")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.evaluate(SIDE) > 200
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(SIDE) == 56
    page.goto(reverse("conferences_secretariat:team", args=[conference.slug]))
    assert page.evaluate(SIDE) == 56
    # Links keep their names, and are read in full where the focus is on one.
    link = page.get_by_role("navigation", name="Secretariat").get_by_role("link", name="Outcomes")
    link.focus()
    assert link.evaluate("(one) => one.querySelector('span').offsetWidth") > 40
    button.click()
    assert page.evaluate(SIDE) > 200
    page.reload()
    assert page.evaluate(SIDE) > 200
    expect(page.get_by_role("button", name="Narrow sidebar")).to_have_attribute("aria-pressed", "false")


def test_the_calendar_stands_beside_a_rail_anyway(page, sign_in, owner, conference):
    sign_in(page, owner)
    page.goto(reverse("agenda_secretariat:editor", args=[conference.slug]))
    assert page.evaluate(SIDE) == 56
    expect(page.get_by_role("button", name="Narrow sidebar")).to_have_count(0)


def style(locator, name, pseudo=""):
    """Return a value of the style that is used."""
    return locator.evaluate(f"(one) => getComputedStyle(one, {pseudo!r}).getPropertyValue({name!r})")


def test_in_the_readers_own_colours_what_is_chosen_is_still_told(make_context, sign_in, owner, conference):
    """By a border, an outline or the browser's own box: backgrounds are none there."""
    page = make_context(forced_colors="active").new_page()
    RegistrationFactory.create_batch(2, conference=conference)
    sign_in(page, owner)
    page.goto(reverse("registrations_secretariat:registration-list", args=[conference.slug]) + "?all=1")
    box = page.locator("tbody").get_by_role("checkbox").first
    box.check()
    assert style(box, "appearance") == "auto"
    row = page.locator("tbody tr")
    assert style(row.first, "outline-style") == "solid" and style(row.last, "outline-style") == "none"
    assert style(page.locator("tbody .status").first, "border-top-style") == "solid"
    tabs = page.locator(".tab-line .tabs a")
    edges = tabs.evaluate_all("(all) => all.map((one) => getComputedStyle(one).borderBottomColor)")
    assert edges[0] not in edges[1:]
    page.keyboard.press("Tab")
    focused = page.locator(":focus-visible")
    assert style(focused, "outline-style") == "solid" and style(focused, "outline-width") == "3px"


def test_who_wants_more_contrast_reads_everything_in_ink(make_context, sign_in, owner, conference):
    page = make_context(contrast="more").new_page()
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-list", args=[conference.slug]))
    assert style(page.locator(".empty p").first, "color") == style(page.locator("h1"), "color")


def test_who_wants_less_motion_sees_none(make_context, sign_in, owner, conference):
    page = make_context(reduced_motion="reduce").new_page()
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-list", args=[conference.slug]))
    slow = """() => [...document.querySelectorAll("*")].filter((one) => {
        const used = getComputedStyle(one);
        return parseFloat(used.transitionDuration) > 0.01 || parseFloat(used.animationDuration) > 0.01;
    }).length"""
    assert page.evaluate(slow) == 0
