"""A fault in the words of a mailing is shown while they are typed, and goes when it is mended."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from confman.conferences.models import Conference
from tests.browser.navigation import follow
from tests.factories import MailingFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def words(conference: Conference) -> Callable[[Page], Any]:
    """`words(page)`: the page of a new mailing's words; returns the mailing."""

    def opened(page: Page) -> Any:
        mailing = MailingFactory(conference=conference)
        page.goto(reverse("mailings_secretariat:mailing-words", args=[conference.slug, mailing.pk]))
        return mailing

    return opened


def body(page: Page) -> Any:
    return page.locator("[name=body_en]")


def test_an_unknown_placeholder_is_said_while_it_is_typed(
    page: Page, sign_in: Callable[..., None], owner: Any, words: Callable[[Page], Any],
    check_accessibility: Callable[[Page], None],
) -> None:  # fmt: skip
    sign_in(page, owner)
    mailing = words(page)
    body(page).press_sequentially("Dear {nmae},")
    said = page.get_by_text("Unknown: {nmae}.")
    expect(said).to_be_visible()
    expect(body(page)).to_be_focused()
    expect(page.get_by_text("Text, English: Unknown: {nmae}.")).to_be_in_viewport()
    # Nothing is said of what nobody has written yet.
    expect(page.get_by_text("This field is required.")).to_have_count(0)
    check_accessibility(page)
    body(page).fill("Dear ")
    expect(said).to_have_count(0)
    page.get_by_role("button", name="{name}").click()
    expect(body(page)).to_have_value("Dear {name}")
    expect(body(page)).to_be_focused()
    # Nothing was saved by looking.
    mailing.refresh_from_db()
    assert not mailing.body


def test_without_a_script_it_is_said_when_saving_and_what_was_typed_stays(
    make_context: Callable[..., BrowserContext], sign_in: Callable[..., None], owner: Any,
    words: Callable[[Page], Any],
) -> None:  # fmt: skip
    page = make_context(java_script_enabled=False).new_page()
    sign_in(page, owner)
    words(page)
    page.locator("[name=subject_en]").fill("The bus")
    body(page).fill("Dear {nmae},")
    follow(page, page.get_by_role("button", name="Save and review the mails"))
    expect(page.get_by_text("Unknown: {nmae}.").first).to_be_visible()
    expect(body(page)).to_have_value("Dear {nmae},")
