"""The main job, from an empty installation to the official document, with nothing but a browser and a mailbox."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from confman.conferences.models import Conference
from confman.documents.domain.jobs import run_document_job
from confman.documents.models import DocumentJob
from confman.mail.models import Message
from registrations.core.models.registration import Registration
from tests.browser.navigation import follow
from tests.factories import UserFactory
from tests.letters import as_sent

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

PARTICIPANT = "nargiza@example.org"
TEXT = "The States open a helpline that answers at night."


@pytest.fixture
def look(
    check_accessibility: Callable[[Page], None], check_width: Callable[[Page], None]
) -> Callable[[Page], None]:
    """`look(page)`: check that the page is complete, accessible and within the window."""

    def check(page: Page) -> None:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        check_accessibility(page)
        check_width(page)

    return check


def test_the_main_job(
    page: Page,
    phone: Page,
    sign_in: Callable[[Page, Any], None],
    look: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    sign_in(page, UserFactory(email="organizer@example.org", name="Organizer", may_hold_conferences=True))
    slug = make_the_conference(page, look)
    build_a_session(page, slug, look)
    publish_the_agenda(page, slug, look)
    open_to_the_public(page, slug, look)
    read_the_agenda(phone, slug, look)
    register(phone, slug, look)
    confirm(phone, look)
    approve(page, slug, look)
    show_the_ticket(phone, look)
    bring_a_recommendation_to_everyone(page, slug, look)
    read_the_recommendation(phone, slug, look)
    make_the_document(page, slug, look, tmp_path)


def make_the_conference(page: Page, look: Callable[[Page], None]) -> str:
    page.goto("/new/")
    look(page)
    page.get_by_label("Title").fill("Regional forum on helplines")
    page.get_by_label("First day").fill("2027-05-12")
    page.get_by_label("Last day").fill("2027-05-13")
    page.get_by_label("City").fill("Tashkent")
    page.get_by_label("First language").select_option("en")
    page.get_by_label("Русский").check()
    page.get_by_label("expert meeting").check()
    page.get_by_role("button", name="Create the conference").click()
    expect(page.get_by_role("heading", name="What to do first")).to_be_visible()
    look(page)
    return Conference.objects.get().slug


def build_a_session(page: Page, slug: str, look: Callable[[Page], None]) -> None:
    page.goto(f"/{slug}/secretariat/agenda/")
    look(page)
    follow(page, page.get_by_role("link", name="Add a session", exact=True).first)
    look(page)
    title = page.get_by_role("group", name="Title").first
    title.get_by_label("English").fill("Round table of helplines")
    title.get_by_label("Русский").fill("Круглый стол телефонов доверия")
    page.get_by_label("Day", exact=True).select_option("2027-05-13")
    page.get_by_label("From", exact=True).fill("20:00")
    page.get_by_label("Until", exact=True).fill("21:00")
    page.locator("#who summary").click()
    who = page.get_by_role("group", name="Who", exact=True)
    who.get_by_label("Name").first.fill("Timur Sample")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Round table of helplines", level=1)).to_be_visible()


def publish_the_agenda(page: Page, slug: str, look: Callable[[Page], None]) -> None:
    page.goto(f"/{slug}/secretariat/agenda/publish/")
    look(page)
    page.locator("main").get_by_role("button", name=re.compile("Publish")).click()
    expect(page.locator(".message-success")).to_be_visible()
    look(page)


def open_to_the_public(page: Page, slug: str, look: Callable[[Page], None]) -> None:
    page.goto(f"/{slug}/secretariat/settings/")
    look(page)
    page.locator("[name=status][value=announced]").check()
    page.get_by_role("button", name="Change the status").click()
    expect(page.get_by_text("The status is now")).to_be_visible()
    page.locator("[name=registration_mode][value=open]").check()
    page.get_by_role("button", name="Switch registration").click()
    expect(page.get_by_text("Registration was switched.")).to_be_visible()


def read_the_agenda(phone: Page, slug: str, look: Callable[[Page], None]) -> None:
    """Anyone who is not signed in reads it, in their language."""
    phone.goto(f"/{slug}/ru/agenda/")
    look(phone)
    phone.get_by_role("link", name="Круглый стол телефонов доверия").click()
    # Nobody is named who has not said yes.
    expect(phone.get_by_text("подлежит подтверждению")).to_be_visible()
    expect(phone.get_by_text("Timur Sample")).to_have_count(0)
    look(phone)


def register(phone: Page, slug: str, look: Callable[[Page], None]) -> None:
    phone.goto(f"/{slug}/en/")
    look(phone)
    follow(phone, phone.get_by_role("link", name="Register").first)
    look(phone)
    phone.get_by_label("Name", exact=False).first.fill("Nargiza Sample")
    phone.get_by_label("Organization").fill("Helpline of Tashkent")
    phone.get_by_label("E-mail").fill(PARTICIPANT)
    phone.get_by_label(re.compile("I agree that the secretariat keeps")).check()
    phone.get_by_role("button", name="Register").click()
    phone.wait_for_url("**/register/sent/")
    look(phone)


def confirm(phone: Page, look: Callable[[Page], None]) -> None:
    """Through the link in the mail; opening it alone confirms nothing, because scanners of mail open links too."""
    phone.goto(link_in_the_mail_to(PARTICIPANT))
    look(phone)
    registration = Registration.objects.get()
    assert registration.confirmed_at is None
    phone.get_by_role("button", name="Confirm my registration").click()
    expect(phone.get_by_text("The secretariat has your registration")).to_be_visible()
    look(phone)


def link_in_the_mail_to(address: str) -> str:
    """Return the path of the personal link in the newest mail: the live server's host is not the installation's."""
    message = Message.objects.filter(to=address).order_by("-queued_at").first()
    assert message is not None
    found = re.search(r"https?://[^/\s]+(/\S+/link/\S+)", as_sent(message))
    assert found, message.body_text
    return found[1]


def approve(page: Page, slug: str, look: Callable[[Page], None]) -> None:
    page.goto(f"/{slug}/secretariat/registrations/")
    look(page)
    page.locator("main").get_by_role("link", name="Nargiza Sample").first.click()
    panel = page.get_by_role("complementary", name="Chosen registration")
    expect(panel.get_by_role("heading", name="Nargiza Sample")).to_be_focused()
    look(page)
    panel.get_by_role("button", name="Approve").click()
    expect(panel.locator(".message-success")).to_be_visible()
    assert Registration.objects.approved().count() == 1


def show_the_ticket(phone: Page, look: Callable[[Page], None]) -> None:
    phone.reload()
    phone.get_by_role("link", name="Show my ticket").click()
    expect(phone.locator(".ticket-code svg, .ticket-code img")).to_be_visible()
    look(phone)


def bring_a_recommendation_to_everyone(page: Page, slug: str, look: Callable[[Page], None]) -> None:
    """Draft, submitted, agreed, adopted with a number, published."""
    desk = f"/{slug}/secretariat/"
    page.goto(f"{desk}themes/add/")
    look(page)
    page.get_by_label("English").first.fill("Protection")
    save(page)
    page.goto(f"{desk}addressees/add/")
    look(page)
    page.get_by_label("English").first.fill("Ministries of health")
    save(page)
    page.goto(f"{desk}recommendations/new/")
    look(page)
    page.get_by_role("group", name="Text").first.get_by_label("English").fill(TEXT)
    for section in page.locator("form.form details > summary").all():
        section.click()
    page.get_by_label("Ministries of health").check()
    page.get_by_label("Protection").check()
    page.get_by_label("Working group", exact=True).select_option(index=1)
    follow(page, page.get_by_role("button", name="Save the draft"))
    look(page)
    page.get_by_role("button", name="Submit to the group").click()
    expect(page.get_by_text("was submitted")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Agreed in the group").click()
    expect(page.get_by_text("agreement to")).to_be_visible()
    follow(page, page.get_by_role("link", name=re.compile("^Adopt")))
    look(page)
    page.get_by_label("Date", exact=True).fill("2027-05-13")
    page.get_by_role("button", name="Adopt", exact=True).click()
    expect(page.get_by_text("Adopted as")).to_be_visible()
    look(page)
    page.locator("main").get_by_role("button", name="Publish").click()
    follow(page, page.locator("dialog[open] [data-confirm-button]"))
    expect(page.locator(".message-success")).to_be_visible()
    look(page)


def save(page: Page) -> None:
    page.locator("main form").get_by_role("button", name=re.compile("Save|Add")).first.click()
    expect(page.locator(".message-success")).to_be_visible()


def read_the_recommendation(phone: Page, slug: str, look: Callable[[Page], None]) -> None:
    phone.goto(f"/{slug}/en/recommendations/")
    expect(phone.get_by_text(TEXT).first).to_be_visible()
    look(phone)


def make_the_document(page: Page, slug: str, look: Callable[[Page], None], tmp_path: Path) -> None:
    """The final document: what was adopted, as a PDF that says its language."""
    page.goto(f"/{slug}/secretariat/outcome-document/")
    look(page)
    page.locator("main summary", has_text="Documents").click()
    follow(page, page.locator("main a[href*='/documents/']").first)
    look(page)
    page.get_by_role("button", name="Make the document").click()
    page.wait_for_url("**/documents/made/**")
    # The work of the worker.
    job = DocumentJob.objects.get(pk=page.url.rstrip("/").rpartition("/")[2])
    run_document_job(job.pk)
    page.reload()
    look(page)
    with page.expect_download() as download:
        page.locator("main").get_by_role("link", name="Download").first.click()
    path = tmp_path / "document.pdf"
    download.value.save_as(path)
    reader = PdfReader(io.BytesIO(path.read_bytes()))
    text = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    assert TEXT in text
    assert reader.trailer["/Root"]["/Lang"] == "en"
