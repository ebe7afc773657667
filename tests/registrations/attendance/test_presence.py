"""People missing for the session that is on or next: by the scans of the day, for staff alone."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.run_of_show.domain.progress import expected_now
from tests.factories import (
    BoothShiftFactory,
    CheckpointFactory,
    ConferenceFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    ScanFactory,
    SessionFactory,
    SessionRoleFactory,
)

# Noon in Tashkent: whatever the hour of the tests, the day has begun and is not over.
NOON = dt.datetime(2027, 3, 30, 7, tzinfo=dt.UTC)


@pytest.fixture
def hall(conference):
    return RoomFactory(conference=conference)


@pytest.fixture
def session(conference, hall):
    def make(start, end, **fields):
        times = {"start": NOON + dt.timedelta(minutes=start), "end": NOON + dt.timedelta(minutes=end)}
        return SessionFactory(conference=conference, **{"room": hall, **times, **fields})

    return make


def scan(person, at, **fields):
    registration = RegistrationFactory(conference=person.conference, person=person, status="approved")
    checkpoint = CheckpointFactory(conference=person.conference)
    return ScanFactory(
        checkpoint=checkpoint, registration=registration, at=at, **{"result": "admitted", **fields}
    )


def told(conference):
    """Session -> who was not seen, who was."""
    return {
        str(row.session.title): (
            {str(each.person.name) for each in row.missing},
            {str(each.person.name) for each in row.present},
        )
        for row in expected_now(conference, NOON)
    }


def test_chairs_speakers_and_interpreters_are_expected(conference, session):
    held = session(-30, 60, title={"en": "On"})
    coming = session(60, 90, title={"en": "Next"})
    session(90, 120, title={"en": "After that"})
    session(30, 45, title={"en": "Coffee"}, kind="break")
    session(30, 60, title={"en": "Elsewhere"}, room=RoomFactory(conference=conference))
    session(24 * 60 + 5, 24 * 60 + 60, title={"en": "Tomorrow"}, room=RoomFactory(conference=conference))
    session(-90, -30, title={"en": "Over"})
    people = {
        name: PersonFactory(conference=conference, name={"en": name})
        for name in ("Chair", "Speaker", "Interpreter", "Declined", "Yesterday", "Refused")
    }
    SessionRoleFactory(session=held, person=people["Chair"], role="chair")
    SessionRoleFactory(session=held, person=people["Chair"], role="speaker")
    SessionRoleFactory(session=coming, person=people["Speaker"], status="invited")
    SessionRoleFactory(session=coming, person=people["Declined"], status="declined")
    SessionRoleFactory(session=coming, person=people["Yesterday"])
    SessionRoleFactory(session=coming, person=people["Refused"])
    BoothShiftFactory(session=coming, interpreter=people["Interpreter"])
    scan(people["Chair"], NOON - dt.timedelta(hours=3))
    scan(people["Interpreter"], NOON - dt.timedelta(hours=2))
    scan(people["Yesterday"], NOON - dt.timedelta(hours=13))
    scan(people["Refused"], NOON - dt.timedelta(hours=1), result="refused")
    assert told(conference) == {
        "On": (set(), {"Chair"}),
        "Elsewhere": (set(), set()),
        "Next": ({"Speaker", "Yesterday", "Refused"}, {"Interpreter"}),
    }
    chair = expected_now(conference, NOON)[0].present[0]
    assert (set(chair.roles), chair.seen_at) == ({"chair", "speaker"}, NOON - dt.timedelta(hours=3))
    speaker = next(
        each
        for row in expected_now(conference, NOON)
        for each in row.missing
        if str(each.person) == "Speaker"
    )
    assert not speaker.confirmed


def test_nobody_of_another_conference_is_seen_here(conference, session):
    held = session(-30, 60, title={"en": "On"})
    person = PersonFactory(conference=conference, name={"en": "Chair"})
    SessionRoleFactory(session=held, person=person)
    elsewhere = ConferenceFactory()
    registration = RegistrationFactory(conference=conference, person=person, status="approved")
    ScanFactory(
        checkpoint=CheckpointFactory(conference=elsewhere),
        registration=registration,
        at=NOON,
        result="admitted",
    )
    assert told(conference) == {"On": ({"Chair"}, set())}


def test_staff_see_it_with_the_telephone(conference, hall, member, client_as, assert_constant_queries):
    now = timezone.now()
    conference.starts_on = conference.ends_on = conference.today()
    conference.save()
    held = SessionFactory(
        conference=conference, room=hall, start=now - dt.timedelta(minutes=1), end=now + dt.timedelta(hours=1)
    )
    address = reverse("agenda_secretariat:presence", args=[conference.slug])
    client = client_as(member("check-in"))

    def add_row() -> None:
        person = PersonFactory(conference=conference, phone="+998901234567")
        SessionRoleFactory(session=held, person=person)

    assert_constant_queries(address, add_row, client=client)
    text = client.get(address).content.decode()
    assert 'href="tel:+998901234567"' in text
    assert "3 people have not been seen" in text
    for role in ("observer", "rapporteur"):
        assert client_as(member(role)).get(address).status_code == 403
