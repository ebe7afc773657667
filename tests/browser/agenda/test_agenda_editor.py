"""The agenda editor in a real browser: by mouse, by keyboard, and by two people at once."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from agenda.releases.domain.publication import publish_agenda
from agenda.rooms.models import Room
from agenda.sessions.domain.sessions import move_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.conferences.models import Conference
from tests.factories import (
    ConferenceFactory,
    ItemFactory,
    MembershipFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

EDITOR = "/editor2027/secretariat/agenda/editor/"
ZONE = ZoneInfo("Asia/Tashkent")


def at(hour: str, day: int = 30) -> dt.datetime:
    return dt.datetime.combine(dt.date(2027, 3, day), dt.time.fromisoformat(hour), tzinfo=ZONE)


@pytest.fixture
def agenda(transactional_db: Any) -> Conference:
    """Two rooms; an opening with items, a plenary, and one session that waits to be scheduled."""
    conference = ConferenceFactory(slug="editor2027")
    hall, small = (RoomFactory(conference=conference, name={"en": name}) for name in ("Hall", "Small room"))
    theme = ThemeFactory(conference=conference)
    opening = SessionFactory(
        conference=conference,
        title={"en": "Opening"},
        kind="opening",
        room=hall,
        theme=theme,
        start=at("09:30"),
    )
    for number, minutes in enumerate((10, 20)):
        ItemFactory(session=opening, title={"en": f"Speech {number + 1}"}, position=number, minutes=minutes)
    SessionRoleFactory(session=opening, role="chair", status="confirmed")
    SessionFactory(conference=conference, title={"en": "Plenary"}, room=small, start=at("11:00"))
    SessionFactory(conference=conference, title={"en": "Waiting"}, start=None)
    return conference


@pytest.fixture
def enter(
    agenda: Conference, make_context: Callable[..., BrowserContext], sign_in: Callable[[Page, Any], None]
) -> Callable[..., Page]:
    """`enter("Anna")`: the editor in her own browser."""

    def open_editor(name: str = "Anna", query: str = "", **options: Any) -> Page:
        user = User.objects.filter(name=name).first()
        user = user or MembershipFactory(conference=agenda, role="owner", user__name=name).user
        # High enough for a whole day without scrolling, so that measured places stay valid.
        page = make_context(**{"viewport": {"width": 1440, "height": 1600}, **options}).new_page()
        sign_in(page, user)
        page.goto(f"{EDITOR}?day=2027-03-30&{query}")
        page.locator("[data-ready]").wait_for()
        return page

    return open_editor


def session(title: str) -> Session:
    return Session.objects.select_related("room").get(title__en=title)


def shown(page: Page, title: str) -> Locator:
    """Return a session on the calendar."""
    return page.locator(".ec-event.board-session:not(.ec-preview):not(.ec-ghost)", has_text=title)


def said(page: Page, text: str) -> None:
    expect(page.locator("[data-part=said]")).to_contain_text(text)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=4)
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def box(locator: Locator) -> dict[str, float]:
    locator.scroll_into_view_if_needed()
    found = locator.bounding_box()
    assert found
    return dict(found)


def quarter(page: Page, title: str, minutes: int) -> float:
    """Return the height of a quarter of an hour, from a session of known length."""
    return box(shown(page, title))["height"] / minutes * 15


class TestByMouse:
    def test_from_the_tray_to_a_room_and_an_hour_and_back(self, enter: Callable[..., Page]) -> None:
        page = enter()
        card = page.locator(".tray-card", has_text="Waiting")
        plenary, step = box(shown(page, "Plenary")), quarter(page, "Plenary", 60)
        held = box(card)
        # An hour below the plenary, in its column.
        target = (plenary["x"] + 20, plenary["y"] + plenary["height"] + 4 * step + 2)
        drag(page, (held["x"] + 20, held["y"] + 10), target)
        said(page, "“Waiting” is now at")
        expect(shown(page, "Waiting")).to_be_visible()
        waiting = session("Waiting")
        assert (waiting.start, waiting.end, str(waiting.room)) == (at("13:00"), at("14:00"), "Small room")
        expect(card).to_have_count(0)
        event, tray = box(shown(page, "Waiting")), box(page.locator("[data-part=tray]"))
        drag(page, (event["x"] + 20, event["y"] + 14), (tray["x"] + 30, tray["y"] + 20))
        said(page, "“Waiting” is not scheduled now.")
        expect(page.locator(".tray-card", has_text="Waiting")).to_be_visible()
        assert session("Waiting").start is None

    def test_move_stretch_undo_redo(self, enter: Callable[..., Page]) -> None:
        page = enter()
        opening, plenary = box(shown(page, "Opening")), box(shown(page, "Plenary"))
        expect(shown(page, "Opening").locator(".board-items li")).to_have_text(
            ["09:30 Speech 1", "09:40 Speech 2"]
        )
        step = quarter(page, "Opening", 60)
        # Half an hour later, into the other room: then it overlaps nothing yet.
        grab = (opening["x"] + 20, opening["y"] + 14)
        drag(page, grab, (plenary["x"] + 20, grab[1] + 2 * step))
        said(page, "“Opening” is now at")
        moved = session("Opening")
        assert (moved.start, moved.end, str(moved.room)) == (at("10:00"), at("11:00"), "Small room")
        expect(shown(page, "Opening").locator(".board-items li").first).to_have_text("10:00 Speech 1")
        # Half an hour longer: now it runs into the plenary, and that is said at once.
        placed = box(shown(page, "Opening"))
        edge = (placed["x"] + 40, placed["y"] + placed["height"] - 2)
        drag(page, edge, (edge[0], edge[1] + 2 * step))
        expect(shown(page, "Opening").locator(".board-conflict")).to_be_visible()
        expect(page.locator("[data-part=conflicts]")).to_contain_text("A room used twice")
        assert session("Opening").end == at("11:30")
        undo = page.locator("[data-part=undo]")
        expect(undo).to_have_attribute("title", "Undo: Session moved, “Opening”")
        page.keyboard.press("Control+z")
        said(page, "Taken back")
        expect(page.locator("[data-part=conflicts]")).not_to_contain_text("A room used twice")
        assert session("Opening").end == at("11:00")
        undo.click()
        expect(undo).to_be_disabled()
        assert (session("Opening").start, str(session("Opening").room)) == (at("09:30"), "Hall")
        page.keyboard.press("Control+Shift+z")
        said(page, "Done again")
        expect(shown(page, "Opening").locator(".board-time")).to_contain_text("10:00–11:00")
        assert session("Opening").start == at("10:00")


class TestTwoAtOnce:
    def test_the_change_of_another_appears_by_itself(self, enter: Callable[..., Page]) -> None:
        anna, boris = enter("Anna"), enter("Boris")
        shown(anna, "Plenary").click()
        form = anna.locator(".panel-form")
        form.get_by_label("From").fill("15:00")
        form.get_by_label("Until").fill("16:00")
        form.get_by_role("button", name="Move").click()
        said(anna, "“Plenary” is now at")
        expect(shown(boris, "Plenary").locator(".board-time")).to_contain_text("15:00–16:00")
        expect(boris.locator("[data-part=changes]")).to_contain_text("Anna: Session moved, “Plenary”")

    def test_a_stale_move_shows_both_and_one_is_chosen(
        self, enter: Callable[..., Page], faults: list[str]
    ) -> None:
        anna, boris = enter("Anna"), enter("Boris")
        # Boris's window hears nothing for now: what he sees is what was there before.
        boris.route("**/editor/state/**", lambda route: route.abort())
        shown(anna, "Plenary").click()
        anna.locator(".panel-form").get_by_label("From").fill("10:00")
        anna.locator(".panel-form").get_by_role("button", name="Move").click()
        said(anna, "“Plenary” is now at")
        shown(boris, "Plenary").click()
        boris.locator(".panel-form").get_by_label("From").fill("11:30")
        boris.locator(".panel-form").get_by_role("button", name="Move").click()
        both = boris.get_by_role("dialog")
        expect(both).to_contain_text("Anna was faster (Session moved")
        expect(both.locator("[data-part=stale-theirs]")).to_contain_text("10:00–12:00")
        expect(both.locator("[data-part=stale-mine]")).to_contain_text("11:30–12:00")
        assert session("Plenary").start == at("10:00"), "nothing is written over"
        both.get_by_role("button", name="Replace it with mine").click()
        said(boris, "“Plenary” is now at")
        assert session("Plenary").start == at("11:30")
        boris.goto("about:blank")  # it asks no more
        # The refusals themselves are written to the console.
        faults[:] = [fault for fault in faults if "409" not in fault and "ERR_FAILED" not in fault]


class TestByKeyboard:
    def test_everything_without_a_mouse(self, enter: Callable[..., Page]) -> None:
        page = enter()
        shown(page, "Opening").focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-part=session] h2")).to_be_focused()
        page.locator(".panel-form").get_by_label("Room").select_option("Small room")
        page.locator(".panel-form").get_by_role("button", name="Move").press("Enter")
        said(page, "Small room")
        assert session("Opening").room == Room.objects.get(name__en="Small room")
        page.get_by_role("button", name="Take off the schedule").press("Enter")
        said(page, "“Opening” is not scheduled now.")
        card = page.locator(".tray-card", has_text="Waiting")
        card.press("Enter")
        form = page.locator(".panel-form")
        form.get_by_label("From").fill("16:00")
        form.get_by_label("Until").fill("15:00")
        form.get_by_role("button", name="Schedule").press("Enter")
        assert session("Waiting").start is None, "an end before the start is not sent"
        form.get_by_label("Until").fill("17:00")
        form.get_by_role("button", name="Schedule").press("Enter")
        said(page, "“Waiting” is now at")
        assert (session("Waiting").start, session("Waiting").end) == (at("16:00"), at("17:00"))


class TestLooking:
    def test_seven_rooms_are_in_view_at_1440(self, agenda: Conference, enter: Callable[..., Page]) -> None:
        names = [f"Chamber {number}" for number in range(1, 8)]
        for name in names:
            room = RoomFactory(conference=agenda, name={"en": name}, position=0)
            SessionFactory(conference=agenda, room=room, start=at("10:00"))
        page = enter()
        page.set_viewport_size({"width": 1440, "height": 900})
        board = page.locator("[data-part=board]")
        right = board.bounding_box()["x"] + board.bounding_box()["width"]
        for name in names:
            box = board.get_by_text(name, exact=True).first.bounding_box()
            assert box["x"] + box["width"] <= right
        tabs = page.get_by_role("link", name="Speakers")
        expect(tabs).to_be_hidden()
        page.locator(".desk-side").hover()
        expect(tabs).to_be_visible()

    def test_nine_hours_are_in_view_below_one_line_of_choices(self, enter: Callable[..., Page]) -> None:
        page = enter()
        page.set_viewport_size({"width": 1440, "height": 900})
        board = page.locator("[data-part=board]").bounding_box()
        assert board and board["y"] <= 190 and board["y"] + board["height"] <= 900
        hours = page.evaluate(
            "document.querySelector('.ec-main').clientHeight - document.querySelector('.ec-header').clientHeight"
        )
        assert hours / (4 * quarter(page, "Plenary", 60)) >= 9
        # A filter that leaves something out is folded; the first session is at the top.
        expect(page.locator("[data-part=filters] select:visible")).to_have_count(2)
        expect(shown(page, "Opening")).to_be_in_viewport()

    def test_beside_it_stands_only_what_there_is(self, enter: Callable[..., Page]) -> None:
        page = enter()
        tray, button = page.locator("[data-part=tray]"), page.locator("[data-part=panel]")
        # One waits to be scheduled.
        expect(button).to_have_text(re.compile(r"Not scheduled 1 · Conflicts \d+"))
        expect(tray).to_be_visible()
        button.click()
        expect(tray).to_be_hidden()
        shown(page, "Plenary").click()
        expect(page.locator("[data-part=session] h2")).to_have_text("Plenary")
        Session.objects.filter(start=None).delete()
        page.reload()
        page.locator("[data-ready]").wait_for()
        expect(button).to_have_attribute("aria-expanded", "false")
        expect(tray).to_be_hidden()

    def test_what_readers_do_not_see_yet_is_counted_and_leads_to_publishing(
        self, agenda: Conference, enter: Callable[..., Page]
    ) -> None:
        page = enter()
        changes = page.get_by_role("link", name="2 changes · Publish…")
        expect(changes).to_be_visible()
        owner = User.objects.get(name="Anna")
        publish_agenda(agenda, by=owner)
        page.reload()
        page.locator("[data-ready]").wait_for()
        expect(page.locator("[data-part=unpublished]")).to_be_hidden()
        move_session(session("Plenary"), by=owner, revision=None, start=at("15:00"))
        with page.expect_navigation():
            page.get_by_role("link", name="1 change · Publish…").click()
        assert page.url.endswith("/publish/")

    def test_filters_stand_in_the_address(self, enter: Callable[..., Page]) -> None:
        page = enter()
        page.get_by_text("Filters").click()
        page.get_by_label("Theme").select_option(index=1)
        expect(shown(page, "Plenary")).to_have_class(re.compile("is-faded"))
        expect(page.locator("[data-part=matching]")).to_have_text("1 of 3 sessions match")
        page.get_by_label("Colours").select_option("theme")
        page.get_by_label("Show", exact=True).select_option("room")
        page.locator("select[name=room]").first.select_option(label="Small room")
        expect(shown(page, "Plenary")).to_be_visible()
        expect(shown(page, "Opening")).to_have_count(0)
        page.reload()
        page.locator("[data-ready]").wait_for()
        expect(page.locator("[data-part=matching]")).to_have_text("1 of 3 sessions match")
        expect(shown(page, "Opening")).to_have_count(0)
        # In the view of a room its days are the columns.
        plenary = box(shown(page, "Plenary"))
        grab = (plenary["x"] + 20, plenary["y"] + 14)
        drag(page, grab, (grab[0] + plenary["width"] + 10, grab[1]))
        said(page, "“Plenary” is now at")
        assert session("Plenary").start == at("11:00", day=31)
        assert str(session("Plenary").room) == "Small room"

    def test_for_everyone(
        self,
        enter: Callable[..., Page],
        check_accessibility: Callable[[Page], None],
        check_width: Callable[[Page], None],
    ) -> None:
        page = enter()
        check_accessibility(page)
        check_width(page)
        shown(page, "Opening").click()
        expect(page.locator("[data-part=session] h2")).to_have_text("Opening")
        check_accessibility(page)
        check_width(page)

    def test_on_a_phone_it_is_a_list_by_day_from_which_a_session_is_moved(
        self,
        enter: Callable[..., Page],
        check_accessibility: Callable[[Page], None],
        check_width: Callable[[Page], None],
    ) -> None:
        page = enter(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
        expect(page.locator("[data-part=board]")).to_be_hidden()
        check_accessibility(page)
        check_width(page)
        days = page.locator(".editor-days")
        expect(days.locator("[aria-current]")).to_have_text("Tue, 30 March")
        with page.expect_navigation():
            days.get_by_role("link", name="Not scheduled yet").click()
        expect(days.get_by_role("link", name="Move “Plenary”")).to_have_count(0)
        check_width(page)
        with page.expect_navigation():
            days.get_by_role("link", name="Tue, 30 March").click()
        with page.expect_navigation():
            days.get_by_role("link", name="Move “Plenary”").click()
        page.get_by_label("From").fill("17:00")
        page.get_by_label("Until").fill("18:00")
        with page.expect_navigation():
            page.get_by_role("button", name="Move", exact=True).click()
        assert session("Plenary").start == at("17:00")

    def test_what_is_on_screen_is_printed(self, enter: Callable[..., Page]) -> None:
        page = enter()
        page.emulate_media(media="print")
        expect(page.locator("[data-part=tray]")).to_be_hidden()
        expect(page.locator("[data-part=filters]")).to_be_hidden()
        expect(shown(page, "Opening")).to_be_visible()
        height = page.evaluate("document.querySelector('.ec-main').clientHeight")
        assert height >= page.evaluate("document.querySelector('.ec-main').scrollHeight"), "nothing is cut"

    def test_without_its_script_it_leads_to_the_list(
        self,
        agenda: Conference,
        make_context: Callable[..., BrowserContext],
        sign_in: Callable[[Page, Any], None],
    ) -> None:
        page = make_context(java_script_enabled=False).new_page()
        sign_in(page, MembershipFactory(conference=agenda, role="owner").user)
        page.goto(EDITOR)
        expect(page.get_by_role("link", name="Open the list")).to_be_visible()
        with page.expect_navigation():
            page.get_by_role("link", name="Move “Plenary”").click()
        page.get_by_label("From").fill("17:00")
        page.get_by_label("Until").fill("18:00")
        with page.expect_navigation():
            page.get_by_role("button", name="Move", exact=True).click()
        assert session("Plenary").start == at("17:00")
        with page.expect_navigation():
            page.get_by_role("button", name="Undo: Session moved").click()
        assert session("Plenary").start == at("11:00")
