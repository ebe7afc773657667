"""Lists of the secretariat on the screen that most of it is done on: how soon the rows begin, and how many are seen."""

import pytest
from playwright.sync_api import expect

from tests.factories import (
    CorrespondenceFactory,
    DelegationFactory,
    InviteeFactory,
    MessageFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

SEEN = """() => {
    const rows = [...document.querySelectorAll("#results tbody tr")].map((row) => row.getBoundingClientRect());
    return [rows[0].top, rows.filter((row) => row.bottom <= innerHeight).length];
}"""


@pytest.mark.parametrize("place", ["registrations", "people"])
def test_twelve_rows_are_in_view_below_a_low_head(page, sign_in, owner, conference, place):
    for number in range(14):
        person = PersonFactory(
            conference=conference, name={"en": f"Sample {number}"}, job_title={"en": "Judge"}
        )
        RegistrationFactory(conference=conference, person=person, status="approved")
    sign_in(page, owner)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/{conference.slug}/secretariat/{place}/")
    top, rows = page.evaluate(SEEN)
    assert top <= 260 and rows >= 12


def test_twelve_sessions_are_in_view(page, sign_in, owner, conference):
    """The lowest of their rows are those of breaks; the heading of the day stands above the first."""
    for number in range(14):
        SessionFactory(conference=conference, title={"en": f"Session {number}"})
    sign_in(page, owner)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/{conference.slug}/secretariat/agenda/")
    top, rows = page.evaluate(SEEN)
    assert top <= 260 and rows >= 1 + 12


def test_lists_with_many_acts_begin_as_high(page, sign_in, owner, conference):
    InviteeFactory(conference=conference)
    recommendation(conference, working_group=WorkingGroupFactory(conference=conference))
    sign_in(page, owner)
    page.set_viewport_size({"width": 1440, "height": 900})
    for place in ("invitees", "recommendations"):
        page.goto(f"/{conference.slug}/secretariat/{place}/")
        assert page.evaluate(SEEN)[0] <= 260, place


def test_the_number_beside_the_title_follows_the_filters(page, sign_in, owner, conference):
    for name in ("Anna Sample", "Boris Sample"):
        PersonFactory(conference=conference, name={"en": name})
    sign_in(page, owner)
    page.goto(f"/{conference.slug}/secretariat/people/")
    summary = page.locator("#list-summary")
    expect(summary).to_contain_text("1–2 of 2")
    page.get_by_label("Search", exact=True).fill("anna")
    expect(summary).to_contain_text("1–1 of 1")
    expect(page.locator("[data-announcer]")).to_have_text("1–1 of 1")


SCROLLED = """() => [...document.querySelectorAll("main .table-frame")]
    .filter((frame) => frame.scrollHeight > frame.clientHeight || frame.scrollWidth > frame.clientWidth).length"""


def test_other_lists_show_twelve_rows_and_none_has_a_bar_to_scroll_by_a_pixel(
    page, sign_in, owner, conference
):
    """Red while each frame was a pixel lower than its table, and what a list is for stood above it."""
    for number in range(14):
        name = {"en": f"Academy of Social Research and of Everything Else {number}"}
        delegation = DelegationFactory(conference=conference, name=name)
        InviteeFactory(conference=conference, delegation=delegation)
        MessageFactory(conference=conference, to=f"sample{number}@example.org")
        CorrespondenceFactory(conference=conference, number=f"IN-{number}", subject="Nominations")
        recommendation(conference)
        RegistrationFactory(conference=conference, delegation=delegation, status="approved")
    sign_in(page, owner)
    page.set_viewport_size({"width": 1440, "height": 900})
    for place, seen in (
        ("delegations/", 12), ("mail/?status=queued", 12), ("correspondence/", 12), ("recommendations/", 12),
        ("protocol/rooms/", 12), ("badges/", 12), ("invitees/", 0),
    ):  # fmt: skip
        page.goto(f"/{conference.slug}/secretariat/{place}")
        top, rows = page.evaluate(SEEN)
        assert top <= 260 and rows >= seen, (place, top, rows)
        assert not page.evaluate(SCROLLED), place
