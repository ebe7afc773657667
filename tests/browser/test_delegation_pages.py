"""Five names from a letter in four minutes: what a focal point does, counted; also on a phone without script."""

import pytest
from playwright.sync_api import expect

from registrations.core.domain.personal_links import focal_point_link
from registrations.delegations.domain.delegations import add_focal_point
from tests.browser.navigation import follow
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    MembershipFactory,
    PersonFactory,
    RegistrationFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

LETTER = """1. Mr. Karim Sample, Deputy Minister, head of delegation
2. Ms. Aziza Sample, Director of Department – deputy head of delegation, aziza@example.org
3. Dr. John Sample, Ministry of Justice (adviser)
4. Ms. Li Na Sample, First Secretary
5. H.E. Mr. Ali Sample, Ambassador, alternate"""
# Seconds per step of a slow typist: looking, reaching, typing.
SECONDS_A_STEP, SECONDS_A_KEY = 8, 0.6


@pytest.fixture
def link(conference):
    by = MembershipFactory(conference=conference, role="owner").user
    CategoryFactory(conference=conference)
    delegation = DelegationFactory(conference=conference, capacity=6)
    focal_point = add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=by)
    return "/" + focal_point_link(focal_point, conference).split("/", 3)[3], delegation


def test_five_names_from_a_letter(page, link, check_accessibility, check_width):
    address, delegation = link
    page.goto(address)
    check_accessibility(page)
    # Three clicks and a paste; reading five rows over takes what it takes to read five lines.
    follow(page, page.get_by_role("link", name="Name members").first)
    page.get_by_label("Lines of the letter").fill(LETTER)
    follow(page, page.get_by_role("button", name="Read into the rows"))
    check_accessibility(page)
    check_width(page)
    assert not delegation.registrations.exists()
    page.get_by_label("E-mail").nth(3).fill("li@example.org")
    follow(page, page.get_by_role("button", name="Name all of them"))
    expect(page.get_by_text("5 people are named")).to_be_visible()
    check_accessibility(page)
    check_width(page)
    functions = list(delegation.registrations.order_by("created_at").values_list("function", flat=True))
    assert functions == ["head", "deputy", "adviser", "delegate", "alternate"]
    steps, keys = 3 + 1 + 5, len("li@example.org")
    assert steps * SECONDS_A_STEP + keys * SECONDS_A_KEY < 4 * 60


def test_typed_on_a_phone_without_script(make_context, link):
    address, delegation = link
    phone = make_context(
        viewport={"width": 390, "height": 844}, java_script_enabled=False, is_mobile=True
    ).new_page()
    phone.goto(address)
    follow(phone, phone.get_by_role("link", name="Name members").first)
    keys = 0
    for number, name in enumerate(
        ("Karim Sample", "Aziza Sample", "John Sample", "Li Na Sample", "Ali Sample")
    ):
        phone.get_by_label("Name", exact=False).nth(number).fill(name)
        keys += len(name)
    follow(phone, phone.get_by_role("button", name="More rows"))
    assert phone.get_by_role("group").count() == 10
    check_width_without_script(phone)
    # The Enter key names them; it reads no letter.
    with phone.expect_navigation():
        phone.get_by_label("Name", exact=False).nth(4).press("Enter")
    assert delegation.registrations.count() == 5
    steps = 1 + 5 * 2 + 1
    assert steps * SECONDS_A_STEP + keys * SECONDS_A_KEY < 4 * 60


def check_width_without_script(page):
    """Check without scripts that nothing extends past the edge, so that fields can be reached by thumb."""
    for box in (field.bounding_box() for field in page.get_by_role("textbox").all()):
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_fifteen_members_are_few_screens_of_a_phone(
    phone, link, conference, check_accessibility, check_width
):
    address, delegation = link
    for number in range(15):
        status = "nominated" if number < 3 else "approved"
        sent = {"submitted_at": None, "confirmed_at": None} if number < 3 else {}
        person = PersonFactory(
            conference=conference, name={"en": f"Member Number {number}"}, job_title={"en": "Adviser"}
        )
        RegistrationFactory(
            conference=conference,
            person=person,
            delegation=delegation,
            status=status,
            function="adviser",
            **sent,
        )
    phone.goto(address)
    height = phone.evaluate("document.documentElement.scrollHeight")
    assert height <= 2000, height
    check_accessibility(phone)
    check_width(phone)
    follow(phone, phone.get_by_role("link", name="3 have not completed"))
    expect(phone.get_by_role("heading", level=3)).to_have_count(3)
    follow(phone, phone.get_by_role("button", name="Remind all"))
    expect(phone.get_by_text("3 links are on their way.")).to_be_visible()
