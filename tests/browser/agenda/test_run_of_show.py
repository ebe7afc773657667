"""The day itself, in two browsers: what one begins or delays the other sees without asking."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from agenda.run_of_show.domain.cues import CueRow, save_cues
from confman.accounts.system_users import system_user
from tests.factories import ConferenceFactory, MembershipFactory, RoomFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def show(transactional_db: Any) -> Any:
    """A conference held today, where it is neither early nor late, with three cues; the third has a fixed time."""
    now = timezone.now().replace(second=0, microsecond=0)
    conference = ConferenceFactory(
        slug="today", timezone="Asia/Tashkent" if now.hour < 12 else "America/Anchorage"
    )
    today = conference.local(now).date()
    conference.starts_on = conference.ends_on = today
    conference.save()
    start = now + dt.timedelta(minutes=30)
    session = SessionFactory(
        conference=conference,
        title={"en": "Opening"},
        start=start,
        end=start + dt.timedelta(hours=1),
        day=today,
        room=RoomFactory(conference=conference),
    )
    rows = [
        CueRow("Doors close", 10, who="ushers", microphone="none", fallback="wait"),
        CueRow("Anthem", 5),
        CueRow("Speech", 10, fixed_at=start + dt.timedelta(minutes=40)),
    ]
    save_cues(session, rows, by=system_user("command"), revision=None)
    return MembershipFactory(conference=conference, role="programme").user


def test_two_people_run_the_show(
    show: Any,
    page: Page,
    make_context: Callable[..., BrowserContext],
    sign_in: Callable[..., None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    phone = make_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()
    for each in (page, phone):
        sign_in(each, show)
        each.clock.install()
        each.goto("/today/secretariat/agenda/run-of-show/live/")
        expect(each.get_by_role("heading", name="Doors close")).to_be_visible()
    phone.get_by_role("button", name=re.compile(r"\+5 min.*Doors close")).tap()
    expect(phone.get_by_text("5 min late").first).to_be_visible()
    page.clock.run_for(6000)  # it asks every five seconds
    expect(page.get_by_text("5 min late").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Begins now.*Doors close")).click()
    expect(page.locator(".live-now")).to_contain_text("Doors close")
    phone.clock.run_for(6000)
    expect(phone.locator(".live-now")).to_contain_text("Doors close")
    expect(phone.locator(".live-next")).to_contain_text("Anthem")
    for each in (page, phone):
        check_accessibility(each)
        check_width(each)
    page.get_by_text("All 3 rows").click()
    expect(page.get_by_role("row", name="Speech")).to_be_visible()
    page.get_by_role("button", name=re.compile("Not begun after all.*Doors close")).click()
    expect(page.locator(".live-now")).to_have_count(0)
    phone.clock.run_for(6000)
    expect(phone.locator(".live-now")).to_have_count(0)


@pytest.mark.sqlite
def test_rows_are_edited_on_a_desk_and_a_phone(
    show: Any,
    page: Page,
    phone: Page,
    sign_in: Callable[..., None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    for each in (page, phone):
        sign_in(each, show)
        each.goto("/today/secretariat/agenda/run-of-show/")
        each.get_by_role("link", name="Opening").first.click()
        expect(each.get_by_role("heading", level=1, name="Opening")).to_be_visible()
        check_accessibility(each)
        check_width(each)
    row = page.get_by_role("group", name="Cue 4")
    row.get_by_label("Cue", exact=True).fill("Group photo")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("The run of show of “Opening” was saved.")).to_be_visible()


@pytest.mark.sqlite
def test_a_page_that_asks_by_itself_says_so_and_leads_to_the_sign_in_when_its_session_is_over(
    show: Any, page: Page, sign_in: Callable[..., None]
) -> None:
    sign_in(page, show)
    page.clock.install()
    page.goto("/today/secretariat/agenda/run-of-show/live/")
    expect(page.get_by_role("heading", name="Doors close")).to_be_visible()
    with page.expect_request(lambda request: request.resource_type == "xhr") as asked:
        page.clock.run_for(6000)
    assert asked.value.headers["x-poll"] == "1"
    with page.expect_request(lambda request: request.method == "POST") as pressed:
        page.get_by_role("button", name=re.compile("Begins now.*Doors close")).click()
    assert "x-poll" not in pressed.value.headers
    expect(page.locator(".live-now")).to_contain_text("Doors close")
    show.sessions.all().delete()
    page.clock.run_for(6000)
    page.wait_for_url("**/accounts/login/?next=/today/secretariat/agenda/run-of-show/live/*")
