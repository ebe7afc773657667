"""Documents that were opened on a phone, without a network: within a bound, and gone with the right to read them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from agenda.releases.domain.publication import publish_agenda
from confman.accounts.system_users import system_user
from outcomes.register.domain import documents, series
from outcomes.register.models import RegisteredDocument
from outcomes.register.web.views import public as pages
from registrations.core.domain.personal_links import registration_link
from tests.factories import ConferenceFactory, ItemFactory, RegistrationFactory, SessionFactory
from tests.outcomes.register.samples import registered

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

LIST = "/tashkent2027/en/documents/"
NOTE = re.compile(r"You are offline; this is the list of documents as of \d\d:\d\d\.")
KEPT = """async () => {
  const found = [];
  for (const name of (await caches.keys()).filter((name) => name.startsWith("confman-documents")))
    for (const { url } of await (await caches.open(name)).keys())
      if (!/^\\/static\\/|\\.css$/.test(new URL(url).pathname)) found.push(new URL(url).pathname);
  return found.sort();
}"""


@pytest.fixture
def register(transactional_db: Any) -> Any:
    conference = ConferenceFactory(slug="tashkent2027", status="announced", symbol_prefix="CONF/2017")
    series.add_usual_series(conference, by=system_user("demo"))
    return conference


def issue(conference: Any, code: str = "INF", **given: Any) -> RegisteredDocument:
    row = registered(conference, code, by=system_user("demo"), **given)
    documents.issue_document(row, by=system_user("demo"))
    return row


def public_file(row: RegisteredDocument) -> str:
    return f"{LIST}files/{row.files.get().pk}/"


def open_list(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("[data-documents=kept]", state="attached")


def download(page: Page, address: str) -> bytes:
    with page.expect_download() as found:
        page.locator(f'a[href="{address}"]').first.click()
    return found.value.path().read_bytes()


def wait_until_kept(page: Page, wanted: list[str]) -> None:
    page.evaluate(
        "async (wanted) => {"
        f"  while (JSON.stringify(await ({KEPT})()) !== wanted) await new Promise(requestAnimationFrame);"
        "}",
        _json(wanted),
    )


def _json(paths: list[str]) -> str:
    return "[" + ",".join(f'"{path}"' for path in sorted(paths)) + "]"


def test_what_was_opened_is_read_without_a_network(register: Any, phone: Page, faults: list[str]) -> None:
    opened, other = issue(register), issue(register)
    open_list(phone, LIST)
    expect(phone.get_by_text("the latest 40, up to 60 MB")).to_be_visible()
    content = download(phone, public_file(opened))
    wait_until_kept(phone, [LIST, public_file(opened)])

    phone.context.set_offline(True)
    phone.goto(LIST)
    expect(phone.get_by_text(NOTE)).to_be_visible()
    expect(phone.get_by_text("CONF/2017/INF.1").first).to_be_visible()
    assert download(phone, public_file(opened)) == content
    # A document that was never opened leads back to the list.
    phone.locator(f'a[href="{public_file(other)}"]').click()
    expect(phone.get_by_text(NOTE)).to_be_visible()
    faults.clear()


def test_what_is_withdrawn_is_kept_no_longer(register: Any, phone: Page, faults: list[str]) -> None:
    gone, other = issue(register), issue(register)
    open_list(phone, LIST)
    for row in (gone, other):
        download(phone, public_file(row))
    wait_until_kept(phone, [LIST, public_file(gone), public_file(other)])
    documents.withdraw_document(gone, by=system_user("demo"), reason="Sent in error")
    open_list(phone, LIST)
    wait_until_kept(phone, [LIST, public_file(other)])
    faults.clear()


def test_the_oldest_go_where_the_bound_is_reached(
    register: Any, phone: Page, faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", 2)
    rows = [issue(register) for _number in range(3)]
    open_list(phone, LIST)
    for number, row in enumerate(rows, start=1):
        download(phone, public_file(row))
        # Each before the next is opened: a download is there before it is kept.
        wait_until_kept(phone, [LIST, *(public_file(kept) for kept in rows[max(0, number - 2) : number])])
    faults.clear()


@pytest.fixture
def of_today(register: Any) -> list[RegisteredDocument]:
    """Documents of a session of today, in a release."""
    now = register.local(timezone.now())
    session = SessionFactory(
        conference=register,
        title={"en": "Plenary"},
        start=now,
        end=now + dt.timedelta(hours=1),
        visibility="public",
    )
    item = ItemFactory(session=session, number=1, title={"en": "Hotlines"})
    publish_agenda(register, by=system_user("demo"))
    return [issue(register, item=item) for _number in range(3)]


def keep_today(page: Page) -> None:
    page.get_by_role("button", name="Keep all of today’s documents on this device").click()
    expect(page.get_by_text("All of today’s documents are kept on this device")).to_be_visible()


def test_all_documents_of_today_are_kept_at_once_until_the_day_is_over(
    register: Any,
    of_today: list[RegisteredDocument],
    phone: Page,
    faults: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # They stay beside the bound for what was opened.
    monkeypatch.setattr(pages, "KEPT", 1)
    opened, files = issue(register), [public_file(row) for row in of_today]
    open_list(phone, LIST)
    size = sum(row.files.get().file.size for row in of_today)
    expect(phone.get_by_text(f"3 files, {filesizeformat(size)}")).to_be_visible()
    keep_today(phone)
    wait_until_kept(phone, [LIST, *files])
    download(phone, public_file(opened))
    wait_until_kept(phone, [LIST, *files, public_file(opened)])

    phone.context.set_offline(True)
    phone.goto(LIST)
    assert download(phone, files[2]).startswith(b"%PDF")
    phone.context.set_offline(False)
    # The page says so when it is opened again, and offers nothing.
    open_list(phone, LIST)
    expect(phone.get_by_text("All of today’s documents are kept on this device")).to_be_visible()

    # The day is over, and what was opened stays.
    phone.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys()).find((name) => name.startsWith("confman-documents")));
          for (const request of await cache.keys()) {
            const kept = await cache.match(request);
            if (!kept.headers.has("X-Kept-Until")) continue;
            const headers = new Headers(kept.headers);
            headers.set("X-Kept-Until", "1");
            await cache.put(request, new Response(await kept.blob(), { headers }));
          }
        }"""
    )
    open_list(phone, LIST)
    wait_until_kept(phone, [LIST, public_file(opened)])
    expect(phone.get_by_role("button", name="Keep all of today’s documents")).to_be_visible()
    faults.clear()


