"""Screens of the venue in a browser: they go on without a network, nothing is cut off, the podium follows the chair."""

import datetime as dt
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agenda.releases.domain.publication import publish_agenda
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import create_room
from agenda.screens.domain import speaker_clock
from agenda.screens.domain.screens import change_screen, create_screen, renew_address
from agenda.screens.domain.speaker_clock import clock_of
from agenda.screens.models import VenueScreen
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session, create_session
from confman.accounts.system_users import system_user
from tests.factories import ConferenceFactory, MembershipFactory, PersonFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

WALL = {"width": 1920, "height": 1080}
UPRIGHT = {"width": 1080, "height": 1920}
PHONE = {"width": 390, "height": 844}
LONG = (
    "Exchange of experience between border regions on identifying victims of trafficking in persons, referring them to"
    " assistance, and protecting them before, during and after criminal proceedings, with particular regard to children"
    " travelling alone, and conclusions for the national referral mechanisms of the participating States"
)


@pytest.fixture(autouse=True)
def calm(browser: Browser, make_context: Callable[..., BrowserContext], live_server: Any) -> Iterator[None]:
    """Close screens, which refresh for ever, and let their requests finish before the database is emptied."""
    yield
    for context in browser.contexts:
        context.set_offline(False)
        for page in context.pages:
            page.goto("about:blank")
        context.request.get(f"{live_server.url}/healthz")


class Unmeant(list[str]):
    """Faults without the browser's messages about failed requests and missing addresses, which are intended here."""

    MEANT = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 410")

    def append(self, fault: str) -> None:
        if not any(words in fault for words in self.MEANT):
            super().append(fault)


@pytest.fixture
def faults() -> list[str]:
    return Unmeant()


@pytest.fixture
def conference(transactional_db: Any) -> Any:
    """Held today and tomorrow, in a zone where it is neither early nor late."""
    zone = "Asia/Tashkent" if timezone.now().hour < 12 else "America/Anchorage"
    conference = ConferenceFactory(slug="venue", timezone=zone, languages=["en", "ar", "ru"])
    today = conference.local(timezone.now()).date()
    conference.starts_on, conference.ends_on = today, today + dt.timedelta(days=1)
    conference.save()
    return conference


@pytest.fixture
def by(conference: Any) -> Any:
    return system_user("command")


@pytest.fixture
def hall(conference: Any, by: Any) -> Any:
    return create_room(
        conference, by=by, name={"en": "Great hall", "ar": "القاعة الكبرى"}, photography="taken"
    )


@pytest.fixture
def hold(conference: Any, by: Any) -> Callable[..., Any]:
    """`hold("Title", -30, 60, room=hall)`: begins half an hour ago."""

    def make(title: str, start: float, end: float, **fields: Any) -> Any:
        now = timezone.now().replace(microsecond=0)
        times = {"start": now + dt.timedelta(minutes=start), "end": now + dt.timedelta(minutes=end)}
        return create_session(conference, by=by, title={"en": title, "ar": "جلسة"}, **times, **fields)

    return make


@pytest.fixture
def screen(conference: Any, by: Any) -> Callable[..., str]:
    """`screen("door-sign", room=hall)`: its address."""

    def make(kind: str, **fields: Any) -> str:
        made = create_screen(conference, by=by, **{"kind": kind, "name": kind, "languages": ["en"], **fields})
        return f"/venue/onsite/screens/{made.token}/"

    return make


def open_still(page: Page, address: str, *, ahead: dt.timedelta = dt.timedelta(0)) -> None:
    """Open a screen whose clock the test moves: it refreshes only on demand."""
    page.add_init_script("AbortSignal.timeout = () => new AbortController().signal;")
    page.clock.install(time=timezone.now() + ahead)
    with page.expect_response("**/part/"):
        open_screen(page, address)
    page.clock.pause_at(timezone.now() + ahead + dt.timedelta(seconds=5))


def let_it_ask(page: Page) -> None:
    """Move the clock until the screen refreshes, and stop it until the answer is there."""
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request) if request.url.endswith("/part/") else None)
    while not asked:
        page.clock.run_for(500)
    assert asked[0].response() is not None


