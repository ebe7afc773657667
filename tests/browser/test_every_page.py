"""Every page of the access table, walked by someone entitled to it, on a desk and as narrow as on a phone.

Which pages there are is never listed here: an address that gets its row in tests/access/table.py is walked. Left
out are, by what they are: addresses that take POST alone, and answers that are no page (files, calendars, JSON).

In the suite one page is opened of those that look alike, and axe reads the twelve that most people meet;
`script/nightly` opens all, has axe read each, in every language and on a tablet too.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.views.generic.base import TemplateResponseMixin
from playwright.sync_api import BrowserContext, Error, Page
from pytest_django.live_server_helper import LiveServer

from confman.accounts.models import User
from tests.access import table
from tests.access.actors import ACTORS, GET_MOST, client_of
from tests.access.routes import all_routes, own_routes
from tests.access.test_matrix import ALL_ROWS, address
from tests.access.world import World, build_world
from tests.browser.conftest import OF_WIDTH, unfold
from tests.databases import empty_tables

# The same pages come of every database, which tests/access asks for all of them: the browser looks at them once.
pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.sqlite]

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
NARROW = (PHONE["viewport"]["width"],)
# The width between the two: `script/nightly` alone makes the window that narrow.
WITH_A_TABLET = (768, *NARROW)
# A page is opened once, in Russian, on a desk whose window is then made as narrow as a phone: what stands on it is the
# same in the other languages (tests of single pages open them in English), and Russian words are the longer ones.
LANGUAGE = "ru"
LONG_TITLE = {
    "en": "Regional conference on strengthening social partnership between State bodies and non-governmental"
    " organizations in preventing and combating trafficking in persons, 2027",
    "ru": "Региональная конференция по укреплению социального партнёрства государственных органов и"
    " негосударственных организаций в предупреждении торговли людьми и борьбе с ней, 2027",
    "uz": "Odam savdosining oldini olish va unga qarshi kurashishda davlat organlari va nodavlat tashkilotlarning"
    " ijtimoiy sherikligini mustahkamlash boʻyicha mintaqaviy konferensiya, 2027",
}
VIEWS = {route.name: route.view_class for route in own_routes()}
GETS = {name for name, view in VIEWS.items() if hasattr(view, "get") and "get" in view.http_method_names}
DOCUMENT_ROWS = [
    ("documents_secretariat:document-request", f"slug key='{key}", row)
    for key, row in table.DOCUMENTS.items()
]
NOWHERE = {name for name, _parts, row in ALL_ROWS if row == table.NOT_HERE}
# The library's own: nobody's row says who gets them, and those with a key in them need one first.
SIGN_IN_PAGES = [
    pytest.param(route.name, marks=[] if route.name == "account_login" else [pytest.mark.nightly])
    for route in all_routes()
    if route.pattern.startswith("accounts/") and "<" not in route.pattern
    if route.name in GETS - NOWHERE or route not in own_routes()
]


MAIN = {
    "conferences_public:home",
    "agenda_public:agenda",
    "agenda_public:speaker-list",
    "registrations_public:register",
    "registrations_portal:registration",
    "registrations_delegation:delegation",
    "conferences_secretariat:dashboard",
    "agenda_secretariat:session-list",
    "registrations_secretariat:registration-list",
    "registrations_secretariat:registration",
    "outcomes_secretariat:recommendation-list",
    "documents_secretariat:document-list",
}


def walker(row: str) -> str | None:
    """Return who visits a row's page: the first who may, since others see the same, or less."""
    gets = dict(zip(ACTORS, row.split(), strict=True))
    return next((actor for actor in GET_MOST if gets[actor] == "ok"), None)


def look_of(name: str, actor: str) -> tuple[str, ...] | None:
    """Return what similar pages share (template, app and reader); None if it is not a page."""
    view = VIEWS[name]
    if not issubclass(view, TemplateResponseMixin):
        return None
    return (view.template_name or name, name.partition("_")[0], actor)


