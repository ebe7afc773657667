"""Two browsers at once: the last place of a quota is named once, and a quota never falls below what is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from registrations.core.domain.personal_links import focal_point_link
from registrations.core.models.delegation import Delegation
from registrations.delegations.domain.delegations import add_focal_point
from registrations.lifecycle.domain.decisions import approve_registration
from tests.factories import (
    CategoryFactory,
    ConferenceFactory,
    DelegationFactory,
    MembershipFactory,
    RegistrationFactory,
)
from tests.registrations.delegations.test_pages import naming, nominee

AtOnce = Callable[..., list[Any]]


def sent(client: Client, address: str, data: dict[str, Any]) -> Callable[[], int]:
    """A form that is to be sent; the status of the answer."""
    return lambda: client.post(address, data).status_code


def signed_in_as(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def delegation(transactional_db: Any) -> Delegation:
    conference = ConferenceFactory()
    CategoryFactory(conference=conference)
    system_user("participant")
    return DelegationFactory(conference=conference, capacity=3)


def test_two_browsers_name_two_each_and_three_places_are_there(
    at_once: AtOnce, delegation: Delegation
) -> None:
    by = MembershipFactory(conference=delegation.conference, role="owner").user
    focal_point = add_focal_point(delegation, name="Focal Point", email="focal@example.org", by=by)
    link = "/" + focal_point_link(focal_point, delegation.conference).split("/", 3)[3]
    address = f"/{delegation.conference.slug}/delegation/{delegation.pk}/name/"

    forms = []
    for browser in range(2):
        client = Client()
        client.get(link)
        people = [nominee(f"Browser{browser} Member{row}") for row in range(2)]
        forms.append(sent(client, address, naming(*people)))

    said = at_once(*forms)

    assert sorted(said) == [200, 302], "one named theirs, the other was told that there is room for one"
    assert delegation.registrations.alive().count() == 2, "all or nothing: no form was named in part"


def test_a_quota_is_lowered_while_a_place_is_given(at_once: AtOnce, delegation: Delegation) -> None:
    conference = delegation.conference
    by = MembershipFactory(conference=conference, role="owner").user
    first, second = RegistrationFactory.create_batch(
        2, conference=conference, delegation=delegation, category=conference.categories.get()
    )
    approve_registration(first, by=by)
    pages = f"/{conference.slug}/secretariat"

    lowered = {"name_en": "Delegation", "kind": "state", "capacity": "1"}
    said = at_once(
        sent(signed_in_as(by), f"{pages}/registrations/{second.pk}/approve/", {"reason": ""}),
        sent(signed_in_as(by), f"{pages}/delegations/{delegation.pk}/change/", lowered),
    )

    delegation.refresh_from_db()
    quota, taken, approved = (
        delegation.capacity,
        delegation.taken,
        delegation.registrations.approved().count(),
    )
    # Anyone who came first; the other was refused.
    assert (quota, taken, approved) in {(1, 1, 1), (3, 2, 2)}
    assert said == ([200, 302] if quota == 1 else [302, 200])
