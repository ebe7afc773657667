"""The frame around the pages of the secretariat: bar, sidebar, title."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.factories import PersonFactory, RegistrationFactory

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


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_form_keeps_its_buttons_in_view(make_context, sign_in, owner, conference, width):
    page = make_context(viewport={"width": width, "height": 844}).new_page()
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-add", args=[conference.slug]))
    assert page.evaluate("document.documentElement.scrollHeight") > 2 * 844
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_in_viewport(ratio=1)


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


def test_the_heads_of_columns_stay_below_the_title_while_rows_are_scrolled(page, sign_in, owner, conference):
    PersonFactory.create_batch(40, conference=conference)
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-list", args=[conference.slug]))
    head, title = page.get_by_role("columnheader").last, page.locator(".page-heading")
    before = head.bounding_box()["y"]
    page.evaluate("scrollTo(0, 700)")
    below = title.bounding_box()["y"] + title.bounding_box()["height"]
    assert before > below
    assert abs(head.bounding_box()["y"] - below) <= 1
    # Narrow, the frame of the table scrolls as before.
    page.set_viewport_size({"width": 1000, "height": 900})
    assert style(page.locator("main .table-frame").first, "overflow-x") == "auto"


def test_rows_stay_while_others_are_fetched_and_what_fails_is_told_and_tried_again(
    page, sign_in, owner, conference, faults
):
    for name in ("Anna Sample", "Boris Sample"):
        PersonFactory(conference=conference, name={"en": name})
    sign_in(page, owner)
    page.goto(reverse("people_secretariat:person-list", args=[conference.slug]))
    rows, results = page.locator("tbody tr"), page.locator("#results")
    held = []
    page.route("**/people/?*", lambda route: held.append(route))
    with page.expect_request("**/people/?*"):
        page.get_by_label("Search", exact=True).fill("anna")
    expect(results).to_have_attribute("aria-busy", "true")
    expect(rows).to_have_count(2)
    for route in held:
        route.abort()
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    expect(rows).to_have_count(2)
    expect(results).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/people/?*")
    page.get_by_role("button", name="Try again").click()
    expect(rows).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    faults.clear()


def test_a_chart_is_as_wide_as_the_text_and_scrolls_on_no_phone(page, sign_in, owner, conference):
    for country in ("UZ", "CH", "KZ", "TR", "US", "BG", "DE", "FR", "IT"):
        RegistrationFactory.create_batch(5, conference=conference, status="approved", person__country=country)
    sign_in(page, owner)
    for name in ("registrations_secretariat:figures", "outcomes_secretariat:report"):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(reverse(name, args=[conference.slug]))
        chart = page.locator(".chart").first
        text = page.locator(".section").first.bounding_box()
        assert abs(chart.bounding_box()["width"] - text["width"]) <= 2
        assert 0 < chart.locator("xpath=//*[@class='chart-row']").count() <= 7
        used = chart.evaluate(
            "(one) => [getComputedStyle(one).fontFamily, parseFloat(getComputedStyle(one).fontSize)]"
        )
        assert "Source Sans" in used[0] and used[1] >= 12
        for table in page.locator("main .section").filter(has=page.locator(".chart")).locator("table").all():
            expect(table).to_be_hidden()
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert chart.evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_behind_a_chart_stands_its_table_which_is_printed(page, sign_in, owner, conference):
    RegistrationFactory.create_batch(2, conference=conference, status="approved")
    sign_in(page, owner)
    page.goto(reverse("registrations_secretariat:figures", args=[conference.slug]))
    part = page.locator(".section").filter(has=page.locator(".chart")).first
    expect(part.locator("table")).to_be_hidden()
    page.emulate_media(media="print")
    expect(part.locator("table")).to_be_visible()
    expect(part.get_by_text("As a table")).to_be_hidden()
    page.emulate_media(media="screen")
    part.get_by_text("As a table").click()
    expect(part.locator("table")).to_be_visible()
