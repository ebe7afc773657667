"""The numbers at the tabs of the sidebar."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests import factories


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()
    yield
    cache.clear()


def counted(client, conference):
    """The counters that the sidebar of the people fetches."""
    address = reverse("conferences_secretariat:counters", args=[conference.slug])
    return client.get(address, {"tab": ["registrations.registrations", "people.people"]}).content.decode()


def test_a_tab_shows_how_many_decisions_wait_there(conference, owner_client):
    for _number in range(3):
        factories.RegistrationFactory(conference=conference, status="submitted")
    # A registration that waits, or whose e-mail is not confirmed, is told of, but nobody decides on it.
    factories.RegistrationFactory(conference=conference, status="waiting")
    page = owner_client.get(reverse("registrations_secretariat:registration-list", args=[conference.slug]))
    asked = f'hx-get="/{conference.slug}/secretariat/counters/?tab=registrations.registrations&amp;tab='
    assert asked in page.content.decode()
    assert '<span class="count" id="tab-registrationsregistrations"></span>' in page.content.decode()
    told = '<span class="count" id="tab-registrationsregistrations" hx-swap-oob="true">3</span>'
    assert told in counted(owner_client, conference)


def test_they_are_counted_once_a_minute_for_each_user(
    conference, owner_client, member, client_as, django_assert_max_num_queries
):
    factories.RegistrationFactory(conference=conference, status="submitted")
    first = counted(owner_client, conference)
    factories.RegistrationFactory(conference=conference, status="submitted")
    with django_assert_max_num_queries(6):  # who asks, and may they
        assert counted(owner_client, conference) == first
    assert counted(client_as(member("registration")), conference) != first
    assert "registrationsregistrations" not in counted(client_as(member("programme")), conference)


def test_only_the_tabs_that_stand_in_the_sidebar_are_told(conference, owner_client):
    """A number for another finds no place in the page, and the browser reports that as a fault."""
    factories.RegistrationFactory(conference=conference, status="submitted")
    address = reverse("conferences_secretariat:counters", args=[conference.slug])
    assert "tab-" not in owner_client.get(address, {"tab": "outcomes.recommendations"}).content.decode()
