"""The search of the secretariat by keyboard: its groups, its keys, what a screen reader is told."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from confman.conferences.models import Conference
from tests.factories import (
    DelegationFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def filled(conference: Conference) -> Conference:
    for name in ("Anvar Aliev", "Anvar Boboev"):
        person = PersonFactory(conference=conference, name={"en": name})
        RegistrationFactory(conference=conference, person=person)
    for number in range(7):
        SessionFactory(conference=conference, title={"en": f"Anvar’s lecture {number}"})
    DelegationFactory(conference=conference, name={"en": "Anvar Foundation"})
    return conference


def test_from_the_keys_to_the_record(
    page: Page, filled: Conference, sign_in: Callable[..., None], check_accessibility: Callable[[Page], None]
) -> None:
    sign_in(page, MembershipFactory(conference=filled).user)
    page.goto(reverse("agenda_secretariat:room-list", args=[filled.slug]))
    field = page.get_by_role("combobox", name="Search the conference")
    options, chosen = page.get_by_role("option"), page.locator('[role="option"][aria-selected="true"]')

    # Before anything is typed: actions of this page. Escape leads back to where the focus was.
    add = page.get_by_role("link", name="Add a room").first
    add.focus()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="To do").get_by_role("option").first).to_have_text("Add a session")
    page.keyboard.press("Escape")
    expect(add).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")

    page.keyboard.press("Control+k")
    page.keyboard.type("anvar")
    expect(page.get_by_role("group", name="Sessions").get_by_role("option")).to_have_count(6)
    expect(page.locator("[data-announcer]")).to_have_text("10 results")
    expect(options.first.locator("mark")).to_have_text("Anvar")
    check_accessibility(page)

    # The workspace of this page is first; Tab goes from group to group, arrows from hit to hit.
    page.keyboard.press("Tab")
    expect(chosen).to_contain_text("Anvar’s lecture 0")
    page.keyboard.press("Tab")
    expect(chosen).to_contain_text("Anvar Aliev")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Anvar Boboev")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_contain_text("Anvar Foundation")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    page.keyboard.press("Shift+Tab")
    expect(chosen).to_contain_text("Anvar Aliev")

    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value.get_by_role("heading", level=1)).to_contain_text("Anvar Aliev")
    opened.value.close()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Anvar Aliev")

    # The opened page stands first from now on.
    page.wait_for_load_state()  # its script opens the search
    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="Opened lately").get_by_role("option")).to_contain_text(
        ["Anvar Aliev"]
    )


def test_an_answer_that_comes_late_does_not_replace_a_newer_one(
    page: Page, filled: Conference, sign_in: Callable[..., None]
) -> None:
    sign_in(page, MembershipFactory(conference=filled).user)
    page.goto(reverse("agenda_secretariat:room-list", args=[filled.slug]))
    held = []
    page.route("**/search/?q=anvar", lambda route: held.append(route))
    page.keyboard.press("Control+k")
    with page.expect_request("**/search/?q=anvar"):
        page.keyboard.insert_text("anvar")
    page.keyboard.insert_text(" foundation")
    expect(page.get_by_role("option")).to_have_count(1)
    for route in held:
        route.abort()
    expect(page.get_by_role("option")).to_contain_text(["Anvar Foundation"])


def test_who_is_not_found_is_registered_by_keyboard(
    page: Page, filled: Conference, sign_in: Callable[..., None]
) -> None:
    sign_in(page, MembershipFactory(conference=filled).user)
    page.goto(reverse("agenda_secretariat:room-list", args=[filled.slug]))
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("Xurshida Qqwwee")
    expect(page.locator("[data-announcer]")).to_contain_text("No matches were found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=name]")).to_have_value("Xurshida Qqwwee")
