"""The design keeps its promises in a real browser: accessible, within the window, and alive."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.factories import DelegationFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

COMPONENTS = "/styleguide/secretariat/"
LAYOUTS = {
    "components": COMPONENTS,
    "portal": "/styleguide/me/",
    "public in Uzbek, Cyrillic": "/styleguide/uz-Cyrl/",
    "public in Arabic": "/styleguide/ar/",
}


@pytest.mark.parametrize("path", LAYOUTS.values(), ids=LAYOUTS.keys())
@pytest.mark.parametrize("size", ["page", "phone"])
def test_layouts_are_accessible_and_fit(
    path: str,
    size: str,
    request: pytest.FixtureRequest,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    """The parts of all pages fit a phone, too; test_every_page.py sees that each page does."""
    page: Page = request.getfixturevalue(size)
    page.goto(path)
    check_accessibility(page)
    check_width(page)


def test_destructive_action_asks_first(page: Page) -> None:
    page.goto(COMPONENTS)
    button = page.get_by_role("button", name="Clear the practice data").last
    button.click()
    dialog = page.get_by_role("dialog", name="Clear the practice data?")
    expect(dialog).to_contain_text("31 practice registrations")
    dialog.get_by_role("button", name="Go back").click()
    expect(dialog).to_be_hidden()
    button.click()
    # Until the answer has come: a browser that is closed in the middle of a navigation may never close.
    with page.expect_request(lambda request: request.method == "POST"), page.expect_navigation():
        dialog.get_by_role("button", name="Clear", exact=True).click()


def test_bulk_bar_appears_with_the_first_chosen_row(page: Page) -> None:
    page.goto(COMPONENTS)
    bar = page.locator("[data-bulk-bar]")
    expect(bar).to_be_hidden()
    page.get_by_label("Choose Sample Observer").check()
    expect(bar).to_contain_text("1 chosen")
    page.get_by_label("Choose all").check()
    expect(bar).to_contain_text("4 chosen")


def test_filters_change_the_list_without_leaving_the_page(page: Page) -> None:
    page.goto(COMPONENTS)
    with page.expect_response(lambda response: "status=submitted" in response.url):
        page.get_by_label("Status", exact=True).select_option("submitted")
    expect(page).to_have_url(re.compile("status=submitted"))
    expect(page.get_by_label("Status", exact=True)).to_have_value("submitted")


def test_wrong_form_says_so_and_leads_to_the_field(page: Page) -> None:
    page.goto(COMPONENTS)
    page.get_by_role("textbox", name="Русский").first.fill("Открытие")
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert").first
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Minutes").click()
    expect(page.get_by_label("Minutes")).to_be_focused()
    expect(page.get_by_role("textbox", name="Русский").first).to_have_value("Открытие")


def test_sections_open_on_a_phone(phone: Page, check_accessibility: Callable[[Page], None]) -> None:
    phone.goto(COMPONENTS)
    link = phone.get_by_role("link", name="Rooms and groups")
    expect(link).to_be_hidden()
    phone.get_by_role("button", name="Sections").click()
    expect(link).to_be_visible()
    expect(phone.locator("#side-navigation")).to_have_class(re.compile(r"\bshow\b"))
    check_accessibility(phone)


def test_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto(COMPONENTS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_everything_shows_without_a_script(make_context: Callable[..., BrowserContext]) -> None:
    page: Page = make_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(COMPONENTS)
    expect(page.locator("[data-bulk-bar]")).to_be_visible()
    expect(page.get_by_role("link", name="Rooms and groups")).to_be_visible()
    page.get_by_role("button", name="Your account").focus()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Change")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_what_a_list_can_be_taken_as_is_one_menu(
    scripts: bool, make_context: Callable[..., BrowserContext]
) -> None:
    page = make_context(java_script_enabled=scripts).new_page()
    page.goto(COMPONENTS)
    menu = page.locator("details.menu", has_text="Export").locator("summary")
    excel = page.get_by_role("button", name="Excel")
    expect(excel).to_be_hidden()
    menu.focus()
    page.keyboard.press("Enter")
    expect(excel).to_be_visible()
    page.keyboard.press("Tab")
    expect(excel).to_be_focused()
    if scripts:
        page.keyboard.press("Escape")
        expect(excel).to_be_hidden()
        expect(menu).to_be_focused()
        menu.press("Enter")
        page.get_by_role("heading", level=1).click()
        expect(excel).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_on_a_phone_filters_are_one_line(scripts: bool, make_context: Callable[..., BrowserContext]) -> None:
    page = make_context(java_script_enabled=scripts).new_page()
    page.goto(COMPONENTS)
    bar = page.locator("form.filter-bar").first
    fold, others = bar.locator(".filter-fold > summary"), bar.locator(".filter-fields")
    expect(others).to_be_visible()
    expect(fold).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(bar.get_by_role("searchbox")).to_be_visible()
    expect(others).to_be_hidden()
    fold.click()
    expect(others).to_be_visible()


@pytest.mark.parametrize("name", ["registrations", "delegations"])
def test_on_a_phone_a_list_begins_on_the_first_screen(
    name: str, phone: Page, conference: Any, owner: Any, sign_in: Callable[..., None]
) -> None:
    DelegationFactory(conference=conference)
    RegistrationFactory(conference=conference, status="submitted")
    sign_in(phone, owner)
    phone.goto(f"/{conference.slug}/secretariat/{name}/")
    row = phone.locator("#results tbody tr").first.bounding_box()
    assert row and row["y"] <= 300
