"""The check-in app at a door: enrolled by a QR, it answers at once, says what is wrong, and forgets when it is told."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Route, expect

from confman.accounts.system_users import system_user
from registrations.attendance.models import CheckInDevice, Scan
from registrations.badges.domain.print_log import reprint_badge
from registrations.check_in.domain.devices import revoke_device
from tests.browser.door import GREEN_STAYS, App, Door

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

# The clock of the device is so many milliseconds ahead.
WRONG_CLOCK = """(() => {
  const Real = Date;
  const ahead = %d;
  globalThis.Date = class extends Real {
    constructor(...parts) { parts.length ? super(...parts) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
})()"""
PRESS = """(keys) => keys.forEach(([key, code]) =>
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true })))"""
RUSSIAN_KEYS = {"A": "ф", "B": "и", "C": "с", "D": "в", "E": "у", "F": "а", "G": "п", "H": "р"}


@pytest.fixture
def door(transactional_db: Any, live_server: Any, settings: Any) -> Door:
    settings.BASE_URL = live_server.url
    return Door(live_server.url, mode="daily")


@pytest.fixture
def app(phone: Page, door: Door, faults: list[str]) -> App:
    return App(phone, door, faults)


def test_a_device_is_enrolled_by_the_address_in_the_code(app: App, door: Door) -> None:
    app.enrol()
    assert app.page.url == door.home  # the code is in no history of the browser
    assert CheckInDevice.objects.get().enrolled_at is not None
    assert "secret" in app.kept()["records"][0] or "secret" in app.kept()["records"][1]
    app.page.reload()
    app.stands()


def test_a_code_that_was_used_says_what_to_do(app: App, door: Door) -> None:
    code = door.code()
    CheckInDevice.objects.update(code_digest="used")
    app.page.goto(code)
    expect(app.page.get_by_text("Ask the secretariat to show a new one.")).to_be_visible()
    expect(app.page.get_by_role("heading", name="Enrol this device")).to_be_visible()
    app.forgive()


@pytest.mark.parametrize("part", [0, 2], ids=["address", "code"])
def test_a_device_without_a_camera_is_enrolled_by_typing(app: App, door: Door, part: int) -> None:
    code = door.code()
    app.page.goto(door.home)
    app.page.get_by_label("Address or code from the secretariat").fill(
        code.partition("#")[2] if part else code
    )
    app.page.get_by_role("button", name="Enrol", exact=True).click()
    app.stands()


def test_a_device_is_enrolled_anew_and_has_its_list(app: App, door: Door) -> None:
    guest = door.person("Anna Sample")
    app.enrol()
    app.page.goto(door.code_again())
    app.page.locator("[data-announcer]").evaluate("said => said.replaceChildren()")
    app.page.get_by_role("dialog").get_by_role("button", name="Enrol", exact=True).click()
    expect(app.page.locator("[data-announcer]")).to_have_text("This device is enrolled.")
    assert "Anna Sample" in str(app.kept())
    app.scan(guest)
    app.shows("ok", "Anna Sample")
    app.sent()


def test_who_is_on_the_list_is_admitted_with_one_glance(app: App, door: Door) -> None:
    guest = door.person("Dilnoza Sample")
    app.enrol()
    app.scan(guest)
    app.shows("ok", "Admitted")
    expect(app.name).to_have_text("Dilnoza Sample")
    expect(app.page.locator("[data-answer-letter]")).to_have_text("P")
    expect(app.answer).to_be_hidden()  # by itself
    app.sent()
    assert Scan.objects.get().result == "admitted" and Scan.objects.get().registration == guest
    expect(app.page.locator("[data-inside]")).to_have_text("1")

    app.scan(guest.ticket_token.lower())  # as typed from under the QR
    app.shows("amber", "Recorded here before")
    app.next()
    app.sent()
    assert sorted(Scan.objects.values_list("result", flat=True)) == ["admitted", "repeated"]


def test_what_is_wrong_is_said(app: App, door: Door) -> None:
    cancelled = door.person("Nodir Sample", status="cancelled", ticket_token="CANCE11ED000")
    app.enrol()

    app.scan(cancelled)
    app.shows("red", "The registration was cancelled.")
    app.next()
    app.scan(f"{door.address}/other2027/onsite/t/ABCD1234EFGH/")
    app.shows("red", "This ticket is of another conference.")
    app.next()
    app.scan(f"{door.address}/door2027/onsite/t/ABCD12")
    app.shows("red", "The code is damaged or not complete.")
    app.next()
    app.scan("WIFI:S:Congress;P:secret;;")
    app.shows("red", "This is not the code of a ticket.")
    app.next()
    app.scan("ZZZZ-ZZZZ-ZZZZ")
    app.shows("red", "not in the list")
    app.next()
    app.sent()
    # In no order: the clock of the device is set right by each sending, to the milliseconds that it was on its way.
    reasons = sorted(Scan.objects.values_list("reason", flat=True))
    assert reasons == ["cancelled", "other-conference", "unknown", "unreadable", "unreadable"]


def test_a_badge_that_was_replaced_opens_nothing(app: App, door: Door) -> None:
    holder = door.person("Olga Sample")
    reprint_badge(holder, by=system_user("command"), reason="damaged")
    holder.refresh_from_db()
    lost = f"{door.address}/door2027/onsite/t/{holder.ticket_token}/"
    app.page.add_init_script(GREEN_STAYS)
    app.enrol()
    app.page.route("**/door/state/", lambda route: route.abort())  # the device does not hear of it
    reprint_badge(holder, by=system_user("command"), reason="lost")
    app.scan(lost)
    app.shows(
        "red", "This badge was replaced"
    )  # green until the server has answered: the device had not heard
    expect(app.page.get_by_text("The server has corrected this answer")).to_be_visible()
    app.next()
    app.page.get_by_role("button", name="Answered otherwise by the server").click()
    expect(app.page.get_by_role("dialog").get_by_text("Olga Sample")).to_be_visible()
    app.page.get_by_role("button", name="I have seen this").click()
    expect(app.page.locator("[data-differences-button]")).to_be_hidden()
    app.page.unroute_all(behavior="wait")
    app.page.reload()
    app.stands()
    app.page.get_by_role("button", name="This device").click()
    synchronise = app.page.get_by_role("button", name="Synchronise now")
    synchronise.click()
    expect(synchronise).not_to_have_attribute("aria-busy", "true")
    app.page.context.set_offline(True)
    app.scan(lost)
    app.shows("red", "This badge was replaced")  # now it knows by itself
    app.next()
    holder.refresh_from_db()
    app.scan(holder)
    app.shows("ok", "Olga Sample")
    app.page.context.set_offline(False)
    app.sent()
    app.forgive()


def test_a_hand_scanner_is_heard_wherever_the_focus_is(app: App, door: Door) -> None:
    guest = door.person("Anna Sample", ticket_token="ABCDEFGH1234")
    app.enrol(trusted=True)
    app.page.get_by_role("button", name="Look for a name").click()
    app.page.get_by_label("Name, delegation or institution").fill("ola")
    app.scan(guest)
    app.shows("ok", "Anna Sample")
    app.next()
    app.sent()
    # Under a Russian keyboard a scanner's keys come out as other letters; a button that has the focus is not pressed.
    app.page.get_by_role("button", name="This device").focus()
    keys = [
        [RUSSIAN_KEYS.get(letter, letter), f"Key{letter}" if letter.isalpha() else f"Digit{letter}"]
        for letter in "ABCDEFGH1234"
    ]
    app.page.evaluate(PRESS, [*keys, ["Enter", "Enter"]])
    app.shows("amber", "Anna Sample")
    expect(app.page.get_by_role("dialog")).to_be_hidden()


def test_people_go_in_and_out(app: App, door: Door) -> None:
    door.checkpoint.mode, door.checkpoint.capacity = "in-out", 1
    door.checkpoint.save()
    guest = door.person("Anna Sample")
    app.enrol()
    app.scan(guest)
    app.shows("ok", "Admitted")
    app.next()
    expect(app.page.get_by_text("The room is full")).to_be_visible()
    app.scan(guest)
    app.shows("amber", "Went in before and has not come out")
    app.next()
    app.page.get_by_text("Out", exact=True).click()
    app.scan(guest)
    app.shows("ok", "Goodbye")
    app.next()
    app.sent()
    expect(app.page.locator("[data-inside]")).to_have_text("0")
    expect(app.page.get_by_text("The room is full")).to_be_hidden()
    assert sorted(Scan.objects.filter(result="admitted").values_list("direction", flat=True)) == ["in", "out"]


def test_names_are_looked_for_on_devices_of_the_secretariat_alone(app: App, door: Door) -> None:
    guest = door.person("Дильноза Примерова")
    app.enrol()
    expect(app.page.get_by_role("button", name="Look for a name")).to_be_hidden()

    CheckInDevice.objects.update(trusted=True)
    app.page.reload()
    app.stands()
    for query in ("dilnoza", "Примеров"):
        app.page.get_by_role("button", name="Look for a name").click()
        app.page.get_by_label("Name, delegation or institution").fill(query)
        app.page.get_by_role("button", name="Record").click()
        app.shows("ok" if query == "dilnoza" else "amber", "Дильноза Примерова")
        app.next()
    app.sent()
    scan = Scan.objects.filter(result="admitted").get()
    assert (scan.registration, scan.means) == (guest, "search")


def test_who_was_found_by_name_and_refused_by_the_server_counts_no_longer(app: App, door: Door) -> None:
    guest = door.person("Anna Sample")
    app.page.add_init_script(GREEN_STAYS)
    app.enrol(trusted=True)

    def record() -> None:
        app.page.get_by_role("button", name="Look for a name").click()
        app.page.get_by_label("Name, delegation or institution").fill("anna")
        expect(app.page.get_by_role("button", name="Record")).to_be_visible()

    record()
    # Between the search and the tap.
    type(guest).objects.update(status="submitted")
    app.page.get_by_role("button", name="Record").click()
    expect(app.page.get_by_text("The server has corrected this answer")).to_be_visible()
    app.shows("red")
    app.next()
    assert app.kept()["marks"] == []
    type(guest).objects.update(status="approved")
    app.scan(guest)
    app.shows("ok", "Anna Sample")


def test_a_wrong_clock_is_said_and_set_right(
    make_context: Callable[..., BrowserContext], door: Door, faults: list[str]
) -> None:
    guest = door.person("Anna Sample")
    context = make_context(viewport={"width": 390, "height": 844})
    context.add_init_script(WRONG_CLOCK % (3 * 3600 * 1000))
    app = App(context.new_page(), door, faults).enrol()
    expect(app.page.get_by_text("The clock of this device is ahead.")).to_contain_text("180 minutes")
    app.scan(guest)
    app.shows("ok")
    app.sent()
    scan = Scan.objects.get()
    assert scan.result == "admitted"
    assert abs(scan.at - scan.recorded_at) < dt.timedelta(minutes=1)


def test_a_revoked_device_forgets_everything(app: App, door: Door) -> None:
    guest = door.person("Anna Sample")
    app.enrol()
    assert "Anna Sample" in str(app.kept())
    revoke_device(door.device, by=system_user("command"))
    app.scan(guest)
    expect(app.page.get_by_text("The secretariat has revoked this device.")).to_be_visible()
    expect(app.page.get_by_text("There are no data of the conference on this device")).to_be_visible()
    assert not any(app.kept().values())
    assert not Scan.objects.exists()
    app.forgive()


def test_an_answer_that_comes_after_all_was_removed_leaves_no_name(app: App, door: Door) -> None:
    holder = door.person("Olga Sample")
    app.enrol()
    app.page.context.set_offline(True)
    app.scan(holder)
    app.next()
    reprint_badge(holder, by=system_user("command"), reason="lost")
    app.page.get_by_role("button", name="This device").click()
    app.page.get_by_role("button", name="Remove everything from this device").click()
    expect(app.page.get_by_role("button", name="Remove everything", exact=True)).to_be_visible()
    held: list[Route] = []
    app.page.route("**/door/scans/", lambda route: held.append(route))
    with app.page.expect_request("**/door/scans/"):
        app.page.context.set_offline(False)
    app.page.get_by_role("button", name="Remove everything", exact=True).click()
    expect(app.page.get_by_text("The data on this device have been removed.")).to_be_visible()
    with app.page.expect_response("**/door/scans/"):
        held[0].continue_()
    app.page.unroute_all(behavior="wait")
    app.page.reload()
    expect(app.page.get_by_role("heading", name="Enrol this device")).to_be_visible()
    assert not any(app.kept().values())
    app.forgive()


def test_a_button_removes_everything(app: App, door: Door) -> None:
    guest = door.person("Anna Sample")
    app.enrol()
    app.scan(guest)
    app.next()
    app.page.get_by_role("button", name="This device").click()
    app.page.get_by_role("button", name="Remove everything from this device").click()
    app.page.get_by_role("button", name="Cancel").click()
    app.page.get_by_role("button", name="This device").click()
    app.page.get_by_role("button", name="Remove everything from this device").click()
    app.page.get_by_role("button", name="Remove everything", exact=True).click()
    expect(app.page.get_by_text("The data on this device have been removed.")).to_be_visible()
    assert not any(app.kept().values())
    assert Scan.objects.count() == 1  # what waited was sent first


def test_the_app_speaks_the_language_one_chooses(app: App, door: Door) -> None:
    app.enrol()
    app.page.get_by_role("button", name="This device").click()
    app.page.get_by_role("dialog").get_by_label("Language").select_option("ru")
    expect(app.page.locator("html")).to_have_attribute("lang", "ru")
    app.page.reload()
    expect(app.page.locator("html")).to_have_attribute("lang", "ru")


def test_one_window_scans_at_a_time(app: App, door: Door) -> None:
    app.enrol()
    other = app.page.context.new_page()
    other.goto(door.home)
    expect(other.get_by_role("heading", name="Check-in is open in another window")).to_be_visible()
    other.get_by_role("button", name="Go on here").click()
    expect(other.get_by_role("heading", name="Main entrance")).to_be_visible()
    expect(app.page.get_by_role("heading", name="Check-in is open in another window")).to_be_visible()


def test_an_address_that_is_not_secure_says_so(
    app: App, door: Door, live_server: Any, faults: list[str]
) -> None:
    app.page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    app.page.goto(door.home)
    expect(app.page.get_by_role("heading", name="This address is not secure")).to_be_visible()


def test_every_state_is_read_by_everyone(
    app: App, door: Door, check_accessibility: Callable[[Page], None], check_width: Callable[[Page], None]
) -> None:
    long = door.person("Константин Александрович Преображенский-Заболоцкий")
    cancelled = door.person("Nodir Sample", status="cancelled", ticket_token="CANCE11ED000")
    door.checkpoint.capacity = 1
    door.checkpoint.save()

    def look() -> None:
        check_accessibility(app.page)
        check_width(app.page)

    app.page.goto(door.home)
    expect(app.page.locator("body[data-ready=yes]")).to_be_attached()
    look()
    app.enrol(trusted=True)
    look()
    # Of a request that is under way, one hour would be of either clock.
    app.page.wait_for_load_state("networkidle")
    # Green goes by itself; here it waits until it has been read.
    app.page.clock.install(time=timezone.now())
    for registration, shown in ((long, "ok"), (long, "amber"), (cancelled, "red")):
        app.scan(registration)
        app.shows(shown)
        look()
        app.next()
    look()
    for name in ("This device", "Look for a name"):
        app.page.get_by_role("button", name=name).click()
        look()
        app.page.get_by_role("button", name="Close").click()
