"""Every page of a person and of a focal point says what it is."""

import re

import pytest
from django.urls import reverse

from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import (
    CategoryFactory,
    DelegationFactory,
    FocalPointFactory,
    PersonFactory,
    RegistrationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def heading_of(response):
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode(), re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.parametrize(
    ("page", "status", "heading"),
    [
        ("details", "submitted", "Change my details"),
        ("complete", "nominated", "Complete your registration"),
        ("ticket", "approved", "Your ticket"),
        ("privacy", "submitted", "My data"),
    ],
)
def test_a_participants_pages_have_headings(conference, owner, client_as, page, status, heading):
    person = PersonFactory(conference=conference, user=UserFactory())
    registration = RegistrationFactory(
        conference=conference, person=person, status="submitted" if status == "approved" else status
    )
    if status == "approved":
        approve_registration(registration, by=owner)
    address = reverse(f"registrations_portal:{page}", args=[conference.slug, registration.pk])
    assert heading_of(client_as(person.user).get(address)) == heading


def test_a_focal_points_pages_have_headings(conference, owner, client_as):
    CategoryFactory(conference=conference)
    delegation = DelegationFactory(conference=conference)
    person = PersonFactory(conference=conference, user=UserFactory())
    FocalPointFactory(delegation=delegation, person=person)
    member = RegistrationFactory(conference=conference, delegation=delegation)
    browser = client_as(person.user)

    def ask(name, *more):
        address = reverse(f"registrations_delegation:{name}", args=[conference.slug, delegation.pk, *more])
        return heading_of(browser.get(address))

    assert ask("nominate") == "Name members"
    assert ask("replace", approve_registration(member, by=owner).pk).startswith("Who comes instead of")
