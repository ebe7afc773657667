"""The organizer's questions in a real browser: asked by what was answered, drafts that survive it, a cut photograph."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.registration import Registration
from registrations.questionnaire.models import AnswerFile
from tests.factories import CategoryFactory, FormFieldFactory, MembershipFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def asking(conference: Any) -> Any:
    """An open conference that asks for a room, and only then for the nights; a photograph; and of the press a card."""
    conference.registration_mode = "open"
    conference.save()
    press = CategoryFactory(conference=conference, name={"en": "Press"})
    CategoryFactory(conference=conference, name={"en": "Guest"})
    make = FormFieldFactory
    make(conference=conference, key="room", type="yes-no", required=True, label={"en": "Do you need a room?"})
    make(
        conference=conference,
        key="wishes",
        label={"en": "Wishes for the room"},
        condition={"field": "room", "is": ["yes"]},
    )
    make(conference=conference, key="card", label={"en": "Press card"}).categories.set([press])
    make(conference=conference, key="face", type="photo", label={"en": "Photograph"})
    return conference


def picture() -> dict[str, Any]:
    """A wide picture: red left, blue right."""
    image = Image.new("RGB", (1200, 600), "red")
    image.paste("blue", (600, 0, 1200, 600))
    written = io.BytesIO()
    image.save(written, "PNG")
    return {"name": "me.png", "mimeType": "image/png", "buffer": written.getvalue()}


def test_on_the_public_form(
    page: Page, asking: Any, check_accessibility: Callable[[Page], None], check_width: Callable[[Page], None]
) -> None:
    address = f"/{asking.slug}/en/register/"
    page.goto(address)
    page.get_by_label("Guest").check()
    expect(page.get_by_label("Press card")).to_be_hidden()
    page.get_by_label("Press", exact=True).check()
    expect(page.get_by_label("Press card")).to_be_visible()
    expect(page.get_by_label("Wishes for the room")).to_be_hidden()
    page.get_by_role("group", name="Do you need a room?").get_by_label("yes").check()
    page.get_by_label("Wishes for the room").fill("With a view 😀 مع إطلالة")
    page.get_by_role("textbox", name="Name").fill("Sample Guest")
    check_accessibility(page)

    # Closed at once and opened again: another page of the same browser.
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(address)
    expect(again.get_by_text("kept on this device only")).to_be_visible()
    expect(again.get_by_role("textbox", name="Name")).to_have_value("Sample Guest")
    expect(again.get_by_label("Wishes for the room")).to_have_value("With a view 😀 مع إطلالة")
    check_width(again)
    again.get_by_label("Organization").fill("Institute of Samples")
    again.get_by_label("E-mail").fill("sample@example.org")
    again.get_by_label("I agree that the secretariat keeps").check()

    # The right half of the photograph is framed; the wish is taken back, so it is not kept.
    again.get_by_label("Photograph", exact=True).set_input_files(picture())
    expect(again.locator(".cropper-crop-box")).to_be_visible()
    frame = again.locator(".cropper-crop-box").bounding_box()
    assert frame
    again.mouse.move(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    again.mouse.down()
    again.mouse.move(frame["x"] + frame["width"] / 2 + 400, frame["y"] + frame["height"] / 2, steps=5)
    again.mouse.up()
    again.get_by_role("group", name="Do you need a room?").get_by_label("no", exact=True).check()
    expect(again.get_by_label("Wishes for the room")).to_be_hidden()
    again.get_by_role("button", name="Register").click()
    expect(again.get_by_role("heading", name="look into your mailbox")).to_be_visible()
    again.wait_for_load_state()  # its script, which forgets the draft, has run
    assert again.evaluate("localStorage.length") == 0
    row = Registration.objects.get()
    assert {key: row.answers.get(key) for key in ("room", "wishes")} == {"room": False, "wishes": None}
    with Image.open(AnswerFile.objects.get().file) as kept:
        assert kept.getpixel((kept.width - 5, kept.height // 2))[2] > 200
        assert kept.width < kept.height


def test_a_photograph_that_is_too_large_is_said_when_it_is_chosen(page: Page, asking: Any) -> None:
    page.goto(f"/{asking.slug}/en/register/")
    field = page.get_by_label("Photograph", exact=True)
    field.set_input_files({**picture(), "buffer": bytes(10 * 1024 * 1024 + 1)})
    expect(page.get_by_role("alert")).to_have_text("The file is too large; at most 10.0\xa0MB fit.")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.set_input_files({**picture(), "name": "me.heic", "mimeType": "image/heic"})
    expect(page.get_by_role("alert")).to_contain_text("This is not a picture in PNG, JPEG or WebP.")
    field.set_input_files(picture())
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.locator(".cropper-crop-box")).to_be_visible()


def test_a_draft_of_ones_own_page_survives_the_browser(
    phone: Page, make_context: Callable[..., Any], asking: Any, live_server: Any, settings: Any
) -> None:
    settings.BASE_URL = live_server.url
    row = RegistrationFactory(conference=asking, status="invited", submitted_at=None, confirmed_at=None)
    phone.goto(registration_link(row))
    phone.get_by_role("link", name="Complete my registration").click()
    phone.get_by_role("group", name="Do you need a room?").get_by_label("yes").check()
    phone.get_by_label("Wishes for the room").fill("On the first floor")
    expect(phone.get_by_text("Draft saved at")).to_be_visible()
    phone.context.close()

    # Another device, with the same mail.
    other = make_context().new_page()
    other.goto(registration_link(row))
    other.get_by_role("link", name="Complete my registration").click()
    expect(other.get_by_label("Wishes for the room")).to_have_value("On the first floor")
    other.get_by_role("button", name="Discard the draft").click()
    expect(other.get_by_label("Wishes for the room")).to_be_hidden()


def test_the_builder_and_its_preview(
    page: Page, asking: Any, sign_in: Callable[[Page, Any], None], check_accessibility: Callable[[Page], None]
) -> None:
    sign_in(page, MembershipFactory(conference=asking, role="registration").user)
    page.goto(f"/{asking.slug}/secretariat/form/")
    check_accessibility(page)
    preview = page.get_by_role("region", name="As the participant sees it")
    expect(preview.get_by_label("Wishes for the room")).to_be_hidden()
    preview.get_by_role("group", name="Do you need a room?").get_by_label("yes").check()
    expect(preview.get_by_label("Wishes for the room")).to_be_visible()
    page.get_by_role("button", name="Move “Press card” up").click()
    expect(page.locator(".question-line-label").nth(1)).to_have_text("Press card")
    page.get_by_label("Kind of answer").select_option("choice")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Add a question: choice of one")).to_be_visible()
    check_accessibility(page)

    # The card goes behind the photograph by its handle; Escape puts back what is being dragged.
    def drag_below(dragged: int, other: int) -> None:
        handle = page.locator("[data-sort-handle]").nth(dragged).bounding_box()
        target = page.locator("[data-sort-item]").nth(other).bounding_box()
        assert handle and target
        page.mouse.move(handle["x"] + 9, handle["y"] + 9)
        page.mouse.down()
        page.mouse.move(handle["x"] + 9, target["y"] + target["height"] - 4, steps=8)

    page.goto(f"/{asking.slug}/secretariat/form/")
    order = page.locator(".question-line-label")
    drag_below(1, 3)
    expect(order.last).to_have_text("Press card")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(order.last).to_have_text("Photograph")
    drag_below(1, 3)
    page.mouse.up()
    page.wait_for_url("**/form/#question-*")
    expect(order.last).to_have_text("Press card")
