"""The main errands in a browser that runs no scripts; tests/access asks every page for what would be dead in one.

Imports and the words of mailings are in test_import_page.py and frame/test_mailing_words.py.
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from agenda.sessions.models.session import Session
from confman.conferences.models import Conference
from confman.mailings.models import Mailing
from registrations.attendance.models import Scan
from registrations.core.models.registration import Registration
from tests.browser.navigation import follow
from tests.factories import CategoryFactory, CheckpointFactory, RegistrationFactory, SessionFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(make_context: Callable[..., BrowserContext]) -> Page:
    """A page in a browser without scripts."""
    return make_context(java_script_enabled=False).new_page()


@pytest.fixture
def desk(plain: Page, sign_in: Callable[[Page, Any], None], owner: Any, conference: Conference) -> Page:
    """The same, of the secretariat, on its first page."""
    sign_in(plain, owner)
    plain.goto(f"/{conference.slug}/secretariat/")
    return plain


def press(page: Page, name: str) -> None:
    follow(page, page.get_by_role("button", name=name, exact=True).first)


def go(page: Page, name: str | re.Pattern[str]) -> None:
    follow(page, page.locator("main, .side-navigation").get_by_role("link", name=name).first)


def test_a_visitor_registers(plain: Page, conference: Conference) -> None:
    today = timezone.localdate()
    Conference.objects.filter(pk=conference.pk).update(
        registration_mode="open",
        starts_on=today + dt.timedelta(days=30),
        ends_on=today + dt.timedelta(days=31),
    )
    CategoryFactory(conference=conference)
    plain.goto(f"/{conference.slug}/en/")
    go(plain, "Register")
    plain.get_by_label("Name", exact=False).first.fill("Anna Sample")
    plain.locator("[name=job_title]").fill("Expert")
    plain.locator("[name=organization]").fill("Institute of Samples")
    plain.locator("[name=country]").select_option("UZ")
    plain.locator("[name=email]").fill("anna@example.org")
    plain.locator("[name=sex]").select_option("female")
    plain.locator("[name=languages][value=en]").check()
    plain.locator("[name=data_consent]").check()
    press(plain, "Register")
    expect(plain.get_by_role("heading", level=1)).to_contain_text("look into your mailbox")
    assert str(Registration.objects.get().person) == "Anna Sample"


def test_a_session_is_changed_by_its_form(desk: Page, conference: Conference) -> None:
    SessionFactory(conference=conference, title={"en": "Opening"})
    go(desk, "Agenda")
    go(desk, re.compile("^Opening$"))
    desk.locator("summary", has=desk.get_by_text(": What", exact=True)).click()
    desk.locator("[name=title_en]").fill("Opening words")
    press(desk, "Save")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Opening words")
    assert str(Session.objects.get().title) == "Opening words"


def test_several_registrations_are_approved_at_once(desk: Page, conference: Conference) -> None:
    RegistrationFactory.create_batch(
        3, conference=conference, status="submitted", confirmed_at=timezone.now()
    )
    go(desk, "People")
    for box in desk.locator("[name=selected]").all()[:2]:
        box.check()
    press(desk, "Approve")
    assert Registration.objects.approved().count() == 0, "it is asked first"
    press(desk, "Approve")
    assert Registration.objects.approved().count() == 2


def test_a_mailing_is_written_looked_at_and_sent(desk: Page, conference: Conference) -> None:
    RegistrationFactory(conference=conference, status="approved", person__email="anna@example.org")
    go(desk, "Documents and mail")
    go(desk, "Mailings")
    go(desk, "New mailing")
    desk.locator("[name=name]").fill("The bus")
    desk.get_by_label("Participants", exact=False).first.check()
    press(desk, "Go on")
    follow(desk, desk.locator("main form .btn-primary"))
    desk.locator("[name=subject_en]").fill("The bus of {name}")
    desk.locator("[name=body_en]").fill("{greeting}")
    press(desk, "Save and review the mails")
    press(desk, "Approve these mails")
    desk.locator("[name=when][value=now]").check()
    press(desk, "Send 1 mail")
    assert Mailing.objects.get().status == "sending"


def test_a_person_is_let_in_by_name(desk: Page, conference: Conference) -> None:
    door = CheckpointFactory(conference=conference)
    person = RegistrationFactory(conference=conference, status="approved", person__name={"en": "Anna Sample"})
    go(desk, "On site")
    desk.goto(f"/{conference.slug}/onsite/checkpoints/{door.pk}/")
    desk.get_by_label("Code of the ticket, or name").fill("anna")
    follow(desk, desk.locator("main form button[type=submit]").first)
    follow(desk, desk.get_by_role("button", name=re.compile("Anna Sample")))
    assert Scan.objects.get().registration == person


def test_the_search_is_a_page(desk: Page, conference: Conference) -> None:
    RegistrationFactory(conference=conference, person__name={"en": "Раҳимова"}, person__email="")
    desk.locator("#desk-search-words").fill("rahimova")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    go(desk, re.compile("Раҳимова"))
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Раҳимова")
