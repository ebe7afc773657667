"""The camera of the check-in app: where the browser reads no codes our own decoder does, and never a CDN's."""

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from confman.accounts.system_users import system_user
from confman.documents.rendering.qr import qr_png
from registrations.attendance.models import Scan
from registrations.check_in.domain.devices import revoke_device
from registrations.core.domain.ticket_codes import ticket_url
from tests.browser.conftest import SWITCHES, chromium_path
from tests.browser.door import App, Door

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

READ = """async ([module, picture]) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  return (await import(module)).textsOf(image);
}"""


@pytest.fixture
def door(transactional_db: Any, live_server: Any, settings: Any) -> Door:
    settings.BASE_URL = live_server.url
    return Door(live_server.url, mode="daily")


def picture(text: str) -> Image.Image:
    """A QR code on a badge that someone holds, a little aslant."""
    code = Image.open(io.BytesIO(qr_png(text, border=4))).convert("L")
    scene = Image.new("L", (640, 480), 150)
    turned = code.rotate(8, expand=True, fillcolor=150)
    scene.paste(turned, ((640 - turned.width) // 2, (480 - turned.height) // 2))
    return scene


@pytest.fixture
def held_up(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """`held_up(text)`: a browser whose camera sees the QR code of that text."""
    opened = []

    def make(text: str) -> Browser:
        film = tmp_path / "camera.y4m"
        luminance = picture(text).tobytes()
        frame = b"FRAME\n" + luminance + bytes([128]) * (640 * 480 // 2)
        film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 3)
        switches = [
            *SWITCHES,
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
        opened.append(browser.browser_type.launch(executable_path=chromium_path(), args=switches))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def test_a_badge_held_before_the_camera_is_scanned_once(door: Door, held_up: Any, faults: list[str]) -> None:
    guest = door.person("Anna Sample")
    camera = held_up(ticket_url(door.conference, guest.ticket_token))
    context = camera.new_context(base_url=door.address, permissions=["camera"], locale="en")
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    app = App(page, door, faults).enrol()
    app.page.get_by_role("button", name="Start the camera").click()
    app.shows("ok", "Anna Sample")
    expect(app.answer).to_be_hidden()
    app.sent()
    assert Scan.objects.count() == 1  # although it was in view all the while
    assert all(url.startswith(door.address) for url in asked), asked
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.get_by_role("button", name="Start the camera")).to_be_visible()
    context.close()


def test_a_device_is_enrolled_by_its_camera_which_shows_what_it_sees(
    door: Door, held_up: Any, faults: list[str]
) -> None:
    context = held_up(door.code()).new_context(
        base_url=door.address, permissions=["camera"], locale="en", service_workers="block"
    )
    page = context.new_page()
    hold = "navigator.mediaDevices.getUserMedia = ((ask) => (wanted) => new Promise((done) => " + (
        "(window.letGo = () => done(ask(wanted)))))(navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices))"
    )
    page.add_init_script(hold)
    page.goto(door.home)
    page.get_by_role("button", name="Scan the code").click()
    expect(page.locator("[data-enrol-view]")).to_be_visible()
    page.evaluate("window.letGo()")
    expect(page.get_by_role("heading", name="Main entrance")).to_be_visible()
    context.close()


def test_a_revoked_device_whose_camera_was_on_stays_forgotten(
    door: Door, held_up: Any, faults: list[str]
) -> None:
    context = held_up("https://example.org/").new_context(
        base_url=door.address, permissions=["camera"], locale="en"
    )
    page = context.new_page()
    app = App(page, door, faults).enrol()
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("button", name="Stop the camera")).to_be_visible()
    app.shows("red", "This is not the code of a ticket.")
    assert "cameraOn" in str(app.kept())
    # A page that is still open may ask in between, and be told before this one is opened.
    page.goto("about:blank")
    revoke_device(door.device, by=system_user("command"))
    # The camera comes after the answer of the server.
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = ((ask) => async (wanted) => {"
        " while (!document.querySelector('[data-wiped]')?.checkVisibility()) await new Promise(requestAnimationFrame);"
        " window.stream = await ask(wanted); window.asked = true; return window.stream;"
        "})(navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices))"
    )
    page.goto(door.home)
    expect(page.get_by_text("The secretariat has revoked this device.")).to_be_visible()
    page.wait_for_function("() => window.stream?.getTracks().every((track) => track.readyState === 'ended')")
    assert not any(app.kept().values())
    page.reload()
    expect(page.get_by_role("heading", name="Enrol this device")).to_be_visible()
    context.close()


def test_our_own_decoder_reads_a_picture(phone: Page, door: Door, faults: list[str]) -> None:
    guest = door.person("Anna Sample")
    app = App(phone, door, faults).enrol()
    assert phone.evaluate("'BarcodeDetector' in window") is False
    address = ticket_url(door.conference, guest.ticket_token)
    drawn = io.BytesIO()
    picture(address).save(drawn, "PNG")
    data = "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
    module = phone.evaluate("document.querySelector('script[type=module]').src")
    assert phone.evaluate(READ, [module, data]) == [address]
    # And without a network: the decoder lies on the device.
    phone.context.set_offline(True)
    phone.reload()
    app.stands()
    assert phone.evaluate(READ, [module, data]) == [address]
    app.forgive()


def test_without_a_camera_the_app_says_what_else_to_use(phone: Page, door: Door, faults: list[str]) -> None:
    App(phone, door, faults).enrol()
    phone.get_by_role("button", name="Start the camera").click()
    expect(phone.get_by_text("Use a hand scanner, or type the code.")).to_be_visible()
