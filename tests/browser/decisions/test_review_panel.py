"""A registration beside its list: opened, decided on, and the next one, without leaving the list."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from registrations.core.models.registration import Registration
from tests.factories import PersonFactory, RegistrationFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(conference):
    """The list of those who wait for a decision: Anna, Boris, Clara."""
    for name in ("Anna", "Boris", "Clara"):
        person = PersonFactory(
            conference=conference, name={"en": name}, sort_key=name, organization={"en": "Academy"}
        )
        RegistrationFactory(conference=conference, person=person, status="submitted")
    return (
        reverse("registrations_secretariat:registration-list", args=[conference.slug])
        + "?status=to-review&sort=name"
    )


@pytest.fixture
def panel(page, sign_in, owner, address):
    """The panel, with Anna in it."""
    sign_in(page, owner)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.get_by_role("link", name="Anna").click()
    found = page.get_by_role("complementary", name="Chosen registration")
    expect(found.get_by_role("heading", name="Anna")).to_be_focused()
    return found


def status(name):
    return Registration.objects.get(person__name__en=name).status


def test_three_are_decided_by_their_keys_while_the_list_follows(page, panel, address, check_accessibility):
    expect(panel).to_contain_text("Academy")
    check_accessibility(page)
    page.keyboard.press("a")
    expect(panel.get_by_role("heading", name="Boris")).to_be_focused()
    expect(panel).to_contain_text("Anna: approved.")
    rows = page.locator("#results tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first.get_by_role("link", name="Boris")).to_have_attribute("aria-current", "true")
    page.keyboard.press("w")
    expect(panel.get_by_role("heading", name="Clara")).to_be_focused()
    # A grave act is asked for twice: in between a reason may be written.
    page.keyboard.press("d")
    expect(panel.get_by_label("Reason")).to_be_focused()
    page.keyboard.type("No place is left.")
    assert status("Clara") == "submitted"
    panel.get_by_role("button", name="Decline").click()
    expect(panel).to_contain_text("Clara: declined.")
    assert [status(name) for name in ("Anna", "Boris", "Clara")] == ["approved", "waiting", "declined"]
    assert Registration.objects.get(person__name__en="Clara").decision_reason == "No place is left."
    assert page.url.endswith(address)


def test_one_goes_through_the_list_and_closes_the_panel(page, panel):
    page.keyboard.press("j")
    expect(panel.get_by_role("heading", name="Boris")).to_be_focused()
    page.keyboard.press("k")
    expect(panel.get_by_role("heading", name="Anna")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel).to_be_empty()
    expect(page.get_by_role("link", name="Anna")).to_be_focused()


def test_what_is_refused_is_said_in_the_panel(page, panel):
    Registration.objects.filter(person__name__en="Anna").update(confirmed_at=None)
    page.keyboard.press("a")
    expect(panel.get_by_label("Reason")).to_be_visible()
    expect(panel.get_by_role("alert").or_(panel.locator(".field-error")).first).to_contain_text("reason")
    assert status("Anna") == "submitted"


@pytest.mark.parametrize(
    "options", [{"java_script_enabled": False}, {"viewport": {"width": 1000, "height": 800}}]
)
def test_without_room_or_script_the_link_leads_to_the_record(make_context, sign_in, owner, address, options):
    page = make_context(**options).new_page()
    sign_in(page, owner)
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("link", name="Anna").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anna")
