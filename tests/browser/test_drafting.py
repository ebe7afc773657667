"""Drafting in a browser: paragraphs by key and button, and the screen on the wall that follows its operator."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from confman.accounts.models import User
from outcomes.drafting.domain.screen import screen_of, show_on_screen
from outcomes.recommendations.models.recommendation import Recommendation
from tests.factories import ConferenceFactory, MembershipFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(transactional_db: Any) -> Recommendation:
    conference = ConferenceFactory(slug="drafting2027")
    MembershipFactory(conference=conference, role="rapporteur", user__email="writer@example.org")
    group = WorkingGroupFactory(conference=conference, code="WG1")
    return recommendation(
        conference, working_group=group, texts={"en": "Fund the [hotline].\n\nReport.", "ru": "Раз.\n\nДва."}
    )


def text_of(row: Recommendation) -> list[tuple[int, str]]:
    version = Recommendation.objects.get(pk=row.pk).current_version
    assert version is not None
    return [(paragraph.level, paragraph.text("en")) for paragraph in version.body]


def test_paragraphs_are_moved_indented_and_added_by_keys(
    draft: Recommendation, page: Page, sign_in: Callable[[Page, Any], None]
) -> None:
    sign_in(page, User.objects.get(email="writer@example.org"))
    page.goto(f"/drafting2027/secretariat/recommendations/{draft.pk}/text/en/")
    boxes = page.locator("[data-paragraph-text]")
    boxes.nth(1).press("Alt+ArrowUp")
    boxes.nth(1).press("Alt+ArrowRight")
    boxes.nth(1).press("Control+Enter")
    page.keyboard.type("in all regions.")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("The text was saved as a new version.")).to_be_visible()
    assert text_of(draft) == [(0, "Report."), (1, "Fund the [hotline]."), (1, "in all regions.")]


def test_a_paragraph_takes_one_line_and_the_lines_of_its_text(
    draft: Recommendation,
    page: Page,
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
) -> None:
    """Its tools are seen where one points or writes, and are there for keys and readers at any time."""
    sign_in(page, User.objects.get(email="writer@example.org"))
    page.goto(f"/drafting2027/secretariat/recommendations/{draft.pk}/text/en/")
    page.mouse.move(1, 1)
    row, box = page.locator("[data-paragraph]").first, page.locator("[data-paragraph-text]").first
    options = row.locator(".paragraph-options")
    assert height(row) <= 110
    expect(options).to_have_css("opacity", "0")
    expect(row.get_by_role("button", name="Move down")).to_be_attached()
    box.press("Shift+Tab")
    expect(options).to_have_css("opacity", "1")
    before = height(box)
    box.fill("Fund the hotline.\n" * 5)
    assert height(box) >= before + 80
    check_accessibility(page)


def test_the_tools_of_a_paragraph_stand_in_one_line_without_javascript(
    draft: Recommendation, make_context: Callable[..., Any], sign_in: Callable[[Page, Any], None]
) -> None:
    page = make_context(java_script_enabled=False).new_page()
    sign_in(page, User.objects.get(email="writer@example.org"))
    page.goto(f"/drafting2027/secretariat/recommendations/{draft.pk}/text/en/")
    row = page.locator("[data-paragraph]").first
    assert height(row) <= 110
    expect(row.get_by_label("Place")).to_be_visible()
    expect(row.get_by_label("Remove in all languages")).to_be_visible()
    expect(row.locator(".paragraph-options")).to_have_css("opacity", "1")


def height(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["height"]


def test_the_wall_follows_the_operators_keys_and_keeps_the_text_without_a_network(
    draft: Recommendation,
    page: Page,
    make_context: Callable[..., Any],
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
    faults: list[str],
) -> None:
    writer = User.objects.get(email="writer@example.org")
    screen = screen_of(draft.conference, draft.working_group)
    show_on_screen(screen, by=writer, recommendation=draft, language="en")
    wall = make_context(viewport={"width": 1920, "height": 1080}).new_page()
    wall.goto(f"/drafting2027/onsite/drafting/{screen.token}/")
    expect(wall.locator(".is-current")).to_contain_text("Fund the [hotline].")
    letters = wall.locator(".screen").evaluate("part => parseFloat(getComputedStyle(part).fontSize)")
    assert letters >= 60  # of 1080 lines: the height that row 20 of a room needs
    check_accessibility(wall)
    sign_in(page, writer)
    page.goto("/drafting2027/secretariat/groups/WG1/room/screen/")
    check_accessibility(page)
    page.locator("body").press("ArrowDown")
    expect(wall.locator(".is-current")).to_contain_text("Report.")
    page.locator("#operator-oral").fill("Report every year.")
    expect(wall.locator(".is-current ins")).to_have_text(" every year")
    wall.context.set_offline(True)
    expect(wall.locator("[data-screen-lost]")).to_be_visible()
    expect(wall.locator(".is-current")).to_contain_text("Report every year.")
    wall.context.set_offline(False)
    expect(wall.locator("[data-screen-lost]")).to_be_hidden()
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]
