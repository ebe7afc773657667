"""A focal point sees and names their own delegation, within its quota, and nothing of another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from confman.people.models import Person
from registrations.domain import add_focal_point
from registrations.domain.links import focal_point_link
from registrations.models import Registration
from tests.factories import CategoryFactory, DelegationFactory, RegistrationFactory, UserFactory


@pytest.fixture
def delegation(conference):
    CategoryFactory(conference=conference)
    return DelegationFactory(conference=conference, capacity=2)


@pytest.fixture
def focal_point(delegation, owner):
    return add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=owner)


@pytest.fixture
def focal_client(client, focal_point, conference):
    link = "/" + focal_point_link(focal_point, conference).split("/", 3)[3]
    assert client.get(link).status_code == 302
    return client


def address(name, delegation, *more):
    return reverse(
        f"registrations_delegation:{name}", args=[delegation.conference.slug, delegation.pk, *more]
    )


def nominee(name, **changes):
    return {"name": name, "function": "delegate", "email": "", **changes}


@pytest.mark.django_db
def test_naming_within_the_quota(focal_client, delegation):
    for name in ("First Member", "Second Member"):
        response = focal_client.post(address("nominate", delegation), nominee(name))
        assert response.status_code == 302
    refused = focal_client.post(address("nominate", delegation), nominee("Third Member", job_title="Attaché"))
    assert refused.status_code == 200
    assert "Attaché" in refused.content.decode(), "what was typed is kept"
    assert delegation.registrations.count() == 2
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert "First Member" in page
    assert "Third Member" not in page


@pytest.mark.django_db
def test_withdrawing_frees_the_place(focal_client, delegation):
    for name in ("First Member", "Second Member"):
        focal_client.post(address("nominate", delegation), nominee(name))
    member = delegation.registrations.first()
    url = address("withdraw", delegation, member.pk)
    assert focal_client.get(url).status_code == 200
    focal_client.post(url)
    member.refresh_from_db()
    assert member.status == "cancelled"
    assert focal_client.post(address("nominate", delegation), nominee("Third Member")).status_code == 302


@pytest.mark.django_db
def test_replacing_hands_the_place_over(focal_client, delegation, conference):
    member = RegistrationFactory(
        conference=conference, delegation=delegation, status="approved", function="head"
    )
    old_ticket = member.ticket_token
    focal_client.post(address("replace", delegation, member.pk), nominee("Deputy Minister"))
    member.refresh_from_db()
    successor = Registration.objects.get(replaces=member)
    assert (member.status, successor.status, successor.function) == ("replaced", "approved", "head")
    assert successor.ticket_token != old_ticket


@pytest.mark.django_db
def test_nothing_of_another_delegation(focal_client, conference, client_as):
    other = DelegationFactory(conference=conference)
    member = RegistrationFactory(conference=conference, delegation=other)
    for url in (
        address("delegation", other),
        address("nominate", other),
        address("withdraw", other, member.pk),
        address("replace", other, member.pk),
    ):
        response = focal_client.get(url)
        assert response.status_code == 302
        assert response["Location"] == reverse("registrations_delegation:index", args=[conference.slug])
        assert client_as(UserFactory()).get(url).status_code == 404


@pytest.mark.django_db
def test_naming_someone_on_record_elsewhere_tells_nothing_of_them(focal_client, delegation, conference):
    known = RegistrationFactory(conference=conference, person__name={"en": "Known Person"}).person
    focal_client.post(address("nominate", delegation), nominee("Known Person"))
    assert Person.objects.of(conference).filter(folded_name=known.folded_name).count() == 2
    page = focal_client.get(address("delegation", delegation)).content.decode()
    assert known.email not in page


@pytest.mark.django_db
def test_a_removed_focal_point_opens_nothing(focal_client, focal_point, delegation):
    focal_point.delete()
    assert focal_client.get(address("delegation", delegation)).status_code == 302


@pytest.mark.django_db
def test_page_asks_the_same_for_one_member_as_for_three(
    focal_client, delegation, conference, assert_constant_queries
):
    assert_constant_queries(
        address("delegation", delegation),
        lambda: RegistrationFactory(conference=conference, delegation=delegation),
        client=focal_client,
    )
