"""The rights of a user are read once in a request, and anew after an act that changes roles."""

import json

import pytest

from agenda.imports.exchange.importer import import_schedule
from agenda.imports.exchange.uploads import read_schedule
from agenda.rooms.domain import set_group_roles
from agenda.sessions.domain.sessions import decline_role, delete_session
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from outcomes.recommendations.domain.visibility import group_roles_of
from registrations.lifecycle.domain.decisions import approve_registration, cancel_registration
from registrations.seats.domain.seats import claim_seat, give_up_seat
from registrations.seats.models import Seat, SeatStatus
from tests.factories import (
    GroupRoleFactory,
    PersonFactory,
    RegistrationFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
    WorkingGroupFactory,
)
from tests.registrations.people_lists import bring_in, csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(conference):
    return UserFactory()


@pytest.fixture
def person(conference, user):
    return PersonFactory(conference=conference, user=user, email=user.email)


def may(user, conference):
    """Tell whether lists of speakers are shown to the user: to who leads some session, or writes for some group."""
    return user.has_perm("outcomes.view_speakers_lists", conference)


def reads_drafts(user, conference):
    """Tell whether drafts of some group are shown to the user."""
    return bool(group_roles_of(user, conference))


def test_whoever_a_schedule_makes_the_chair_may_lead_at_once(conference, user, person):
    assert not may(user, conference)
    event = {
        "guid": "11111111-2222-3333-4444-777777777777", "date": "2027-03-30T10:00:00+05:00", "duration": "00:45",
        "title": "Opening", "persons": [{"public_name": str(person), "role": "HOST"}],
    }  # fmt: skip
    day = {"index": 1, "date": "2027-03-30", "rooms": {"Hall": [event]}}
    content = json.dumps({"schedule": {"version": "1", "conference": {"title": "T", "days": [day]}}}).encode()
    import_schedule(conference, read_schedule(content), by=user)
    assert person.session_roles.get().role == "chair" and may(user, conference)


@pytest.mark.parametrize(
    "act",
    [
        lambda role, by: delete_session(role.session, by=by, revision=None),
        lambda role, by: decline_role(role, by=by),
        lambda role, by: erase_person(role.person, by=by),
    ],
    ids=["session deleted", "role declined", "person erased"],
)
def test_whoever_no_longer_leads_a_session_no_longer_may(conference, user, person, act):
    role = SessionRoleFactory(session=SessionFactory(conference=conference), person=person, role="chair")
    assert may(user, conference)
    act(role, user)
    assert not may(user, conference)


def test_roles_of_a_merged_record_count_at_once(conference, user, person):
    session = SessionFactory(conference=conference)
    other = SessionRoleFactory(
        session=session, person=PersonFactory(conference=conference), role="chair"
    ).person
    assert not may(user, conference)
    merge_people(person, other, by=user)
    assert may(user, conference)


def test_roles_in_a_group_count_at_once(conference, user, person):
    group = GroupRoleFactory(group=WorkingGroupFactory(conference=conference), person=person).group
    assert may(user, conference)
    set_group_roles(group, [], by=user)
    assert not may(user, conference)


def test_a_place_in_a_group_counts_at_once(conference, user, person):
    group = WorkingGroupFactory(conference=conference, drafts_for_seats=True)
    registration = RegistrationFactory(conference=conference, person=person, status="approved")
    assert not reads_drafts(user, conference)
    seat = claim_seat(registration, by=user, group=group, by_hand=True)
    assert reads_drafts(user, conference)
    give_up_seat(seat, by=user)
    assert not reads_drafts(user, conference)


@pytest.mark.parametrize(
    "approve",
    [
        lambda row, by: approve_registration(row, by=by),
        lambda row, by: bring_in(
            row.conference, csv("name,email", f"{row.person},{row.person.email}"), by=by, approve=True
        ),
    ],
    ids=["approved", "imported"],
)
def test_a_place_in_a_group_counts_as_soon_as_its_holder_is_approved(conference, user, person, approve):
    group = WorkingGroupFactory(conference=conference, drafts_for_seats=True, taken=1)
    registration = RegistrationFactory(conference=conference, person=person, status="submitted")
    Seat.objects.create(registration=registration, group=group, status=SeatStatus.CONFIRMED)
    assert not reads_drafts(user, conference)
    approve(registration, by=user)
    assert reads_drafts(user, conference)
    cancel_registration(registration, by=user)
    assert not reads_drafts(user, conference)
