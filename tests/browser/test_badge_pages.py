"""A badge laid out with the mouse and the keyboard, and one reprinted from the list, as the secretariat does it."""

import re

import pytest
from playwright.sync_api import expect

from registrations.badges.domain.designs import add_badge_design
from registrations.badges.domain.layout import BadgeLayout
from registrations.badges.models import BadgeDesign, BadgePrint
from tests.factories import CategoryFactory, PersonFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def design(conference, owner):
    CategoryFactory(conference=conference)
    return add_badge_design(conference, by=owner, name="Delegates")


def picture(page):
    return page.get_attribute("[data-face=front] img", "src")


def wait_for_another(page, before):
    page.wait_for_function(
        "before => document.querySelector('[data-face=front] img').src !== before", arg=before
    )


def element(design, kind):
    design.refresh_from_db()
    return next(one for one in BadgeLayout.from_json(design.layout).elements if one.kind == kind)


def test_a_badge_is_laid_out_by_fields_keys_and_mouse(
    page, sign_in, owner, conference, design, check_accessibility
):
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/badges/designs/{design.pk}/")
    check_accessibility(page)
    # A box on the badge opens its fields; what is typed there is drawn.
    page.locator(".badge-box[title='Name']").click()
    before = picture(page)
    page.locator(".badge-element[open]").get_by_label("Size of letters, pt").fill("20")
    wait_for_another(page, before)
    # The arrow keys move it, the fields say where it is.
    before = picture(page)
    page.get_by_role("application", name="Arrow keys move: Name, 7 and 35 mm").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    wait_for_another(page, before)
    # So does the mouse, to half a millimetre.
    before = picture(page)
    place = page.locator(".badge-box[title='QR code']").bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"] - 40, place["y"] + 20, steps=4)
    page.mouse.up()
    wait_for_another(page, before)
    # Another element, from the list.
    page.get_by_label("Another element").select_option("text")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".badge-element[open] .badge-element-kind")).to_have_text("Text of your own")
    check_accessibility(page)
    assert BadgeDesign.objects.get().revision == 1, "nothing is stored before it is saved"

    with page.expect_navigation():
        page.get_by_role("button", name="Save the design").click()

    name, qr = element(design, "name"), element(design, "qr")
    assert (name.largest_pt, name.x_mm, name.y_mm) == (20, 8.1, 37)
    assert qr.x_mm < 60 and (qr.x_mm * 2).is_integer()
    assert element(design, "text").text == {"en": "Text"}


def test_a_box_stays_in_the_hand_however_long_it_is_held(page, sign_in, owner, conference, design):
    sign_in(page, owner)
    page.clock.install()
    page.goto(f"/{conference.slug}/secretariat/badges/designs/{design.pk}/")
    before = picture(page)
    drawn = []
    page.on("request", lambda request: drawn.append(request.url) if request.method == "POST" else None)
    box = page.locator(".badge-box[title='QR code']")
    place = box.bounding_box()
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    page.mouse.move(place["x"], place["y"] + 20, steps=2)
    page.clock.fast_forward(1000)
    page.mouse.move(place["x"] - 20, place["y"] + 20, steps=2)
    assert not drawn
    assert box.bounding_box()["x"] == pytest.approx(place["x"] - 40, abs=2)
    page.mouse.up()
    page.clock.fast_forward(1000)
    wait_for_another(page, before)


def test_what_cannot_be_drawn_keeps_the_last_picture_and_says_why(
    page, sign_in, owner, conference, design, faults
):
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/badges/designs/{design.pk}/")
    page.locator(".badge-box[title='Name']").click()
    before = picture(page)
    page.locator(".badge-element[open]").get_by_label("Width, mm").fill("")
    expect(page.locator("[data-preview-faults]")).to_contain_text("Width, mm")
    assert picture(page) == before


def test_a_lost_badge_is_reprinted_from_the_list_in_two_clicks(
    page, sign_in, owner, conference, check_accessibility
):
    person = PersonFactory(conference=conference, name={"en": "Anna Sample"})
    registration = RegistrationFactory(conference=conference, person=person, status="approved")
    old = registration.ticket_token
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/registrations/")
    page.get_by_role("link", name=re.compile("Badge.*Anna Sample")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reprint the badge of Anna Sample")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Reprint, and open the PDF").click()
    opened.value.close()
    check_accessibility(page)
    registration.refresh_from_db()
    assert registration.ticket_token != old
    assert BadgePrint.objects.get().token == registration.ticket_token
