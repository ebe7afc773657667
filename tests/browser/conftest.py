"""Pages in a real browser: the system's Chromium, driven by Playwright.

`page` and `phone` fail a test if the page logs or throws an error, requests anything from another host, or gets a 5xx
answer. A test that provokes one (a 404 page) removes it from `faults`.

The pages that come of both databases are the same: with both only those tests are run that walk a whole job.
"""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from confman.conferences.models import Conference
from tests.databases import build_sample, made_once

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules that pass are not reported; no rule needs anything loaded beside the page.
OPTIONS = {"runOnly": STANDARDS, "resultTypes": ["violations"], "preload": False}
# Rules that depend on the window's width alone. Others may, where a narrow window hides or folds something: by night
# they are asked at each width, with all that can be unfolded (`unfold`).
OF_WIDTH = ["target-size", "scrollable-region-focusable"]
# Scrolled to its beginning, with nothing that stays where it is while the rest moves.
AS_ON_PAPER = """() => {
    for (const one of document.querySelectorAll("body *"))
        if (getComputedStyle(one).position === "sticky")
            Object.assign(one.style, { position: "relative", inset: "auto" });
    window.scrollTo(0, 0);
}"""
# EventCalendar's own root: everything in it can also be done by forms beside it.
LEFT_OUT = [[".ec"]]
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Refreshing pages ask every five seconds, as long as Playwright would wait by default; on a busy machine later.
expect.set_options(timeout=40_000)


def chromium_path() -> str:
    """Return the path of the system's Chromium, which tests of pages need."""
    path = os.environ.get("CONFMAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.fail("No Chromium found. Install the system's package, or name it in CONFMAN_CHROMIUM.")
    return path


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("pictures").addoption(
        "--pictures", type=Path, default=None, help="the folder to write to"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Ignore the taking of pictures without a folder: it proves nothing."""
    if collection_path.name == "test_pictures.py" and config.getoption("--pictures", None) is None:
        return True
    return None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process."""
    path = chromium_path()
    # Playwright's loop runs in this thread, where Django would refuse to touch its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=SWITCHES)
        yield running
        running.close()


@pytest.fixture(autouse=True)
def faster_than_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept fast typing, as tests do; the delay for robots is tested in tests/conferences/test_contact.py."""
    monkeypatch.setattr("confman.web.forms.base.FASTEST_SECONDS", -1)


@pytest.fixture
def sample(transactional_db: None, settings: Any) -> Conference:
    """The sample conference as the command makes it: once in a process, then its rows and files are put back.

    A test asks for it before anything that has rows.
    """
    made_once(build_sample, settings.MEDIA_ROOT)
    return Conference.objects.get(slug="tashkent2017")


@pytest.fixture
def faults() -> list[str]:
    """The faults on the pages of this test so far."""
    return []


@pytest.fixture(scope="session")
def watched_context(browser: Browser) -> Callable[..., BrowserContext]:
    """`watched_context(address, faults, locale="ru", viewport=…)`: a browser with cookies of its own, to be closed.

    Faults of its pages are added to `faults`.
    """

    def make(address: str, faults: list[str], **options: Any) -> BrowserContext:
        # Nothing glides: a page that still scrolls to its place may move a link away between press and release.
        options = {
            "locale": "en",
            "viewport": {"width": 1440, "height": 900},
            "reduced_motion": "reduce",
            **options,
        }
        context = browser.new_context(base_url=address, **options)
        context.set_default_timeout(30_000)
        context.on("page", lambda page: _watch(page, address, faults))
        return context

    return make


@pytest.fixture
def make_context(
    watched_context: Callable[..., BrowserContext], live_server: Any, faults: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """`make_context(locale="ru", viewport=…)`: another browser with its own cookies, watched like `page`."""
    contexts = []

    def make(**options: Any) -> BrowserContext:
        contexts.append(watched_context(live_server.url, faults, **options))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def page(make_context: Callable[..., BrowserContext]) -> Page:
    """A page on a desk, in English."""
    return make_context().new_page()


@pytest.fixture
def phone(make_context: Callable[..., BrowserContext]) -> Page:
    """A page on a phone, in English."""
    return make_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[[Page, Any], None]:
    """`sign_in(page, user)`: sign that user in there."""

    def sign(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return sign


@pytest.fixture(scope="session")
def check_accessibility() -> Callable[..., None]:
    """`check_accessibility(page)`: fail if axe-core finds something (WCAG 2.2 AA and its good practice).

    `rules=OF_WIDTH` if the same page was checked in a wider window; `apart_from` names rules that are not asked.
    """
    source = AXE.read_text(encoding="utf-8")

    def check(page: Page, *, rules: list[str] | None = None, apart_from: Iterable[str] = ()) -> None:
        options = OPTIONS | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
        options = options | {"rules": {rule: {"enabled": False} for rule in apart_from}}
        if not page.evaluate("'axe' in window"):
            page.evaluate(source)
        # An element that lies halfway under a heading or a row of buttons that stays is not smaller than it is.
        page.evaluate(AS_ON_PAPER)
        found = page.evaluate(
            # Kept on the window, or it may be garbage collected before it is done.
            "async ([left, options]) => (await (window.axeRun = axe.run({exclude: left}, options))).violations",
            [LEFT_OUT, options],
        )
        lines = [
            f"{rule['id']}: {rule['help']}\n    {node['html'][:200]}\n    {node['failureSummary'][:300]}"
            for rule in found
            for node in rule["nodes"][:5]
        ]
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check


def unfold(page: Page) -> None:
    """Open every menu, everything that is folded, and the sidebar of a narrow window."""
    page.evaluate("""() => {
        for (const one of document.querySelectorAll("details")) one.open = true;
        for (const one of document.querySelectorAll(".dropdown-menu, .offcanvas-lg")) one.classList.add("show");
        document.querySelector(".offcanvas-lg")?.setAttribute("role", "dialog");
    }""")


@pytest.fixture(scope="session")
def check_width() -> Callable[[Page], None]:
    """`check_width(page)`: fail if anything extends past the edge of the window."""

    def check(page: Page) -> None:
        page_width, window_width = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert page_width <= window_width, f"{page.url} is {page_width} px wide in {window_width} px"

    return check


def _watch(page: Page, address: str, faults: list[str]) -> None:
    host = urlsplit(address).netloc

    def on_console(message: Any) -> None:
        if message.type == "error":
            faults.append(f"console of {page.url}: {message.text}")

    def on_request(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            faults.append(f"request off the host from {page.url}: {request.url}")

    def on_response(response: Any) -> None:
        if response.status >= 500:
            faults.append(f"answer {response.status}: {response.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"script of {page.url}: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)
