"""My page of someone with several roles: what comes next over all of them, then the roles."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from confman.people.domain.own_roles import roles_of_mailbox
from confman.people.web.personal import steps_of
from registrations.core.domain.personal_links import focal_point_link, registration_link
from registrations.seats.models import Seat
from tests.factories import (
    DelegationFactory,
    FocalPointFactory,
    GroupRoleFactory,
    PersonFactory,
    RegistrationFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "all@example.org"


@pytest.fixture
def person(conference, time_machine):
    time_machine.move_to(dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC))
    return PersonFactory(conference=conference, name={"en": "Everybody Sample"}, email=EMAIL)


def give_roles(conference, person):
    RegistrationFactory(conference=conference, person=person, status="draft")
    delegation = DelegationFactory(conference=conference, name={"en": "Delegation of Samplia"})
    FocalPointFactory(delegation=delegation, person=person)
    RegistrationFactory(conference=conference, delegation=delegation, status="nominated", submitted_at=None)
    SessionRoleFactory(session__conference=conference, person=person, role="speaker", status="invited")
    group = GroupRoleFactory(person=person, group__conference=conference, role="member").group
    recommendation(conference, working_group=group, visibility="group")
    return delegation


def opened(*links):
    browser = Client()
    for link in links:
        browser.get("/" + link.split("/", 3)[3])
    return browser


def test_the_steps_of_all_roles_stand_first_by_urgency(conference, person):
    give_roles(conference, person)
    roles = roles_of_mailbox(conference, EMAIL)
    steps = steps_of(roles, conference, AnonymousUser())
    assert [step.owner for step in steps] == ["Participant", "Speaker", "Focal point", "Working group"]
    assert [step.urgent for step in steps] == [True, True, False, False]
    assert all(step.url and step.action for step in steps)


def test_a_place_that_is_held_comes_before_what_has_no_deadline(conference, person):
    registration = RegistrationFactory(conference=conference, person=person, status="approved")
    until = dt.datetime(2027, 1, 16, 12, tzinfo=dt.UTC)
    group = WorkingGroupFactory(conference=conference)
    Seat.objects.create(registration=registration, group=group, status="offered", offered_until=until)
    steps = steps_of(roles_of_mailbox(conference, EMAIL), conference, AnonymousUser())
    assert [step.action for step in steps] == ["Take the place", "Show my ticket"]


def test_the_page_shows_steps_then_roles_and_one_role_is_led_straight_in(conference, person):
    give_roles(conference, person)
    registration, focal_point = person.registrations.get(), person.focal_point_of.get()
    index = reverse("people_portal:index", args=[conference.slug])
    page = opened(registration_link(registration), focal_point_link(focal_point, conference)).get(index)
    html = page.content.decode()
    complete = reverse("registrations_portal:complete", args=[conference.slug, registration.pk])
    assert (
        html.index(f'href="{complete}"') < html.index("Your roles") < html.index("Delegation of Samplia</a>")
    )
    assert re.search(r"1 person has not completed the registration", html)
    alone = opened(registration_link(registration)).get(index)
    assert alone.url == reverse("registrations_portal:registration", args=[conference.slug, registration.pk])


def test_more_of_each_role_asks_no_more(conference, person):
    def asked():
        roles = roles_of_mailbox(conference, EMAIL)
        with CaptureQueriesContext(connection) as found:
            steps_of(roles, conference, AnonymousUser())
        return len(found)

    give_roles(conference, person)
    once = asked()
    for number in range(3):
        other = PersonFactory(conference=conference, name={"en": f"Other {number}"}, email=EMAIL)
        give_roles(conference, other)
    assert asked() == once
