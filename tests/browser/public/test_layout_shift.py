"""Nothing on a public page moves while it loads: slow network, another time zone, pictures of any size."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from playwright.sync_api import BrowserContext

from agenda.releases.domain.publication import publish_agenda
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    PartnerFactory,
    PersonFactory,
    SessionFactory,
    SessionRoleFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

PAGES = ("", "agenda/", "speakers/", "register/")
# A phone's network at the edge of a town: fonts and scripts come after the first lines are drawn.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    window.shifts.push([value, sources.map(({ node }) => node?.outerHTML?.slice(0, 120) ?? "text")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""


def picture(width: int, height: int) -> ContentFile:
    written = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(written, "PNG")
    return ContentFile(written.getvalue(), name="picture.png")


@pytest.fixture
def site(transactional_db: Any) -> Conference:
    conference = ConferenceFactory(
        slug="tashkent2027",
        status="announced",
        timezone="Asia/Tashkent",
        registration_mode="open",
        logo=picture(900, 300),
    )
    PartnerFactory(conference=conference, logo=picture(300, 900))
    CategoryFactory(conference=conference)
    for number in range(6):
        start = dt.datetime.combine(conference.starts_on, dt.time(9 + number), conference.zone)
        session = SessionFactory(
            conference=conference,
            title={"en": f"Session {number}", "ru": f"Заседание {number}"},
            start=start,
            end=start + dt.timedelta(hours=1),
            visibility="public",
        )
        person = PersonFactory(conference=conference, listing="public", photo=picture(600, 800))
        SessionRoleFactory(session=session, person=person)
    publish_agenda(conference, by=system_user("command"))
    return conference


@pytest.mark.parametrize(("width", "language"), [(390, "ru"), (390, "en"), (1440, "en")])
def test_nothing_moves_while_a_page_loads(
    site: Conference, make_context: Callable[..., BrowserContext], width: int, language: str
) -> None:
    pages = {}
    for path in PAGES:
        # Each page is someone's first: nothing of it is in the browser. They wait for their networks together.
        context = make_context(viewport={"width": width, "height": 900}, timezone_id="Europe/Paris")
        context.add_init_script(WATCH)
        page = pages[path] = context.new_page()
        page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
        page.goto(f"/{site.slug}/{language}/{path}", wait_until="commit")
    moved = {}
    for path, page in pages.items():
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        moved[path] = page.evaluate("window.shifts")
    assert not any(moved.values()), moved


def test_the_fonts_of_the_first_lines_are_asked_for_at_once(
    site: Conference, make_context: Callable[..., BrowserContext]
) -> None:
    # “Русский” stands in the head of every page; headings in it, on pages in Russian alone.
    for language, headings in (("en", {"latin"}), ("ru", {"latin", "cyrillic"})):
        page = make_context().new_page()
        page.goto(f"/{site.slug}/{language}/agenda/", wait_until="networkidle")
        named = page.eval_on_selector_all("link[rel=preload][as=font]", "all => all.map(({href}) => href)")
        fetched = page.evaluate(
            "performance.getEntriesByType('resource').filter(({name}) => name.endsWith('.woff2'))"
            ".map(({name, initiatorType}) => [name, initiatorType])"
        )
        assert {re.search(r"-serif-4-(\w+)", name)[1] for name in named if "serif" in name} == headings
        assert {re.search(r"-sans-3-(\w+)", name)[1] for name in named if "sans" in name} == {
            "latin",
            "cyrillic",
        }
        assert dict(fetched).keys() >= set(named)
        assert {dict(fetched)[name] for name in named} == {"link"}, "named, and fetched once"
