"""The public site and what its visitors do there. That pages are accessible and fit: test_every_page.py."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from confman.conferences.models import Conference
from tests.factories import ConferenceFactory, MembershipFactory, PageFactory, PartnerFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

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


def test_the_public_site_sets_no_cookie(page: Page, full_conference: Conference) -> None:
    """Each page is also accessible and fits its window: tests/browser/test_every_page.py."""
    for part in PUBLIC:
        response = page.goto(f"/{full_conference.slug}/en/{part}")
        assert response is not None
        assert response.status == 200, part
    assert not page.context.cookies()


def test_a_page_is_previewed_as_it_is_written(
    page: Page, full_conference: Conference, sign_in: Callable[..., None]
) -> None:
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/pages/add/?kind=news")
    page.get_by_role("group", name="Text (Markdown)").get_by_label("English").fill("It is **important**.")
    page.locator("#preview strong", has_text="important").wait_for()


@pytest.mark.parametrize(
    ("locale", "typed"), [("en", "russian"), ("en", "Русс"), ("ru", "русский"), ("uz", "ruscha")]
)
def test_a_language_is_found_by_its_own_name_and_by_that_of_the_interface(
    make_context: Callable[..., Any],
    full_conference: Conference,
    sign_in: Callable[..., None],
    locale: str,
    typed: str,
) -> None:
    page = make_context(locale=locale).new_page()
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/settings/?section=2")
    choices = page.get_by_role("group", name=re.compile(r"^(Other languages|Другие языки|Boshqa tillar)"))
    assert choices.get_by_role("checkbox").count() >= 32
    search = choices.get_by_role("searchbox")
    search.fill(typed)
    expect(choices.get_by_label("Français")).to_be_hidden()
    expect(choices.get_by_label("Deutsch")).to_be_hidden()
    expect(choices.get_by_label("Русский")).to_be_visible()
    # Every keyboard has another apostrophe.
    search.fill("o'zbek")
    expect(choices.locator("[value=uz]")).to_be_visible()
    expect(choices.get_by_label("Français")).to_be_hidden()


def test_a_section_of_the_settings_that_was_saved_stands_unfolded_in_view_and_is_marked(
    page: Page, full_conference: Conference, sign_in: Callable[..., None]
) -> None:
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/settings/")
    fold = page.locator("details", has=page.get_by_role("heading", name="Appearance"))
    fold.locator("summary").click()
    fold.get_by_role("link", name="Change").click()
    fold.get_by_label("Document symbol").fill("CONF/2027")
    with page.expect_navigation():
        fold.get_by_role("button", name="Save").click()
    expect(fold.get_by_text("CONF/2027")).to_be_in_viewport()
    expect(fold.locator("summary")).not_to_have_css("box-shadow", "none")
    expect(page.locator("summary", has_text="Home page")).to_have_css("box-shadow", "none")


def test_a_visitor_writes_and_is_answered(
    page: Page, phone: Page, full_conference: Conference, sign_in: Callable[..., None]
) -> None:
    phone.goto(f"/{full_conference.slug}/en/contact/")
    phone.get_by_label("Your name").fill("Nargiza Sample")
    phone.get_by_label("Your e-mail").fill("nargiza@example.org")
    phone.get_by_label("Subject").fill("Hotel")
    phone.get_by_label("Message", exact=False).last.fill("Where can I stay?")
    phone.get_by_role("button", name="Send the message").click()
    phone.get_by_text("Your message has reached the secretariat.").wait_for()
    sign_in(page, MembershipFactory(conference=full_conference).user)
    page.goto(f"/{full_conference.slug}/secretariat/")
    page.get_by_role("link", name=re.compile("Answer.*A message to the secretariat")).click()
    page.get_by_role("link", name="Hotel").click()
    page.get_by_label("Answer").fill("In the hotel opposite.")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("The answer goes to nargiza@example.org.").wait_for()