def open_screen(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("body.is-driven")).to_be_visible()


def entry(page: Page, title: str) -> Any:
    return page.locator(".slide:not([hidden]) [data-entry]", has_text=title).first


def cut_off(page: Page) -> list[str]:
    """Return visible parts whose text does not fit, and parts that extend past the window."""
    return page.evaluate(
        """() => [...document.querySelectorAll(".slide:not([hidden]) [data-fit], .podium-head")]
          .filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
          .map((part) => `${part.className}: ${part.scrollHeight} in ${part.clientHeight}`)
          .concat(document.documentElement.scrollHeight > innerHeight + 1 ? ["the page scrolls"] : [])"""
    )


def test_a_screen_goes_on_by_itself_without_a_network(
    page: Page, conference: Any, hall: Any, hold: Any, screen: Any, by: Any
) -> None:
    hold("First session", -30, 10, room=hall)
    second = hold("Second session", 10, 40, room=hall)
    hold("Third session", 40, 70, room=hall)
    hold("Tomorrow", 24 * 60, 24 * 60 + 30, room=hall)
    publish_agenda(conference, by=by)
    open_still(page, screen("now-and-next", room=hall))
    page.clock.run_for(2000)
    expect(entry(page, "First session")).to_have_attribute("data-state", "now")
    expect(entry(page, "Second session")).to_have_attribute("data-state", "next")
    expect(entry(page, "Second session")).to_contain_text(re.compile(r"in (9|10) min"))
    page.context.set_offline(True)
    for _minute in range(15):
        page.clock.run_for("01:00")
    expect(entry(page, "Second session")).to_have_attribute("data-state", "now")
    expect(entry(page, "Third session")).to_have_attribute("data-state", "next")
    expect(page.locator("[data-screen-lost]")).to_have_text(re.compile(r"No connection since \d\d:\d\d"))
    page.clock.run_for("01:00:00")
    # Nothing is left today: what comes tomorrow is on the page, and says that it is of another day.
    expect(entry(page, "Tomorrow")).to_have_attribute("data-state", "next")
    expect(entry(page, "Tomorrow").locator("[data-entry-day]")).to_be_visible()
    change_session(second, by=by, revision=None, title={"en": "Changed meanwhile"})
    publish_agenda(conference, by=by)
    page.context.set_offline(False)
    let_it_ask(page)
    expect(page.locator("[data-entry]", has_text="Changed meanwhile").first).to_be_attached()
    expect(page.locator("[data-screen-lost]")).to_be_hidden()


def test_a_device_with_a_wrong_clock_is_right(
    make_context: Callable[..., BrowserContext], conference: Any, hall: Any, hold: Any, screen: Any, by: Any
) -> None:
    hold("First session", -30, 10, room=hall)
    hold("Second session", 10, 40, room=hall)
    publish_agenda(conference, by=by)
    page = make_context().new_page()
    open_still(page, screen("now-and-next", room=hall), ahead=dt.timedelta(hours=5))
    page.clock.run_for(3000)
    expect(entry(page, "First session")).to_have_attribute("data-state", "now")
    hour = conference.local(timezone.now())
    expect(page.locator("[data-clock]").first).to_have_text(
        re.compile(f"{hour:%H}:|{hour + dt.timedelta(hours=1):%H}:")
    )


def test_a_device_started_without_a_network_shows_what_it_had(
    page: Page, conference: Any, hall: Any, hold: Any, screen: Any, by: Any
) -> None:
    hold("First session", -30, 60, room=hall)
    publish_agenda(conference, by=by)
    address = screen("door-sign", room=hall)
    open_screen(page, address)
    expect(page.locator("main[data-kept=yes]")).to_be_attached()
    page.context.set_offline(True)
    page.goto(address)
    expect(entry(page, "First session")).to_have_attribute("data-state", "now")
    expect(page.locator("body.is-driven")).to_be_visible()


