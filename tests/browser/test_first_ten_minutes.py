"""The first ten minutes, without a manual: from nothing to documents in Russian, a colleague and a rehearsal."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from confman.accounts.models import User
from confman.conferences.models import Conference, Membership
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.mail.models import Message
from confman.people.models import Person
from registrations.core.models.registration import Registration
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

SPREADSHEET = "\n".join(
    [
        "Name\tFunction\tOrganization\tCountry\tE-mail",
        *(
            f"Participant Sample{number}\tExpert\tInstitute of Sample{number % 3}\tUzbekistan\t"
            f"sample{number}@example.org"
            for number in range(30)
        ),
    ]
)


def test_the_first_ten_minutes(
    page: Page,
    phone: Page,
    sign_in: Callable[[Page, Any], None],
    check_accessibility: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    owner = UserFactory(email="organizer@example.org", name="Organizer", may_hold_conferences=True)
    sign_in(page, owner)
    slug = make_a_conference(page, check_accessibility)
    desk = f"/{slug}/secretariat/"
    name_two_speakers(page, desk)
    paste_thirty_people(page, desk)
    publish(page, desk)
    see_documents_in_russian(page, desk, tmp_path)
    invite_a_colleague(page, desk)
    rehearse(page, phone, slug)
    clear_the_rehearsal(page, desk)


def make_a_conference(page: Page, check_accessibility: Callable[[Page], None]) -> str:
    """From title, dates, city, languages and profile: an agenda frame is there, and what to do first is said."""
    page.goto("/")
    page.get_by_role("link", name="Create a conference").first.click()
    page.get_by_label("Title").fill("Regional meeting on helplines")
    page.get_by_label("First day").fill("2027-05-12")
    page.get_by_label("Last day").fill("2027-05-13")
    page.get_by_label("City").fill("Tashkent")
    page.get_by_label("First language").select_option("en")
    page.get_by_label("Русский").check()
    page.get_by_label("Oʻzbekcha").check()
    page.get_by_label("expert meeting").check()
    page.get_by_role("button", name="Create the conference").click()
    expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    check_accessibility(page)
    conference = Conference.objects.get()
    assert conference.timezone == "Asia/Tashkent"
    page.get_by_role("link", name="Adapt the agenda").click()
    for session in (
        "Opening of the conference",
        "Coffee break",
        "Lunch",
        "Working group 1",
        "Closing plenary",
    ):
        expect(page.locator("main").get_by_role("link", name=re.compile(session)).first).to_be_visible()
    return conference.slug


def name_two_speakers(page: Page, desk: str) -> None:
    """By name alone, unconfirmed, in the opening."""
    page.goto(f"{desk}agenda/")
    page.locator("main").get_by_role("link", name="Opening of the conference", exact=True).click()
    page.locator("#who summary").click()
    who = page.get_by_role("group", name="Who", exact=True)
    who.get_by_label("Name").nth(0).fill("Nargiza Sample")
    who.get_by_label("Name").nth(1).fill("Timur Sample")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#who")).to_contain_text("Timur Sample")
    page.goto(f"{desk}people/")
    for name in ("Nargiza Sample", "Timur Sample"):
        expect(page.get_by_role("link", name=name)).to_be_visible()


def paste_thirty_people(page: Page, desk: str) -> None:
    """Out of a spreadsheet; what the columns mean is guessed, and shown before anything is written."""
    page.goto(desk)
    page.get_by_role("link", name="Paste a list of people").click()
    page.get_by_label("Paste from a spreadsheet").fill(SPREADSHEET)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Approve them at once").check()
    page.get_by_role("button", name="Show what would happen").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    assert not Registration.objects.exists()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("30 people added")).to_be_visible()
    assert Registration.objects.approved().count() == 30
    assert Person.objects.filter(job_title__en="Expert").count() == 30


def publish(page: Page, desk: str) -> None:
    page.goto(f"{desk}agenda/")
    page.get_by_role("link", name="Publish…").click()
    page.locator("main").get_by_role("button", name=re.compile("Publish")).click()
    expect(page.locator(".message-success")).to_be_visible()


def see_documents_in_russian(page: Page, desk: str, tmp_path: Path) -> None:
    """Badge, name plate and agenda, finished, with nothing set up."""
    page.goto(desk)
    page.get_by_role("link", name="See a badge, a name plate, the agenda").click()
    documents = page.url
    wanted = {"Badges": "Sample29", "Name plates": "Sample29", "Agenda": "Открытие конференции"}
    for name, words in wanted.items():
        page.goto(documents)
        # It stands under its occasion and, perhaps, among those for now.
        page.locator("main").get_by_role("link", name=name, exact=True).first.click()
        page.locator("main").locator("#id_language").select_option("ru")
        page.get_by_role("button", name="Make the document").click()
        page.wait_for_url("**/documents/made/**")
        # The work of the worker.
        job = DocumentJob.objects.get(pk=page.url.rstrip("/").rpartition("/")[2])
        run_document_job(job.pk)
        page.reload()
        with page.expect_download() as download:
            page.locator("main").get_by_role("link", name="Download").first.click()
        path = tmp_path / f"{name}.pdf"
        download.value.save_as(path)
        reader = PdfReader(io.BytesIO(path.read_bytes()))
        text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
        assert words in text, name
        assert reader.trailer["/Root"]["/Lang"] == "ru"


def invite_a_colleague(page: Page, desk: str) -> None:
    page.goto(desk)
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_role("textbox", name="E-mail").fill("colleague@example.org")
    page.get_by_role("combobox", name="Role").select_option("registration")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_text("colleague@example.org was invited by e-mail.")).to_be_visible()
    assert Membership.objects.filter(user__email="colleague@example.org", role="registration").exists()
    assert Message.objects.filter(to="colleague@example.org").count() == 1


def rehearse(page: Page, phone: Page, slug: str) -> None:
    """Registration in practice mode; the draft is seen by its team alone, so the rehearsal is theirs."""
    page.goto(f"/{slug}/secretariat/")
    page.get_by_role("link", name="Open registration in practice mode").click()
    page.get_by_label("Practice mode").check()
    page.get_by_role("button", name="Switch registration").click()
    expect(page.get_by_text("Registration was switched.")).to_be_visible()
    phone.context.add_cookies(page.context.cookies())
    phone.goto(f"/{slug}/en/")
    phone.get_by_role("link", name="Register").first.click()
    expect(phone.locator("main").get_by_text("what is registered now will be cleared")).to_be_visible()
    phone.get_by_label("Name", exact=False).first.fill("Practice Person")
    phone.get_by_label("Organization").fill("Rehearsal")
    phone.get_by_label("E-mail").fill("practice@example.org")
    phone.get_by_label(re.compile("I agree that the secretariat keeps")).check()
    phone.get_by_role("button", name="Register").click()
    phone.wait_for_url("**/register/sent/")
    assert Registration.objects.filter(is_practice=True).count() == 1


def clear_the_rehearsal(page: Page, desk: str) -> None:
    """One button; what was pasted before stays."""
    page.goto(f"{desk}settings/")
    page.get_by_role("link", name="Clear the practice data").click()
    page.get_by_role("button", name="Clear the practice data").click()
    expect(page.get_by_text("The practice data were cleared.")).to_be_visible()
    assert not Registration.objects.filter(is_practice=True).exists()
    assert not Person.objects.filter(email="practice@example.org").exists()
    assert Registration.objects.approved().count() == 30
    assert User.objects.filter(email="colleague@example.org").exists()
