"""A participant's start on the days of the conference: the ticket first, then what is next, then messages."""

import datetime as dt

import pytest
from django.urls import reverse

from agenda.releases.domain.publication import publish_agenda
from tests.factories import (
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(conference, time_machine):
    """Noon of the first day."""
    moment = dt.datetime.combine(conference.starts_on, dt.time(12), tzinfo=conference.zone)
    time_machine.move_to(moment, tick=False)
    return moment


@pytest.fixture
def registration(conference, noon, owner):
    """Somebody approved, with a session that is over, one that is cancelled, and one in the afternoon."""
    person = PersonFactory(conference=conference, user=UserFactory())
    hall = RoomFactory(conference=conference, name={"en": "Great hall"})
    for title, hours, more in (
        ("Morning", -2, {}),
        ("Called off", 1, {"status": "cancelled"}),
        ("Afternoon", 2, {}),
        ("Evening", 5, {}),
    ):
        start = noon + dt.timedelta(hours=hours)
        more |= {"start": start, "end": start + dt.timedelta(hours=1)}
        session = SessionFactory(conference=conference, title={"en": title}, room=hall, **more)
        SessionRoleFactory(session=session, person=person, status="confirmed")
    publish_agenda(conference, by=owner)
    return RegistrationFactory(conference=conference, person=person, status="approved")


def start(client_as, registration):
    address = reverse(
        "registrations_portal:registration", args=[registration.conference.slug, registration.pk]
    )
    return client_as(registration.person.user).get(address)


def test_ticket_then_the_next_own_session_with_its_room_then_messages_then_details(client_as, registration):
    page = start(client_as, registration).content.decode()
    found = [
        page.index(words)
        for words in (
            'class="ticket-code"',
            "brightness",
            "Afternoon",
            "Great hall",
            'id="news"',
            'id="details"',
        )
    ]
    assert found == sorted(found)
    assert "Morning" not in page and "Called off" not in page and "Evening" not in page


def test_on_other_days_and_without_a_place_nothing_of_it(client_as, registration, time_machine, noon):
    time_machine.move_to(noon - dt.timedelta(days=2))
    assert "ticket-code" not in start(client_as, registration).content.decode()
    time_machine.move_to(noon)
    registration.status = "submitted"
    registration.save()
    assert "ticket-code" not in start(client_as, registration).content.decode()


def test_after_the_last_session_it_says_so(client_as, registration, time_machine, noon):
    time_machine.move_to(noon + dt.timedelta(hours=9))
    assert "You have no more sessions." in start(client_as, registration).content.decode()