def test_an_address_that_is_revoked_goes_dark(
    page: Page, conference: Any, hall: Any, hold: Any, screen: Any, by: Any
) -> None:
    hold("First session", -30, 60, room=hall)
    publish_agenda(conference, by=by)
    open_still(page, screen("door-sign", room=hall))
    renew_address(VenueScreen.objects.select_related("conference").get(), by=by)
    let_it_ask(page)
    expect(page.get_by_role("heading", name="This address is no longer valid")).to_be_visible()


@pytest.mark.parametrize("viewport", [WALL, UPRIGHT, PHONE], ids=["wall", "upright", "phone"])
def test_nothing_is_cut_off_and_everybody_can_read_it(
    viewport: dict[str, int],
    make_context: Callable[..., BrowserContext],
    conference: Any,
    hall: Any,
    hold: Any,
    screen: Any,
    by: Any,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    people = [PersonFactory(conference=conference, name={"en": f"Speaker with a name {n}"}) for n in range(5)]
    roles = [RoleRow(person, "speaker", "confirmed") for person in people]
    languages = {"floor_languages": ["ru", "en"], "listening_languages": ["ar", "ru", "en"]}
    hold(LONG, -30, 60, room=hall, roles=roles, **languages)
    for number in range(8):
        hold(LONG if number % 3 == 0 else f"Short {number}", 60 + number * 10, 70 + number * 10, room=hall)
    moved = []
    for number in range(5):
        room = create_room(conference, by=by, name={"en": f"Room {number} on the second floor"})
        moved.append(hold(LONG, -10, 30, room=room))
        hold(LONG, 40, 60, room=room, photography="none")
    publish_agenda(conference, by=by)
    AgendaRelease.objects.update(published_at=timezone.now() - dt.timedelta(days=2))
    for each in moved:
        change_session(each, by=by, revision=None, status="cancelled")
    publish_agenda(conference, by=by)
    page = make_context(viewport=viewport).new_page()
    both = ["en", "ar"]
    for kind, fields in (
        ("door-sign", {"room": hall}),
        ("door-sign", {"room": hall, "languages": both, "arrangement": "side-by-side", "size": 140}),
        ("now-and-next", {"room": hall, "languages": ["ar"], "scheme": "light"}),
        ("now-and-next", {}),
        ("welcome", {"message": {"en": LONG}}),
        ("timer", {"room": hall}),
    ):
        address = screen(kind, **fields)
        for slide in itertools.count():
            open_screen(page, f"{address}?slide={slide}")
            page.evaluate("document.fonts.ready.then(() => true)")
            assert not cut_off(page), f"{kind} {fields} slide {slide}"
            check_width(page)
            if slide + 1 >= page.locator("[data-slide]").count():
                break
        if viewport is WALL and kind == "now-and-next":
            # The others are looked at by test_every_page.
            check_accessibility(page)
        # It asks no longer while the next is made.
        page.goto("about:blank")


def test_right_to_left(page: Page, conference: Any, hall: Any, hold: Any, screen: Any, by: Any) -> None:
    hold("Session", -30, 60, room=hall)
    publish_agenda(conference, by=by)
    open_screen(page, screen("door-sign", room=hall, languages=["ar"]))
    name, clock = page.locator(".room-name").bounding_box(), page.locator("[data-clock]").bounding_box()
    assert name is not None
    assert clock is not None
    assert name["x"] + name["width"] > 1200
    assert clock["x"] < 200


def test_slides_follow_one_another_and_changes_are_among_them(
    page: Page, conference: Any, hall: Any, hold: Any, screen: Any, by: Any
) -> None:
    session = hold("Session", -30, 60, room=hall)
    publish_agenda(conference, by=by)
    AgendaRelease.objects.update(published_at=timezone.now() - dt.timedelta(days=2))
    change_session(session, by=by, revision=None, start=session.start + dt.timedelta(minutes=10))
    publish_agenda(conference, by=by)
    open_still(page, screen("now-and-next", seconds=10))
    expect(page.get_by_role("heading", name="Great hall")).to_be_visible()
    page.clock.run_for(11_000)
    expect(page.get_by_role("heading", name="Changes today")).to_be_visible()
    page.clock.run_for(11_000)
    expect(page.get_by_role("heading", name="Great hall")).to_be_visible()


def test_a_screen_that_is_to_look_otherwise_follows(
    page: Page, conference: Any, screen: Any, by: Any
) -> None:
    open_still(page, screen("welcome"))
    expect(page.locator("body")).to_have_class(re.compile("is-dark"))
    change_screen(VenueScreen.objects.get(), by=by, scheme="light", size=140)
    with page.expect_navigation():
        let_it_ask(page)
    expect(page.locator("body")).to_have_class(re.compile("is-light size-140"))


# --- The speaker timer --------------------------------------------------------------------------------------


def test_the_podium_counts_to_the_second_and_on_without_a_network(
    page: Page, conference: Any, hall: Any, screen: Any, by: Any
) -> None:
    address = screen("timer", room=hall)
    clock = clock_of(VenueScreen.objects.select_related("conference").get())
    speaker_clock.set_time(clock, 100, by=by)
    open_still(page, address)
    expect(page.locator("[data-clock-text]")).to_have_text("1:40")
    expect(page.locator(".podium")).to_contain_text("held")
    speaker_clock.start(clock, by=by)
    let_it_ask(page)
    # The page has heard of it; from here it counts alone, by a clock that this test moves.
    expect(page.locator("[data-speaker-clock]")).not_to_have_attribute("data-since", "")
    page.context.set_offline(True)
    page.clock.run_for(100)  # what stands there is of a tick, as it will be ten seconds on
    before = left_of(page)
    page.clock.run_for(10_000)
    assert before - left_of(page) == 10
    page.clock.run_for(75_000)
    expect(page.locator(".podium.is-amber")).to_contain_text("Please conclude")
    page.clock.run_for((left_of(page) + 65) * 1000)
    assert left_of(page) in (-65, -66, -64)
    expect(page.locator(".podium.is-red")).to_contain_text("Time is over")
    expect(page.locator("[data-screen-lost]")).to_be_visible()


def left_of(page: Page) -> int:
    """Return the displayed seconds that are left; negative if the time is over."""
    text = page.locator("[data-clock-text]").text_content() or ""
    minutes, seconds = text.lstrip("+").split(":")
    whole = int(minutes) * 60 + int(seconds)
    return -whole if text.startswith("+") else whole


def test_the_chair_sets_the_clock_by_keys_and_the_podium_follows(
    page: Page,
    make_context: Callable[..., BrowserContext],
    conference: Any,
    hall: Any,
    hold: Any,
    screen: Any,
    by: Any,
    sign_in: Callable[..., None],
    check_accessibility: Callable[[Page], None],
) -> None:
    hold("Plenary", -30, 60, room=hall, items=[ItemRow({"en": "First item"}, "presentation", 15)])
    publish_agenda(conference, by=by)
    podium = make_context(viewport=WALL).new_page()
    address = screen("timer", room=hall)
    timer = VenueScreen.objects.get()
    sign_in(page, MembershipFactory(conference=conference, role="check-in").user)
    open_still(podium, address)
    page.goto(f"/venue/secretariat/agenda/screens/{timer.pk}/timer/")
    here, there = (each.locator("[data-clock-text]") for each in (page, podium))
    page.keyboard.press("n")
    expect(here).to_have_text("15:00")
    let_it_ask(podium)
    expect(podium.locator(".podium-title")).to_have_text("First item")
    expect(there).to_have_text("15:00")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Hold")).to_be_visible()
    let_it_ask(podium)
    expect(podium.locator(".podium.is-held")).to_have_count(0)
    podium.clock.run_for(1500)
    expect(there).to_have_text(re.compile("14:5[0-9]"))
    # However quickly keys are pressed, none is lost: two minutes more, then held.
    for key in "++-+":
        page.keyboard.press(key)
    page.keyboard.press("s")
    expect(here).to_have_text(re.compile("16:[0-5][0-9]"))
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    let_it_ask(podium)
    expect(podium.locator(".podium.is-held")).to_be_visible()
    check_accessibility(page)
    page.get_by_label("Free time, in minutes").fill("2")
    page.get_by_role("button", name="Set it").click()
    expect(here).to_have_text("2:00")
    let_it_ask(podium)
    expect(there).to_have_text("2:00")
