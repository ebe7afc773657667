"""The plenary desk on the screen of the room: what is said and pressed stands above the fold."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.outcomes.recommendation_samples import recommendation

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

SMALL = {"width": 1280, "height": 720}
TEXT = (
    "Develop an annual joint work plan of State bodies and non-governmental organizations against trafficking, "
    * 2
)


@pytest.fixture
def desk(page, sign_in, owner, conference):
    """`desk(decided, ready)`: its page, with so many texts decided, and so many to decide."""

    def open_desk(decided=0, ready=3):
        for _ in range(decided):
            recommendation(conference, texts={"en": TEXT}, stage="published")
        for _ in range(ready):
            recommendation(conference, texts={"en": TEXT}, stage="agreed")
        sign_in(page, owner)
        page.set_viewport_size(SMALL)
        page.goto(reverse("outcomes_secretariat:plenary-desk", args=[conference.slug]))
        return page

    return open_desk


def test_text_words_and_the_three_buttons_are_above_the_fold(desk):
    page = desk()
    following = page.locator("#next")
    for part in (
        following.locator(".recommendation-text"),
        following.locator(".spoken"),
        following.get_by_role("button", name="Adopt this one"),
        following.get_by_role("link", name="As orally amended…"),
        following.get_by_role("button", name="Not adopted"),
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= SMALL["height"]
    assert page.evaluate("document.querySelector('.desk-side').offsetWidth") == 56
    # Language and method stand in one line.
    words = page.locator(".desk-words p")
    assert words.nth(0).bounding_box()["y"] == words.nth(1).bounding_box()["y"]


def test_ten_decided_are_ten_lines_and_the_sitting_is_folded_once_kept(desk):
    page = desk(10, ready=1)
    with page.expect_navigation():
        page.get_by_role("button", name="Keep for the sitting").last.click()
    expect(page.get_by_label("Rapporteur")).to_be_hidden()
    rows = page.locator("section", has=page.locator("#decided-heading")).locator("tbody tr")
    assert {round(row.bounding_box()["height"]) for row in rows.all()} == {44}
    assert rows.count() == 10
    assert page.evaluate("document.documentElement.scrollHeight") <= 1400


def test_an_open_sitting_shows_its_acts_at_once_and_is_not_long(desk):
    page = desk(10, ready=4)
    page.set_viewport_size({"width": 1440, "height": 900})
    for button in ("Adopt this one", "Adopt all that are chosen", "Keep for the sitting"):
        box = page.get_by_role("button", name=button).last.bounding_box()
        assert box["y"] + box["height"] <= 900, button
    assert page.evaluate("document.documentElement.scrollHeight") <= 1400
