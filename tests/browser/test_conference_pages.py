"""Every page of a conference and its people, on a desk and on a phone: nothing for axe, nothing past the edge."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from confman.conferences.models import Conference
from tests.factories import (
    ConferenceFactory,
    ContactMessageFactory,
    MembershipFactory,
    PageFactory,
    PartnerFactory,
    PersonFactory,
    TaskFactory,
    ThemeFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = ["", "pages/", "pages/place/", "news/", "news/opening/", "contact/", "contact/sent/", "privacy/"]


@pytest.fixture
def full_conference(transactional_db: Any) -> Conference:
    """A conference with one of everything, a long title among it."""
    conference = ConferenceFactory(
        slug="tashkent2027",
        title={
            "en": "Regional conference on strengthening social partnership between State bodies and"
            " non-governmental organizations in preventing and combating trafficking in persons, 2027",
            "ru": "Конференция",
        },
        description={"en": "What it is about."},
    )
    now = timezone.now()
    PageFactory(
        conference=conference, slug="place", published_at=now, body={"en": "## Hotels\n\n- one\n- two"}
    )
    PageFactory(conference=conference, kind="news", slug="opening", published_at=now)
    PartnerFactory(conference=conference, credit_line={"en": "With the support of the donor."})
    return conference


@pytest.fixture
def desk_addresses(full_conference: Conference) -> list[str]:
    """Every page of the secretariat that this floor has."""
    conference = full_conference
    people = [
        PersonFactory(conference=conference, name={"en": name}) for name in ("Ann Sample", "Sample Ann")
    ]
    parts = {
        "themes": ThemeFactory(conference=conference),
        "partners": conference.partners.get(),
        "pages": conference.pages.first(),
        "checklist": TaskFactory(conference=conference, days_before=3000),
    }
    message = ContactMessageFactory(conference=conference)
    member = MembershipFactory(conference=conference, role="programme")
    addresses = [
        "", "checklist/line/conferences.partners/", "history/", "settings/", "settings/practice/", "team/",
        f"team/{member.pk}/role/", f"team/{member.pk}/remove/", "messages/", f"messages/{message.pk}/",
        f"messages/{message.pk}/delete/", "people/", "people/add/", "people/add-by-name/",
        f"people/{people[0].pk}/", f"people/{people[0].pk}/change/",
        f"people/{people[0].pk}/merge/{people[1].pk}/", f"people/{people[0].pk}/forget/",
    ]  # fmt: skip
    for name, part in parts.items():
        addresses += [f"{name}/", f"{name}/add/", f"{name}/{part.pk}/", f"{name}/{part.pk}/delete/"]
    return [f"/{conference.slug}/secretariat/{address}" for address in addresses]


def walk(page: Page, addresses: list[str], *checks: Callable[[Page], None]) -> None:
    for address in addresses:
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        for check in checks:
            check(page)


def test_the_secretariat(
    page: Page,
    phone: Page,
    full_conference: Conference,
    desk_addresses: list[str],
    sign_in: Callable[..., None],
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    owner = MembershipFactory(conference=full_conference).user
    sign_in(page, owner)
    walk(page, [*desk_addresses, "/", "/new/"], check_accessibility, check_width)
    sign_in(phone, owner)
    walk(phone, [*desk_addresses, "/", "/new/"], check_width)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_public_site(
    page: Page,
    phone: Page,
    full_conference: Conference,
    language: str,
    check_accessibility: Callable[[Page], None],
    check_width: Callable[[Page], None],
) -> None:
    addresses = [f"/{full_conference.slug}/{language}/{part}" for part in PUBLIC]
    walk(page, addresses, check_accessibility, check_width)
    walk(phone, addresses, check_accessibility, check_width)
    assert not page.context.cookies()
    walk(page, ["/"], check_accessibility, check_width)


def test_a_page_is_previewed_as_it_is_written(
    page: Page, full_conference: Conference, sign_in: Callable[..., None]
) -> None:
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/pages/add/?kind=news")
    page.get_by_role("group", name="Text (Markdown)").get_by_label("English").fill("It is **important**.")
    page.locator("#preview strong", has_text="important").wait_for()


def test_a_visitor_writes_and_is_answered(
    page: Page, phone: Page, full_conference: Conference, sign_in: Callable[..., None]
) -> None:
    phone.goto(f"/{full_conference.slug}/en/contact/")
    phone.get_by_label("Your name").fill("Nargiza Sample")
    phone.get_by_label("Your e-mail").fill("nargiza@example.org")
    phone.get_by_label("Subject").fill("Hotel")
    phone.get_by_label("Message", exact=False).last.fill("Where can I stay?")
    # A form that comes back at once is a robot's.
    phone.wait_for_timeout(2500)
    phone.get_by_role("button", name="Send the message").click()
    phone.get_by_text("Your message has reached the secretariat.").wait_for()
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/")
    page.get_by_role("link", name=re.compile("Answer.*A message to the secretariat")).click()
    page.get_by_role("link", name="Hotel").click()
    page.get_by_label("Answer").fill("In the hotel opposite.")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("The answer goes to nargiza@example.org.").wait_for()