def test_what_cannot_be_kept_is_said_and_offered_again(
    register: Any, of_today: list[RegisteredDocument], phone: Page, faults: list[str]
) -> None:
    open_list(phone, LIST)
    phone.context.set_offline(True)
    button = phone.get_by_role("button", name="Keep all of today’s documents on this device")
    button.click()
    expect(phone.get_by_text("Some of today’s documents are not kept")).to_be_visible()
    phone.context.set_offline(False)
    keep_today(phone)
    expect(phone.get_by_text("Some of today’s documents are not kept")).to_be_hidden()
    faults.clear()


def test_the_documents_of_today_leave_with_the_sign_out(
    register: Any,
    of_today: list[RegisteredDocument],
    phone: Page,
    faults: list[str],
    live_server: Any,
    settings: Any,
) -> None:
    settings.BASE_URL = live_server.url
    mine = RegistrationFactory(conference=register, status="approved")
    args = [register.slug, mine.pk]
    own = reverse("outcomes_portal:own-documents", args=args)
    phone.goto(registration_link(mine))
    open_list(phone, own)
    keep_today(phone)
    files = [
        reverse("outcomes_portal:own-document-file", args=[*args, row.files.get().pk]) for row in of_today
    ]
    wait_until_kept(phone, [own, *files])
    phone.goto(reverse("registrations_portal:privacy", args=args))
    phone.get_by_role("button", name="Forget me on this device").click()
    phone.wait_for_url("**/sign-in/")
    wait_until_kept(phone, [])
    faults.clear()


@pytest.mark.parametrize("end", ["told to forget", "no participant any more"])
def test_documents_for_participants_leave_with_the_right_to_read_them(
    register: Any, phone: Page, faults: list[str], live_server: Any, settings: Any, end: str
) -> None:
    settings.BASE_URL = live_server.url
    limited = issue(register, "CRP", distribution="limited")
    mine = RegistrationFactory(conference=register, status="approved")
    args = [register.slug, mine.pk]
    own = reverse("outcomes_portal:own-documents", args=args)
    file = reverse("outcomes_portal:own-document-file", args=[*args, limited.files.get().pk])
    phone.goto(registration_link(mine))
    open_list(phone, own)
    content = download(phone, file)
    wait_until_kept(phone, [own, file])
    phone.context.set_offline(True)
    phone.goto(own)
    assert download(phone, file) == content

    phone.context.set_offline(False)
    privacy = reverse("registrations_portal:privacy", args=args)
    if end == "told to forget":
        phone.goto(privacy)
        phone.get_by_role("button", name="Forget me on this device").click()
        phone.wait_for_url("**/sign-in/")
    else:
        type(mine).objects.filter(pk=mine.pk).update(status="cancelled")
        phone.goto(privacy)
    wait_until_kept(phone, [])
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.goto(own)
    faults.clear()
