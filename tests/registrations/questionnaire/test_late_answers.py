"""Once answers may no longer be changed, those that are missing may still be given, and no others."""

import datetime as dt

import pytest
from django.urls import reverse

from registrations.core.domain.personal_links import registration_link
from registrations.core.models.settings import RegistrationSettings
from tests.factories import CategoryFactory, FormFieldFactory, RegistrationFactory
from tests.registrations.portal.test_participants import path_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(conference, client):
    """The answers of a registration whose last day of changes is over; the second question is not answered."""
    CategoryFactory(conference=conference)
    yesterday = conference.today() - dt.timedelta(days=1)
    RegistrationSettings.objects.update_or_create(conference=conference, defaults={"edit_until": yesterday})
    FormFieldFactory(conference=conference, key="dinner", type="text", label={"en": "The dinner"})
    FormFieldFactory(conference=conference, key="bus", type="yes-no", required=True, label={"en": "The bus"})
    FormFieldFactory(
        conference=conference, key="stop", type="text", required=True, label={"en": "The stop"},
        condition={"field": "bus", "is": ["yes"]},
    )  # fmt: skip
    FormFieldFactory(conference=conference, key="wishes", type="text", label={"en": "Other wishes"})
    row = RegistrationFactory(conference=conference, status="approved", answers={"dinner": "Fish"})
    client.get(path_of(registration_link(row)))
    return row, reverse("registrations_portal:answers", args=[conference.slug, row.pk])


def test_only_what_is_missing_and_what_it_leads_to_is_asked(client, page):
    _row, url = page
    shown = client.get(url).content.decode()
    assert "The bus" in shown and "The stop" in shown
    assert "The dinner" not in shown and "Other wishes" not in shown


def test_other_answers_stay_whatever_is_sent(client, page):
    row, url = page
    sent = {"q_bus": "yes", "q_stop": "Station", "q_dinner": "Meat", "q_wishes": "A window"}
    assert client.post(url, {**sent, "q_stop": ""}).context["form"].errors
    assert client.post(url, sent).status_code == 302
    row.refresh_from_db()
    assert row.answers == {"dinner": "Fish", "bus": True, "stop": "Station"}
    # Nothing is missing any more.
    assert client.post(url, {"q_bus": "no"}).status_code == 200
    row.refresh_from_db()
    assert row.answers["bus"] is True
