"""The public agenda on a phone without a network: for the person who opened it once, as of then."""

import datetime as dt
import re
from typing import Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, expect

from agenda.releases.domain.publication import publish_agenda
from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from tests.factories import ConferenceFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

AGENDA = "/tashkent2027/en/agenda/"
NOTE = re.compile(r"You are offline; this is the agenda as of \d\d:\d\d\.")
KEPT = """async () => {
  const urls = [];
  for (const name of await caches.keys())
    for (const { url } of await (await caches.open(name)).keys()) urls.push(new URL(url).pathname);
  return urls.filter((path) => !/^\\/static\\/|theme\\.css$/.test(path)).sort();
}"""


@pytest.fixture
def opening(transactional_db: Any) -> Session:
    conference = ConferenceFactory(slug="tashkent2027", status="announced")
    start = dt.datetime.combine(conference.starts_on, dt.time(9), conference.zone)
    for number, title in enumerate(("Opening", "Closing")):
        begin = start + dt.timedelta(hours=number)
        end = begin + dt.timedelta(hours=1)
        SessionFactory(
            conference=conference, title={"en": title}, start=begin, end=end, visibility="public",
            description={"en": f"What the {title.lower()} is about."},
        )  # fmt: skip
    publish_agenda(conference, by=system_user("command"))
    return Session.objects.get(title__en="Opening")


def open_kept(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector('[data-kept="yes"]', state="attached")


def test_whoever_opened_the_agenda_reads_it_without_a_network(
    opening: Session, phone: Page, faults: list[str]
) -> None:
    session = f"{AGENDA}{opening.pk}/"
    open_kept(phone, AGENDA)
    open_kept(phone, session)
    phone.goto("/tashkent2027/en/contact/")
    phone.goto("/accounts/login/")
    assert phone.evaluate(KEPT) == [AGENDA, session], "no form, nothing of one person"

    phone.context.set_offline(True)
    phone.goto(AGENDA)
    expect(phone.get_by_text(NOTE)).to_be_visible()
    expect(phone.get_by_role("heading", name="Opening")).to_be_visible()
    assert phone.evaluate("getComputedStyle(document.querySelector('.masthead')).borderTopStyle") == "solid"
    phone.goto(session)
    expect(phone.get_by_text("What the opening is about.")).to_be_visible()
    # A session that was never opened leads to where it stands in the agenda.
    closing = Session.objects.get(title__en="Closing")
    phone.goto(f"{AGENDA}{closing.pk}/")
    assert phone.url.endswith(f"{AGENDA}#session-{closing.pk}")
    expect(phone.get_by_role("heading", name="Closing")).to_be_visible()
    with pytest.raises(PlaywrightError):
        phone.goto("/tashkent2027/en/contact/")
    faults.clear()


def test_with_a_network_a_new_release_shows_at_once_and_replaces_what_was_kept(
    opening: Session, phone: Page, faults: list[str]
) -> None:
    open_kept(phone, AGENDA)
    open_kept(phone, f"{AGENDA}{opening.pk}/")
    Session.objects.filter(pk=opening.pk).update(title={"en": "Grand opening"})
    publish_agenda(Conference.objects.get(), by=system_user("command"))
    open_kept(phone, AGENDA)
    expect(phone.get_by_role("heading", name="Grand opening")).to_be_visible()
    expect(phone.get_by_text(NOTE)).to_be_hidden()
    assert phone.evaluate(KEPT) == [AGENDA], "of the earlier release nothing is left"
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.get_by_role("heading", name="Grand opening")).to_be_visible()
    faults.clear()


def test_an_agenda_that_is_not_public_any_more_goes_from_the_device(
    opening: Session, phone: Page, faults: list[str]
) -> None:
    open_kept(phone, AGENDA)
    Conference.objects.update(status="draft")
    phone.goto(AGENDA)
    assert phone.evaluate(KEPT) == []
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.goto(AGENDA)
    faults.clear()


def test_what_was_searched_for_is_not_kept(opening: Session, phone: Page, faults: list[str]) -> None:
    for query in ("q=secret+illness", "q=opening&day=2027-03-30", "theme=unknown", "view=room"):
        open_kept(phone, f"{AGENDA}?{query}")
    kept = phone.evaluate(KEPT.replace(".pathname", ".href"))
    assert [url.partition("?")[2] for url in kept if AGENDA in url] == ["view=room"]
    faults.clear()
