"""Ten errands, by someone who knows the names of things: three clicks at most, or one search.

Printed beside (`pytest -s`; benchmarks/README.md): how long the pages took, and how long a person would: the time of
the pages and that of hand and head by the keystroke-level model. No test fails by the clock.
"""

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from agenda.materials.models import Material
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.documents.models import DocumentJob
from confman.mail.domain.delivery import deliver_outbox
from registrations.correspondence.models import Invitee
from tests.factories import ConferenceFactory, PersonFactory, SessionFactory, SessionRoleFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sqlite,
    pytest.mark.nightly,
    pytest.mark.django_db(transaction=True),
]

SLUG = "tashkent2017"
# By the keystroke-level model (Card, Moran and Newell), in seconds: to think before a step, to point and press, to type
# a letter or press a key.
TO_THINK, TO_CLICK, TO_TYPE = 1.35, 1.3, 0.28
PLENARY = "Second plenary session"
DELEGATION = "Network of regional NGOs"


class Errand:
    """Counts the clicks to the end of an errand. What a search finds first is opened by its keys."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.clicks, self.searches, self.keys = page, 0, 0, 0
        page.goto(start)
        self.began = time.perf_counter()

    def report(self, name: str) -> None:
        """Print what the errand has cost."""
        pages = time.perf_counter() - self.began
        steps = self.clicks + self.searches
        person = pages + steps * TO_THINK + self.clicks * TO_CLICK + self.keys * TO_TYPE
        print(
            f"| {name.replace('_', ' ')} | {self.searches} | {self.clicks} | {self.keys} "
            f"| {pages:.1f} s | {person:.0f} s |"
        )

    def click(self, target: Locator) -> None:
        self.clicks += 1
        target.click()

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.click(self.page.get_by_role("button", name=name).first)

    def choose_all(self) -> None:
        self.click(self.page.locator("thead").get_by_role("checkbox"))

    def search(self, words: str, found: str, pages: str) -> None:
        """Find by words a record whose address has `pages` in it; what was opened lately may be shown before."""
        self.searches += 1
        self.keys += 1 + len(words) + 2
        self.page.keyboard.press("Control+k")
        self.page.keyboard.insert_text(words)
        first = self.page.get_by_role("option").first
        expect(first).to_contain_text(found)
        expect(first).to_have_attribute("href", re.compile(f"/{pages}/"))
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(found)


def reprint_a_badge(errand: Errand) -> None:
    errand.search("sahin", "Şahin", "registrations")
    errand.link("Reprint badge")


def move_a_session_to_another_room(errand: Errand) -> None:
    errand.link("Agenda")
    errand.link(f"Move “{PLENARY}")
    errand.page.get_by_label("Room").select_option(label="Room 1")
    errand.button("Move")
    expect(errand.page.get_by_role("row", name=PLENARY)).to_contain_text("Room 1")


def approve_all_of_a_delegation(errand: Errand) -> None:
    errand.search(DELEGATION.lower(), DELEGATION, "delegations")
    errand.choose_all()
    errand.button("Approve")


def find_the_mail_that_never_came(errand: Errand) -> None:
    errand.search("nominee3@example.org", "Yuldashev", "registrations")
    expect(errand.page.get_by_role("region", name="Mails")).to_contain_text("Held back")


def which_sessions_have_no_chair(errand: Errand) -> None:
    plenary = next(row for row in Session.objects.all() if str(row.title).startswith(PLENARY))
    SessionRole.objects.filter(session=plenary).chairing().delete()
    errand.link("Agenda")
    errand.link("No chair")
    expect(errand.page.get_by_role("row", name=PLENARY)).to_be_visible()


def print_name_plates_of_a_delegation(errand: Errand) -> None:
    errand.search(DELEGATION.lower(), DELEGATION, "delegations")
    errand.choose_all()
    errand.button("Name plates")
    errand.button("Name plates")
    expect(errand.page.get_by_role("heading", name="Name plates")).to_be_visible()
    assert DocumentJob.objects.filter(kind="registrations.name_plates").exists()


def remind_silent_invitees(errand: Errand) -> None:
    Invitee.objects.filter(email="").update(email="silent@example.org")
    errand.link("Remind")
    errand.choose_all()
    errand.button("Send the reminder")
    expect(errand.page.get_by_text("2 reminders are on their way.")).to_be_visible()


def let_somebody_in_whose_code_fails(errand: Errand) -> None:
    errand.link("On site")
    errand.link("Check-in")
    errand.link("Entrance")
    errand.page.wait_for_load_state()  # its script suggests names
    field = errand.page.get_by_label("Code of the ticket, or name")
    errand.keys += len("sahin") + 2
    field.fill("sahin")
    expect(errand.page.locator("[data-pick]")).to_have_count(1)
    field.press("ArrowDown")
    errand.page.keyboard.press("Enter")
    expect(errand.page.locator("[data-sound]")).to_contain_text("Şahin")


def report_to_the_donor(errand: Errand) -> None:
    errand.search("report to the donor", "the donor", "report")
    errand.link("Make the document")
    errand.button("Make the document")
    expect(errand.page.get_by_role("heading", name="Report to the donor")).to_be_visible()
    assert DocumentJob.objects.filter(kind="outcomes.donor-report").exists()


ERRANDS = (
    reprint_a_badge,
    move_a_session_to_another_room,
    approve_all_of_a_delegation,
    find_the_mail_that_never_came,
    which_sessions_have_no_chair,
    print_name_plates_of_a_delegation,
    remind_silent_invitees,
    let_somebody_in_whose_code_fails,
    report_to_the_donor,
)


def test_errands_take_three_clicks_or_one_search(
    page: Page, sign_in: Callable[[Page, Any], None], sample: Conference
) -> None:
    sign_in(page, User.objects.get(email="organizer@example.org"))
    today = reverse("conferences_secretariat:dashboard", args=[SLUG])
    too_long = {}
    for action in ERRANDS:
        errand = Errand(page, today)
        action(errand)
        errand.report(action.__name__)
        if errand.clicks > 3 or errand.searches > 1:
            too_long[action.__name__] = (errand.searches, errand.clicks)
    assert too_long == {}


def test_a_speaker_hands_in_a_presentation_in_three_clicks(phone: Page) -> None:
    """From the conference's site, without the mail in which the link stood."""
    conference = ConferenceFactory(starts_on=timezone.localdate() + dt.timedelta(days=60))
    speaker = PersonFactory(conference=conference, email="anna@example.org", languages=["en"])
    session = SessionFactory(conference=conference, title={"en": PLENARY})
    SessionRoleFactory(session=session, person=speaker, role="speaker", status="confirmed")
    errand = Errand(phone, reverse("conferences_public:home", args=[conference.slug, "en"]))
    errand.link("My page")
    errand.keys += len("anna@example.org") + 1 + len("123456789") + 1
    phone.get_by_label("E-mail").fill("anna@example.org")
    phone.keyboard.press("Enter")
    code = phone.get_by_label("The nine digits")
    expect(code).to_be_visible()
    deliver_outbox()
    found = re.search(r"\d{3} \d{3} \d{3}", str(mail.outbox[-1].body))
    assert found
    code.fill(found[0])
    phone.keyboard.press("Enter")
    errand.link("Hand in a presentation")
    slides = {
        "name": "slides.pdf",
        "mimeType": "application/pdf",
        "buffer": b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n",
    }
    phone.get_by_label("File").set_input_files([slides])
    errand.button("Save")
    expect(phone.get_by_text("Received.")).to_be_visible()
    assert Material.objects.get().uploaded_by == speaker
    errand.report("hand_in_a_presentation")
    assert errand.clicks <= 3
