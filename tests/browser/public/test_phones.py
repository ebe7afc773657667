"""Visitors and participants see on a phone speakers as rows, and a bar of five below their own pages."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from registrations.core.models.settings import RegistrationSettings
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import PersonFactory, RegistrationFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_fifteen_speakers_are_seen_in_two_screens(phone: Page, sample: Conference, language: str) -> None:
    phone.goto(f"/{sample.slug}/{language}/speakers/")
    rows = phone.locator(".speaker-list > li")
    assert rows.count() == 15
    assert phone.evaluate("document.querySelector('main').offsetHeight") <= 1500
    phone.set_viewport_size({"width": 768, "height": 900})
    first, second = (rows.nth(number).bounding_box() for number in (0, 1))
    assert first and second and first["y"] == second["y"] and first["x"] < second["x"]
    expect(phone.locator(".view-bar")).to_have_count(0)  # initials are for several pages


def test_where_somebody_comes_from_is_read_whole_on_a_phone(phone: Page, sample: Conference) -> None:
    RegistrationSettings.objects.filter(conference=sample).update(list_readers="public")
    phone.goto(f"/{sample.slug}/uz/participants/")
    cut = (
        """lines => lines.filter(line => line.scrollWidth > line.clientWidth).map(line => line.textContent)"""
    )
    lines = phone.locator(".speaker-list .person-function")
    assert lines.count() > 20 and not lines.evaluate_all(cut)


def test_below_a_participants_pages_stands_a_bar_of_five(
    phone: Page, conference: Conference, sign_in: Any
) -> None:
    person = PersonFactory(conference=conference, user=UserFactory())
    registration = RegistrationFactory(conference=conference, person=person, status="submitted")
    approve_registration(registration, by=system_user("command"))
    sign_in(phone, person.user)
    phone.goto(reverse("registrations_portal:registration", args=[conference.slug, registration.pk]))
    bar = phone.locator(".portal-navigation")
    assert bar.locator("ul > li").all_inner_texts() == ["Start", "Ticket", "Agenda", "Documents", "More"]
    expect(bar.get_by_role("link", name="Start")).to_have_attribute("aria-current", "page")
    bar.get_by_text("More").click()
    link = bar.get_by_role("link", name="My data")
    expect(link).to_be_in_viewport(ratio=1)
    link.click()
    expect(bar.locator("summary")).to_have_attribute("aria-current", "true")


def test_without_a_script_what_stands_behind_more_is_there(conference: Conference, client: Client) -> None:
    person = PersonFactory(conference=conference, user=UserFactory())
    registration = RegistrationFactory(conference=conference, person=person, status="submitted")
    client.force_login(person.user)
    page = client.get(reverse("registrations_portal:messages", args=[conference.slug, registration.pk]))
    assert '<details class="menu portal-more">' in page.content.decode()


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_the_ways_to_show_the_agenda_fade_out_until_the_last_is_in_view(
    phone: Page, sample: Conference, language: str
) -> None:
    phone.goto(f"/{sample.slug}/{language}/agenda/")
    tabs = phone.locator("#agenda-views .tabs")
    assert tabs.evaluate("tabs => tabs.scrollWidth > tabs.clientWidth")
    expect(tabs).to_have_css("--more", "48px")
    tabs.evaluate("tabs => tabs.scrollTo(tabs.scrollWidth, 0)")
    expect(tabs).to_have_css("--more", "0px")
