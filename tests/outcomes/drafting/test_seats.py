"""A confirmed place in a working group opens its drafts, where the group wants it."""

import pytest
from django.test import Client
from django.urls import reverse

from agenda.rooms.models import WorkingGroup
from registrations.core.domain.personal_links import registration_link
from registrations.seats.domain.seats import claim_seat, give_up_seat
from tests.factories import PersonFactory, RegistrationFactory, WorkingGroupFactory
from tests.outcomes.recommendation_samples import recommendation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group(conference):
    return WorkingGroupFactory(conference=conference, capacity=1, drafts_for_seats=True)


def participant(conference, name):
    person = PersonFactory(conference=conference, name={"en": name})
    return RegistrationFactory(conference=conference, person=person, status="approved")


def browser_of(registration):
    browser = Client()
    browser.get("/" + registration_link(registration).split("/", 3)[3])
    return browser


def set_door(group, is_open):
    WorkingGroup.objects.filter(pk=group.pk).update(drafts_for_seats=is_open)


def test_a_place_opens_the_drafts_until_it_is_given_up_or_the_door_is_closed(conference, owner, group):
    text = recommendation(conference, working_group=group, visibility="group")
    mine = participant(conference, "Seated Sample")
    browser = browser_of(mine)
    room = reverse("outcomes_portal:room", args=[conference.slug, group.code])
    draft = reverse("outcomes_portal:discussion", args=[conference.slug, text.pk])

    def read():
        return [browser.get(url).status_code for url in (room, draft)]

    own = reverse("registrations_portal:registration", args=[conference.slug, mine.pk])
    assert 200 not in read() and room not in browser.get(own).content.decode()
    seat = claim_seat(mine, group=group, by=owner)
    assert read() == [200, 200] and room in browser.get(own).content.decode()
    set_door(group, False)
    assert 200 not in read() and room not in browser.get(own).content.decode()
    set_door(group, True)
    assert read() == [200, 200]
    give_up_seat(seat, by=owner)
    assert 200 not in read()


def test_who_waits_for_a_place_reads_nothing(conference, owner, group):
    claim_seat(participant(conference, "First Sample"), group=group, by=owner)
    second = participant(conference, "Second Sample")
    claim_seat(second, group=group, by=owner)
    room = reverse("outcomes_portal:room", args=[conference.slug, group.code])
    assert browser_of(second).get(room).status_code != 200


def test_a_draft_of_the_secretariat_stays_closed(conference, owner, group):
    text = recommendation(conference, working_group=group, visibility="secretariat")
    mine = participant(conference, "Seated Sample")
    claim_seat(mine, group=group, by=owner)
    draft = reverse("outcomes_portal:discussion", args=[conference.slug, text.pk])
    assert browser_of(mine).get(draft).status_code != 200


def test_the_list_of_groups_says_when_there_is_a_waiting_list(conference, owner, group):
    mine = participant(conference, "Looking Sample")
    browser = browser_of(mine)
    url = reverse("registrations_portal:own-agenda", args=[conference.slug, mine.pk])
    assert "1 place left" in browser.get(url).content.decode()
    claim_seat(participant(conference, "First Sample"), group=group, by=owner)
    page = browser.get(url).content.decode()
    assert "there is a waiting list" in page and "Join the waiting list" in page