def all_pages() -> Iterator[Any]:
    """Return each page and its visitor; pages that resemble an earlier one are `nightly`.

    Answers that are not pages are `nightly`, too: tests/access checks that they work, and sends every form.
    """
    seen: set[Any] = {None}
    for name, parts, row in [*ALL_ROWS, *DOCUMENT_ROWS]:
        if name in GETS and (actor := walker(row)):
            look = look_of(name, actor)
            marks = [pytest.mark.nightly] if look in seen and name not in MAIN else []
            seen.add(look)
            yield pytest.param(name, parts, actor, id=f"{name} {parts}", marks=marks)


PAGES = list(all_pages())
# For pages that a personal link opens: the link.
OPENED_BY = {
    "registrations_portal:invitation-form": ("registrations_portal:invitation", "slug token=invitation_token")
}
IN_THE_SUITE = [page for page in PAGES if not page.marks]
MAIN_PAGES = [page for page in PAGES if page.values[0] in MAIN]
# Read by people without a desk in the secretariat, mostly by phone.
READERS_PAGES = [page for page in PAGES if page.values[2] != "owner"]


def way_to(name: str, parts: str) -> list[tuple[str, str]]:
    """Return the page, after visiting the link that opens it, if there is one."""
    return [OPENED_BY[name], (name, parts)] if name in OPENED_BY else [(name, parts)]


class Walk:
    """One world, one server and one browser of each kind for all pages of a process.

    Viewing a page changes nothing, so the next one needs no new world.
    """

    def __init__(self, world: World, address: str, make_context: Callable[..., BrowserContext]) -> None:
        self.world = world
        self.address = address
        self.faults: list[str] = []
        self.pages: dict[Any, Page] = {}
        self._make_context = make_context

    def url(self, name: str, parts: str, language: str) -> str:
        self.world.values["language"] = language
        return address(self.world, name, parts)

    def page(self, actor: str, device: dict[str, Any], language: str) -> Page:
        """Return the actor's page on this device, in this language."""
        key = (actor, device["viewport"]["width"], language)
        if key not in self.pages:
            context = self._make_context(self.address, self.faults, locale=language, **device)
            client = client_of(actor, self.world)
            cookies = {name: morsel.value for name, morsel in client.cookies.items()}
            cookies[settings.LANGUAGE_COOKIE_NAME] = language
            context.add_cookies(
                [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
            )
            self.pages[key] = context.new_page()
        return self.pages[key]


def give_second_factor(client: Client) -> None:
    """Give the signed-in user a second factor, just used."""
    session = client.session
    user = User.objects.get(pk=session["_auth_user_id"])
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": user.email}
    ]
    session.save()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the world's files."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_the_world(settings: Any, _own_folders: None, files: Path) -> None:
    settings.MEDIA_ROOT = files


