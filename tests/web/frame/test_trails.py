"""The way to a page below a record leads from its workspace over the record, which is the last step before the page."""

import re

import pytest
from django.urls import reverse
from lxml import html

from tests.factories import RegistrationFactory, SessionFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db


def trail(client, address):
    page = html.fromstring(client.get(address).content)
    return [link.get("href") for link in page.xpath("//nav[contains(@class, 'breadcrumbs')]//a")]


@pytest.mark.parametrize(
    ("name", "more"),
    [("text", ["en"]), ("details", []), ("split", []), ("discussion", []), ("follow-up-status", [])],
)
def test_of_a_recommendation(name, more, owner_client, conference):
    row = recommendation(conference, working_group=WorkingGroupFactory(conference=conference))
    address = reverse(f"outcomes_secretariat:{name}", args=[conference.slug, row.pk, *more])
    steps = trail(owner_client, address)
    assert len(steps) >= 3
    assert str(row.pk) in steps[-1] and re.search(r"/recommendations/$|/follow-up/$", steps[1])


@pytest.mark.parametrize("action", ["approve", "decline"])
def test_of_a_decision_on_a_registration(action, owner_client, conference):
    row = RegistrationFactory(conference=conference, status="submitted")
    steps = trail(
        owner_client, reverse("registrations_secretariat:decide", args=[conference.slug, row.pk, action])
    )
    assert steps[-1] == reverse("registrations_secretariat:registration", args=[conference.slug, row.pk])
    assert len(steps) == 3


def test_of_moving_a_session(owner_client, conference):
    row = SessionFactory(conference=conference)
    steps = trail(owner_client, reverse("agenda_secretariat:session-move", args=[conference.slug, row.pk]))
    assert steps[-1] == reverse("agenda_secretariat:session-change", args=[conference.slug, row.pk])
    assert len(steps) == 3


def test_of_the_room_of_a_group(owner_client, conference):
    group = WorkingGroupFactory(conference=conference)
    steps = trail(owner_client, reverse("outcomes_secretariat:room", args=[conference.slug, group.code]))
    assert reverse("outcomes_secretariat:recommendation-list", args=[conference.slug]) in steps
