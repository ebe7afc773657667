"""The ticket on a phone without a network: kept with the own agenda, and nothing else; forgotten when told."""

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html
from playwright.sync_api import Error as PlaywrightError

from confman.accounts.models import Session
from confman.people.models import OpenPage
from registrations.core.domain.personal_links import focal_point_link, registration_link
from tests.factories import (
    ConferenceFactory,
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

KEPT_PAGES = r"""async () => {
  const cache = await caches.open("confman-participant");
  const keys = await cache.keys();
  return keys.map((key) => new URL(key.url).pathname).filter((path) => !/\.(css|js|woff2)$/.test(path)).sort();
}"""

IS_KEPT = "() => caches.has('confman-participant')"

# Scans that the app of a door, enrolled on the same phone, has not sent yet; and a draft of this browser.
SCAN_AT_A_DOOR = """() => new Promise((resolve) => {
  localStorage.setItem("confman-registration-1", "typed");
  const opening = indexedDB.open("confman-door-tashkent2027", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("scans");
  opening.onsuccess = () => { opening.result.close(); resolve(null); };
})"""


def test_without_a_network_the_ticket_still_shows(phone: Any, live_server: Any, settings: Any, faults: Any):
    settings.BASE_URL = live_server.url
    conference = ConferenceFactory(slug="tashkent2027")
    person = PersonFactory(conference=conference, name={"en": "Anna Sample"})
    mine = RegistrationFactory(
        conference=conference, person=person, status="approved", ticket_token="ABCD1234EFGH"
    )

    def at(name: str) -> str:
        return reverse(f"registrations_portal:{name}", args=[conference.slug, mine.pk])

    phone.goto(registration_link(mine))
    phone.wait_for_selector('[data-kept="yes"]', state="attached")
    assert phone.evaluate(KEPT_PAGES) == sorted([at("ticket"), at("own-agenda")])

    phone.context.set_offline(True)
    phone.goto(at("ticket"))
    assert phone.get_by_text("ABCD-1234-EFGH").is_visible() and phone.get_by_text("Anna Sample").is_visible()
    assert phone.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    phone.goto(at("own-agenda"))
    assert phone.get_by_role("heading", name="My agenda").is_visible()
    assert phone.get_by_text(
        re.compile(r"You are offline; this is the agenda as of \d\d:\d\d\.")
    ).is_visible()
    # The start of someone's own pages, and of the app that is made of them, leads to the ticket; no other page does.
    for start in (at("registration"), reverse("people_portal:index", args=[conference.slug])):
        phone.goto(start)
        assert urlsplit(phone.url).path == at("ticket")
    with pytest.raises(PlaywrightError):
        phone.goto(at("messages"))

    phone.context.set_offline(False)
    phone.goto(at("privacy"))
    phone.evaluate(SCAN_AT_A_DOOR)
    phone.get_by_role("button", name="Forget me on this device").click()
    phone.wait_for_url("**/sign-in/")
    assert phone.evaluate(IS_KEPT) is False
    assert phone.evaluate("localStorage.length") == 0
    doors = phone.evaluate("async () => (await indexedDB.databases()).map((each) => each.name)")
    assert doors == ["confman-door-tashkent2027"], "scans that were not sent yet are not lost"

    # Another visit keeps it again; once the registration is over, it goes.
    phone.goto(registration_link(mine))
    phone.wait_for_selector('[data-kept="yes"]', state="attached")
    type(mine).objects.update(status="cancelled")
    phone.goto(at("registration"))
    phone.wait_for_selector('[data-kept="no"]', state="attached")
    assert phone.evaluate(IS_KEPT) is False
    faults.clear()


def test_who_signs_out_leaves_no_ticket_behind(phone: Any, sign_in: Any, live_server: Any, faults: Any):
    conference = ConferenceFactory(slug="tashkent2027")
    user = UserFactory()
    person = PersonFactory(conference=conference, name={"en": "Anna Sample"}, user=user)
    mine = RegistrationFactory(
        conference=conference, person=person, status="approved", ticket_token="ABCD1234EFGH"
    )
    ticket = reverse("registrations_portal:ticket", args=[conference.slug, mine.pk])
    sign_in(phone, user)
    phone.goto(ticket)
    phone.wait_for_selector('[data-kept="yes"]', state="attached")

    # From a page of the account, where nothing is known of the ticket.
    phone.goto(reverse("account_logout"))
    phone.get_by_role("main").get_by_role("button", name="Sign out").click()
    phone.wait_for_url(lambda address: "logout" not in address)
    phone.context.set_offline(True)
    with pytest.raises(PlaywrightError):
        phone.goto(ticket)
    faults.clear()


@pytest.mark.parametrize("ending", ["closed from elsewhere", "cancelled", "at rest for a week"])
def test_of_several_pages_in_one_browser_the_copy_of_one_that_ended_goes_with_any_page_of_the_others(
    phone: Any, live_server: Any, settings: Any, faults: Any, ending: str
):
    settings.BASE_URL = live_server.url
    conference = ConferenceFactory(slug="tashkent2027")
    ended, other = (
        RegistrationFactory(
            conference=conference,
            person=PersonFactory(conference=conference, name={"en": name}),
            status="approved",
        )
        for name in ("Anna Sample", "Boris Sample")
    )
    focal_point = FocalPointFactory(delegation=DelegationFactory(conference=conference))
    for link in (
        focal_point_link(focal_point, conference),
        registration_link(other),
        registration_link(ended),
    ):
        phone.goto(link)
        phone.wait_for_selector("[data-kept]", state="attached")

    def at(name: str, mine: Any) -> str:
        return reverse(f"registrations_portal:{name}", args=[conference.slug, mine.pk])

    own = sorted([at("ticket", ended), at("own-agenda", ended)])
    delegation = reverse(
        "registrations_delegation:delegation", args=[conference.slug, focal_point.delegation_id]
    )

    # The rights of this browser stay, wherever one goes in it.
    phone.goto(delegation)
    phone.wait_for_selector('[data-kept="no"]', state="attached")
    assert phone.evaluate(KEPT_PAGES) == own
    if ending == "cancelled":
        type(ended).objects.filter(pk=ended.pk).update(status="cancelled")
    elif ending == "at rest for a week":
        Session.objects.update(seen_at=timezone.now() - dt.timedelta(days=7, hours=1))
    else:
        OpenPage.objects.filter(subject_id=ended.pk).delete()
    phone.goto(delegation)
    phone.wait_for_selector('[data-kept="no"]', state="attached")
    assert phone.evaluate(IS_KEPT) is False
    faults.clear()


def test_what_is_closed_from_another_device_is_dropped_when_the_phone_next_meets_the_server(
    phone: Any, live_server: Any, settings: Any, faults: Any
):
    settings.BASE_URL = live_server.url
    here, elsewhere = ConferenceFactory(slug="tashkent2027"), ConferenceFactory(slug="samarkand2027")
    ended, other = (
        RegistrationFactory(
            conference=conference,
            person=PersonFactory(conference=conference, name={"en": "Anna Sample"}),
            status="approved",
        )
        for conference in (here, elsewhere)
    )

    def own(mine: Any) -> list[str]:
        return [
            reverse(f"registrations_portal:{name}", args=[mine.conference.slug, mine.pk])
            for name in ("own-agenda", "ticket")
        ]

    computer = Client()
    computer.get(registration_link(ended).removeprefix(settings.BASE_URL))

    def close_it_from_another_device() -> None:
        listed = html.fromstring(computer.get(reverse("people_portal:end", args=[here.slug])).content)
        [form] = listed.xpath("//tbody//form")
        computer.post(form.action, dict(form.form_values()))

    phone.goto(registration_link(ended))
    phone.wait_for_selector('[data-kept="yes"]', state="attached")
    close_it_from_another_device()
    # Without a network it does not know.
    phone.context.set_offline(True)
    phone.goto(own(ended)[1])
    assert phone.get_by_text("Anna Sample").is_visible()

    phone.context.set_offline(False)
    phone.goto(reverse("people_portal:index", args=[here.slug]))
    phone.wait_for_url("**/sign-in/")
    phone.wait_for_selector('[data-kept="no"]', state="attached")
    assert phone.evaluate(IS_KEPT) is False

    # The ticket of another conference is not this one's to drop.
    phone.goto(registration_link(ended))
    phone.wait_for_selector('[data-kept="yes"]', state="attached")
    close_it_from_another_device()
    phone.goto(registration_link(other))
    phone.wait_for_selector('[data-kept="yes"]', state="attached")
    phone.goto(reverse("people_portal:sign-in", args=[here.slug]))
    phone.wait_for_selector('[data-kept="no"]', state="attached")
    assert phone.evaluate(KEPT_PAGES) == own(other)
    faults.clear()
