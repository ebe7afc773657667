"""The frame around the pages of the secretariat: bar, sidebar, title."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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