@pytest.fixture(scope="module")
def walk(
    django_db_setup: None, django_db_blocker: Any, watched_context: Callable[..., BrowserContext], files: Path
) -> Iterator[Walk]:
    """The filled world behind a server of its own: pytest-django's empties the database after every test."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=files):
        world = build_world()
        world.conference.title = LONG_TITLE
        world.conference.save()
        for actor in GET_MOST:
            client_of(actor, world)  # Signed in here: the server does not always see what a test writes.
        give_second_factor(client_of("owner", world))
        # The transaction around each test only reads: a write transaction of SQLite would block the server's writes.
        mode = getattr(connection, "transaction_mode", None)
        connection.transaction_mode = None  # type: ignore[attr-defined]
        server = LiveServer("localhost")
        with server._live_server_modified_settings:
            walk = Walk(world, server.url, watched_context)
            yield walk
            for page in walk.pages.values():
                page.context.close()
            server.stop()
        connection.transaction_mode = mode  # type: ignore[attr-defined]
        empty_tables()


@pytest.fixture
def look(
    walk: Walk, check_accessibility: Callable[..., None], check_width: Callable[[Page], None]
) -> Callable[..., None]:
    """`look(url, actor, device, language)`: open the page there and run all checks of pages, with axe or without.

    With `unfolded`, axe reads the narrow pages once more, whole and with their menus open. Files, calendars and data
    are only checked to be there.
    """

    def check(
        url: str,
        actor: str,
        device: dict[str, Any] = DESK,
        language: str = LANGUAGE,
        *,
        axe: bool = True,
        widths: tuple[int, ...] = NARROW,
        unfolded: bool = False,
    ) -> None:
        walk.faults.clear()
        page = walk.page(actor, device, language)
        page.set_viewport_size(device["viewport"])
        try:
            response = page.goto(url)
        except Error as error:
            if "Download is starting" not in error.message:
                raise
            walk.faults.clear()
            response = None
        if response is None or not is_page(response):
            response = response or answer(walk, url, actor)
            assert response.status < 400, f"{url} answers {response.status}"
            return
        assert response.status < 400, f"{url} answers {response.status}"
        check_width(page)
        loose = page.locator("main button[name=format]:not(details.menu *)").count()
        assert loose < 2, (
            f"{url} has {loose} buttons for formats in a row: make them one menu (export_menu.html)"
        )
        coloured = page.locator("body.secretariat main .btn-primary:visible").all_inner_texts()
        assert len(coloured) < 2 or url.startswith("/styleguide/"), f"{url} has primary buttons: {coloured}"
        if axe:
            check_accessibility(page)
        if device is DESK:
            for width in widths:
                narrow(page, width)
                check_width(page)
                if axe:
                    check_accessibility(page, rules=OF_WIDTH)
            if unfolded:
                unfold(page)
                for width in widths:
                    narrow(page, width)
                    check_accessibility(page, apart_from=OF_WIDTH)
        assert not walk.faults, "\n".join(walk.faults)

    return check


def narrow(page: Page, width: int) -> None:
    """Make the window as narrow as that, and wait until the page is drawn."""
    page.set_viewport_size({"width": width, "height": PHONE["viewport"]["height"]})
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def answer(walk: Walk, url: str, actor: str) -> Any:
    """Return the answer of this address, without a browser."""
    return walk.page(actor, DESK, LANGUAGE).context.request.get(walk.address + url)


def is_page(response: Any) -> bool:
    """Tell whether it is a page, not a file, data, a document without scripts, or a part that a page fetches."""
    headers = response.headers
    return (
        headers.get("content-type", "").startswith("text/html")
        and "sandbox" not in headers.get("content-security-policy", "")
        and "<html" in response.text()[:500]
    )


@pytest.mark.parametrize(("name", "parts", "actor"), IN_THE_SUITE)
def test_page(walk: Walk, look: Callable[..., None], name: str, parts: str, actor: str) -> None:
    for each in way_to(name, parts):
        look(walk.url(*each, LANGUAGE), actor, axe=name in MAIN)


@pytest.mark.nightly
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize(("name", "parts", "actor"), PAGES)
def test_page_in_each_language(
    walk: Walk, look: Callable[..., None], name: str, parts: str, actor: str, language: str
) -> None:
    for each in way_to(name, parts):
        look(walk.url(*each, language), actor, DESK, language, widths=WITH_A_TABLET, unfolded=True)


@pytest.mark.nightly
@pytest.mark.parametrize(("name", "parts", "actor"), READERS_PAGES)
def test_readers_page_in_uzbek(
    walk: Walk, look: Callable[..., None], name: str, parts: str, actor: str
) -> None:
    for each in way_to(name, parts):
        look(walk.url(*each, "uz"), actor, PHONE, "uz")


@pytest.mark.parametrize("name", SIGN_IN_PAGES)
def test_page_about_signing_in(walk: Walk, look: Callable[..., None], name: str) -> None:
    url = reverse(name)
    # An address that sends a visitor on is for those who are signed in, sometimes with a second factor.
    for actor in ("visitor", "participant", "owner"):
        response = answer(walk, url, actor)
        if response.status < 400 and urlsplit(response.url).path == url:
            break
    assert response.status < 400, f"{url} answers {response.status}"
    if is_page(response):
        look(url, actor)


def test_the_walk_meets_the_pages() -> None:
    """Else a mistake in the rules above would leave pages out without a word."""
    assert len(PAGES) > 500
    assert len(IN_THE_SUITE) > 250
    assert {page.values[0] for page in IN_THE_SUITE} >= MAIN
    assert {page.values[2] for page in PAGES} == set(GET_MOST)
    every, in_the_suite = (
        {look_of(page.values[0], page.values[2]) for page in pages} - {None}
        for pages in (PAGES, IN_THE_SUITE)
    )
    assert every == in_the_suite
