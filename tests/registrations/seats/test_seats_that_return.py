"""Seats of a session or group whose deletion is undone: they come back, and are counted as they are then."""

import pytest

from agenda.history.domain.undo import undo
from agenda.rooms.domain import delete_room_or_group
from agenda.sessions.domain.sessions import delete_session
from agenda.sessions.models.personal import StarredSession
from confman.accounts.models import User
from confman.conferences.models import Conference
from registrations.core.models.registration import Registration
from registrations.seats.models import Seat
from tests.factories import RegistrationFactory, SessionFactory, UserFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db


def test_they_come_back_and_are_counted_anew(conference: Conference, owner: User) -> None:
    session = SessionFactory(conference=conference, capacity=5, taken=4)
    group = WorkingGroupFactory(conference=conference, capacity=5, taken=1)
    registrations = RegistrationFactory.create_batch(4, conference=conference, status="approved")
    for registration in registrations:
        Seat.objects.create(registration=registration, session=session, status="confirmed")
    Seat.objects.create(registration=registrations[0], group=group, status="offered")
    Seat.objects.create(registration=registrations[1], group=group, status="waiting")
    reader = UserFactory()
    StarredSession.objects.create(user=reader, session=session)
    delete_session(session, by=owner, revision=None)
    delete_room_or_group(group, by=owner, revision=None)
    assert not Seat.objects.exists()

    # Meanwhile one registration and one reader go for good, another registration is over; the rest comes back.
    registrations[2].delete()
    Registration.objects.filter(pk=registrations[3].pk).update(status="cancelled")
    reader.delete()
    undo(conference, by=owner)
    undo(conference, by=owner)
    session.refresh_from_db()
    group.refresh_from_db()
    assert (session.taken, Seat.objects.filter(session=session).count()) == (2, 2)
    assert (group.taken, Seat.objects.filter(group=group).count()) == (1, 2)
    assert not StarredSession.objects.exists()
