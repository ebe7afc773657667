"""The desk at a door: by keys alone, and as large as a tablet's screen."""

import pytest
from playwright.sync_api import expect

from registrations.attendance.models import Scan
from tests.factories import CheckpointFactory, RegistrationFactory, ScanFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

OVERFLOW = "document.documentElement.scrollHeight - innerHeight"
LONG = "Academy of Social Research and of Everything Else in the Region"


@pytest.fixture
def desk(page, sign_in, owner, conference):
    """The page of a door where five Annas are expected; each is Anna, and something more."""
    door = CheckpointFactory(conference=conference)
    for more in ("Azimova", "Boboyeva", "Chorieva", "Davletova", "Ergasheva"):
        RegistrationFactory(
            conference=conference,
            status="approved",
            person__name={"en": f"Anna {more}"},
            person__sort_key=more,
            person__organization={"en": LONG},
        )
    for _scan in range(8):
        ScanFactory(
            checkpoint=door, registration=RegistrationFactory(conference=conference, status="approved")
        )
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/onsite/checkpoints/{door.pk}/")
    page.wait_for_load_state()  # its script suggests names
    return page


def second_name(page):
    """The name of the second who is suggested."""
    return page.locator(".check-in-found li").nth(1).locator("strong").inner_text()


def test_a_digit_behind_a_name_records_who_is_meant_and_is_no_part_of_it(desk):
    desk.keyboard.type("anna")
    expect(desk.locator(".check-in-found li")).to_have_count(5)
    meant = second_name(desk)
    desk.keyboard.press("2")
    expect(desk.locator("[data-sound]")).to_contain_text(meant)
    assert str(Scan.objects.latest("recorded_at").registration.person.name) == meant


def test_a_digit_in_a_code_records_nobody(desk):
    before = Scan.objects.count()
    for code in ("A2", "7ANNA", "an3"):
        desk.get_by_label("Code of the ticket, or name").fill("")
        desk.keyboard.type(code, delay=30)
        expect(desk.get_by_label("Code of the ticket, or name")).to_have_value(code)
    assert Scan.objects.count() == before


@pytest.mark.parametrize("way", ["ArrowDown", "Enter"])
def test_a_name_and_a_digit_record_who_is_meant(desk, way):
    """One key goes from the field to who is found."""
    desk.keyboard.type("anna")
    expect(desk.locator(".check-in-found li")).to_have_count(5)
    meant = second_name(desk)
    desk.keyboard.press(way)
    expect(desk.locator("[data-pick]").first).to_be_focused()
    desk.keyboard.press("2")
    expect(desk.locator("[data-sound]")).to_contain_text(meant)
    assert str(Scan.objects.latest("recorded_at").registration.person.name) == meant


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (768, 1024)])
def test_nothing_is_scrolled_on_a_tablet(desk, width, height):
    """With five who may be meant, with the answer, and with both."""
    desk.set_viewport_size({"width": width, "height": height})
    assert desk.evaluate(OVERFLOW) <= 0
    desk.keyboard.type("anna")
    expect(desk.locator(".check-in-found li")).to_have_count(5)
    assert desk.evaluate(OVERFLOW) <= 0
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("1")
    expect(desk.locator("[data-sound]")).to_be_visible()
    desk.wait_for_load_state()
    assert desk.evaluate(OVERFLOW) <= 0
    desk.keyboard.type("anna")
    expect(desk.locator(".check-in-found li")).to_have_count(5)
    assert desk.evaluate(OVERFLOW) <= 0
    smallest = desk.locator(".check-in-main .btn").evaluate_all(
        "(all) => Math.min(...all.filter((one) => one.offsetParent).map((one) => one.offsetHeight))"
    )
    assert smallest >= 56
