"""The public site at a desk: its whole menu is one line, in the longest of the languages, too."""

import datetime as dt

import pytest
from playwright.sync_api import Page

from confman.conferences.models import Conference
from registrations.core.models.settings import ListReaders, RegistrationSettings

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
@pytest.mark.parametrize("least", [10, 11])
def test_entries_of_the_menu_are_one_line(page: Page, sample: Conference, least: int, language: str) -> None:
    if least > 10:  # one may register
        days = dt.timedelta(days=30)
        Conference.objects.filter(pk=sample.pk).update(
            registration_mode="open", starts_on=sample.today() + days, ends_on=sample.today() + days
        )
    RegistrationSettings.objects.update_or_create(
        conference=sample, defaults={"list_readers": ListReaders.PUBLIC}
    )
    page.goto(f"/{sample.slug}/{language}/")
    entries = page.locator(".masthead-navigation ul > li > a")
    boxes = [entry.bounding_box() for entry in entries.all()]
    assert len(boxes) >= least and all(boxes)
    assert len({round(box["y"]) for box in boxes}) == 1
    assert max(box["x"] + box["width"] for box in boxes) <= 1440
    assert max(box["height"] for box in boxes) == min(box["height"] for box in boxes), "none breaks into two"
