"""The waiting line: who is offered a free place, in which order, for how long, alone or together."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from confman.conferences.domain.changes import change_conference
from confman.mail.models import Message
from confman.people.domain.privacy import erase_person
from confman.web.errors import Refused
from registrations.core.models.registration import Registration, RegistrationStatus
from registrations.core.models.settings import RegistrationSettings
from registrations.lifecycle.domain.categories import change_category
from registrations.lifecycle.domain.decisions import (
    cancel_registration,
    expire_offers,
    offer_place,
    wait_registration,
)
from registrations.lifecycle.domain.enrolment import remind_registration
from tests.factories import CategoryFactory, DelegationFactory, RegistrationFactory

S = RegistrationStatus
pytestmark = pytest.mark.django_db


@pytest.fixture
def line(conference, owner):
    """`line(category, delegation, …)`: one who waits for each delegation given, in this order."""

    def make(category, *delegations):
        return [
            wait_registration(
                RegistrationFactory(conference=conference, category=category, delegation=delegation), by=owner
            )
            for delegation in delegations
        ]

    return make


def states(rows):
    return [Registration.objects.get(pk=row.pk).status for row in rows]


def test_by_hand_nobody_is_offered_a_place_but_by_the_secretariat(conference, owner, line):
    RegistrationSettings.objects.create(conference=conference, waiting_line="by-hand")
    category = CategoryFactory(conference=conference, capacity=0)
    rows = line(category, None, None)

    change_category(category, by=owner, capacity=1)
    assert states(rows) == [S.WAITING, S.WAITING]

    offer_place(rows[1], by=owner)
    assert states(rows) == [S.WAITING, S.OFFERED]


def test_the_place_that_is_held_for_somebody_who_is_erased_goes_to_the_next(conference, owner, line):
    category = CategoryFactory(conference=conference, capacity=0)
    rows = line(category, None, None)
    change_category(category, by=owner, capacity=1)
    assert states(rows) == [S.OFFERED, S.WAITING]

    erase_person(rows[0].person, by=owner)

    assert states(rows) == [S.CANCELLED, S.OFFERED]
    category.refresh_from_db()
    assert category.taken == 1


def test_the_settings_say_for_how_long_a_place_is_held(conference, owner, line):
    RegistrationSettings.objects.create(conference=conference, offer_hours=6)
    category = CategoryFactory(conference=conference, capacity=0)
    [first] = line(category, None)

    change_category(category, by=owner, capacity=1)

    until = Registration.objects.get(pk=first.pk).offered_until
    assert abs(until - timezone.now() - dt.timedelta(hours=6)) < dt.timedelta(minutes=1)


def test_a_delegation_that_comes_only_together_is_passed_by_until_all_find_a_place(conference, owner, line):
    category = CategoryFactory(conference=conference, capacity=0)
    together = DelegationFactory(conference=conference, offered_together=True)
    rows = line(category, together, None, together)

    change_category(category, by=owner, capacity=1)
    assert states(rows) == [S.WAITING, S.OFFERED, S.WAITING]

    change_category(category, by=owner, capacity=3)
    assert states(rows) == [S.OFFERED, S.OFFERED, S.OFFERED]
    category.refresh_from_db()
    assert category.taken == 3


def test_one_place_set_free_may_complete_a_delegation(conference, owner, line):
    category = CategoryFactory(conference=conference, capacity=3)
    together = DelegationFactory(conference=conference, offered_together=True)
    going = [offer_place(row, by=owner) for row in line(category, None, None)]
    rows = line(category, together, together)

    cancel_registration(going[0], by=owner)

    assert states(rows) == [S.OFFERED, S.OFFERED]


def test_a_delegation_of_which_one_let_the_place_go_is_not_offered_it_at_once_again(conference, owner, line):
    category = CategoryFactory(conference=conference, capacity=1)
    together = DelegationFactory(conference=conference, offered_together=True)
    first, second, other = line(category, together, None, None)
    offer_place(first, by=owner)
    Registration.objects.filter(pk=first.pk).update(offered_until=timezone.now() - dt.timedelta(minutes=1))

    assert expire_offers() == 1

    assert states([first, second, other]) == [S.WAITING, S.OFFERED, S.WAITING]


def test_places_added_to_the_conference_are_offered_to_the_line(conference, owner, line):
    change_conference(conference, by=owner, capacity=0)
    rows = line(CategoryFactory(conference=conference), None, None, None)

    change_conference(conference, by=owner, capacity=2)

    assert states(rows) == [S.OFFERED, S.OFFERED, S.WAITING]
    with pytest.raises(ValidationError):
        change_conference(conference, by=owner, capacity=1)


def test_after_the_days_of_the_conference_no_place_is_offered_and_nobody_reminded(conference, owner, line):
    category = CategoryFactory(conference=conference, capacity=0)
    rows = line(category, None)
    nominee = RegistrationFactory(conference=conference, status=S.NOMINATED, person__email="one@example.org")
    mails = Message.objects.count()
    over = conference.today() - dt.timedelta(days=2)
    change_conference(conference, by=owner, starts_on=over, ends_on=over)

    change_category(category, by=owner, capacity=1)

    assert states(rows) == [S.WAITING]
    with pytest.raises(Refused, match="The conference is over"):
        remind_registration(Registration.objects.get(pk=nominee.pk), by=owner)
    assert Message.objects.count() == mails
