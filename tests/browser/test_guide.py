"""Help at the place: the way from a page into the guide, and the list of the keys on "?"."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from confman.conferences.models import Conference
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def test_help_and_the_list_of_keys(
    page: Page,
    conference: Conference,
    sign_in: Callable[..., None],
    check_accessibility: Callable[[Page], None],
) -> None:
    sign_in(page, MembershipFactory(conference=conference).user)
    page.goto(f"/{conference.slug}/secretariat/badges/")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    page.keyboard.press("/")
    page.keyboard.type("who?")
    expect(keys).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    check_accessibility(page)
    keys.get_by_role("button", name="Close").click()
    expect(keys).to_be_hidden()

    # Anyone who speaks to the computer sets them off unawares: they are switched off, by keyboard alone.
    page.keyboard.press("?")
    box = keys.get_by_role("checkbox", name="Single keys work: / ? J K A W D")
    expect(box).to_be_checked()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.reload()
    search = page.get_by_role("combobox", name="Search the conference")
    page.keyboard.press("?")
    page.keyboard.press("/")
    expect(keys).to_be_hidden()
    expect(search).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(search).to_be_focused()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("link", name="Keyboard shortcuts").click()
    box.check()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    keys.get_by_role("button", name="Close").click()

    page.get_by_role("link", name="Help").click()
    expect(page.get_by_role("heading", name="Badges", level=1)).to_be_visible()
    expect(page.get_by_role("navigation", name="Contents of the guide")).to_be_visible()
