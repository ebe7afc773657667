"""Seats in working groups and sessions: none too many, the line in its order, and who signed up hears of a release."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from agenda.conflicts.domain.report import conflicts_of
from agenda.history.domain.undo import undo
from agenda.own_agenda.domain import own_agenda_of
from agenda.programme.exchange.calendar_writer import build_notice_calendar
from agenda.releases.domain.notices import send_notices
from agenda.releases.domain.publication import publish_agenda
from agenda.rooms.domain import change_room_or_group
from agenda.rooms.models import WorkingGroup
from agenda.sessions.domain.sessions import change_session, delete_session, move_session
from agenda.sessions.models.session import Session
from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.mail.models import Message
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from confman.web.errors import Refused
from registrations.core.domain.capacity import CapacityExceeded, claim_places
from registrations.core.models.registration import Registration
from registrations.core.models.settings import RegistrationSettings
from registrations.lifecycle.domain.decisions import cancel_registration, replace_registration
from registrations.privacy.domain import clear_practice_registrations
from registrations.seats.domain.seats import (
    accept_seat,
    claim_seat,
    give_seat,
    give_up_seat,
    run_waiting_lines,
)
from registrations.seats.models import Seat, SeatStatus
from tests.factories import (
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    SessionFactory,
    UserFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(db: Any) -> User:
    return system_user("participant")


@pytest.fixture
def group(conference: Conference) -> WorkingGroup:
    """A working group of two places."""
    return WorkingGroupFactory(conference=conference, capacity=2)


@pytest.fixture
def approved(conference: Conference) -> Callable[[int], list[Registration]]:
    """`approved(3)`: that many approved registrations."""

    def make(number: int) -> list[Registration]:
        rows = RegistrationFactory.create_batch(number, conference=conference, status="approved")
        claim_places(rows)
        return rows

    return make


def taken(place: Any) -> tuple[int, int]:
    """Return the counter's number, and the number of seats that are held."""
    return type(place).objects.get(pk=place.pk).taken, Seat.objects.at(place).seated().count()


def states(place: Any) -> list[str]:
    return list(Seat.objects.at(place).order_by("created_at").values_list("status", flat=True))


def mails(kind: str) -> list[str]:
    return [
        message.to for message in Message.objects.filter(key=f"registrations.{kind}").order_by("created_at")
    ]


def signup(conference: Conference, **fields: Any) -> Session:
    return SessionFactory(conference=conference, **{"sign_up": True, "capacity": 1, **fields})


def test_the_third_of_two_waits_and_moves_up_when_a_seat_is_given_up(group, approved, by):
    first, second, third, fourth = approved(4)
    seats = [claim_seat(row, group=group, by=by) for row in (first, second, third, fourth)]
    assert states(group) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert claim_seat(first, group=group, by=by) == seats[0], "asked for twice, it is one seat"
    assert not Message.objects.exists(), "who signs up reads it on the page"

    give_up_seat(seats[0], by=by)
    give_up_seat(seats[0], by=by)

    assert states(group) == ["confirmed", "confirmed", "waiting"] and taken(group) == (2, 2)
    assert mails("seat_given") == [third.person.email]


@pytest.mark.parametrize("way", ["cancelled", "erased", "practice cleared"])
def test_who_does_not_come_gives_the_seats_back(way, conference, group, approved, by):
    leaver, stays, waits, other_line = approved(4)
    side_event = signup(conference)
    for row in (leaver, stays, waits):
        claim_seat(row, group=group, by=by)
    for row in (other_line, leaver):
        claim_seat(row, session=side_event, by=by)

    if way == "cancelled":
        cancel_registration(leaver, by=by)
    elif way == "erased":
        erase_person(leaver.person, by=by)
    else:
        Registration.objects.filter(pk=leaver.pk).update(is_practice=True)
        clear_practice_registrations(conference, by=by)

    assert not Seat.objects.filter(registration=leaver).exists()
    assert set(Seat.objects.at(group).seated().values_list("registration", flat=True)) == {stays.pk, waits.pk}
    assert taken(group) == (2, 2) and taken(side_event) == (1, 1)


def test_a_substitute_takes_over_the_seats_before_anyone_in_line(conference, group, approved, by):
    leaver, stays, waits = approved(3)
    for row in (leaver, stays, waits):
        claim_seat(row, group=group, by=by)
    successor = replace_registration(leaver, substitute=PersonFactory(conference=conference), by=by)
    assert Seat.objects.get(registration=successor).status == SeatStatus.CONFIRMED
    assert Seat.objects.get(registration=waits).status == SeatStatus.WAITING and taken(group) == (2, 2)


def test_two_records_of_one_person_hold_one_seat(conference, group, approved, by):
    one, other, waits = approved(3)
    side_event = signup(conference)
    for row in (one, other, waits):
        claim_seat(row, group=group, by=by)
    claim_seat(other, session=side_event, by=by)

    merge_people(one.person, other.person, by=by)

    alive = Registration.objects.alive().get(person=one.person)
    assert Seat.objects.filter(registration=alive).count() == 2
    assert Seat.objects.get(registration=waits).status == SeatStatus.CONFIRMED
    assert taken(group) == (2, 2) and taken(side_event) == (1, 1)


def test_with_another_seat_at_the_same_time_one_is_asked_first(conference, approved, by):
    now = timezone.now()
    at = {"start": now + dt.timedelta(days=9), "end": now + dt.timedelta(days=9, hours=1)}
    wanted, meanwhile = signup(conference, **at), signup(conference, **at)
    has, first, second = approved(3)
    seat = claim_seat(has, session=wanted, by=by)
    for row in (first, second):
        claim_seat(row, session=wanted, by=by)
    claim_seat(first, session=meanwhile, by=by)

    give_up_seat(seat, by=by)

    offered = Seat.objects.get(registration=first, session=wanted)
    assert offered.status == SeatStatus.OFFERED and taken(wanted) == (1, 1)
    assert mails("seat_offered") == [first.person.email]
    assert dt.timedelta(hours=47) < offered.offered_until - now < dt.timedelta(hours=49)

    Seat.objects.filter(pk=offered.pk).update(offered_until=now - dt.timedelta(minutes=1))
    with pytest.raises(Refused, match="deadline"):
        accept_seat(offered, by=by)
    assert run_waiting_lines() == 2
    assert states(wanted) == ["waiting", "confirmed"] and mails("seat_given") == [second.person.email]

    give_up_seat(Seat.objects.get(registration=second), by=by)
    assert accept_seat(offered, by=by).status == SeatStatus.CONFIRMED and taken(wanted) == (1, 1)
    assert run_waiting_lines() == 0


def test_by_hand_nobody_moves_up_and_staff_choose(conference, group, approved, by):
    RegistrationSettings.objects.create(conference=conference, waiting_line="by-hand")
    rows = approved(4)
    seats = [claim_seat(row, group=group, by=by) for row in rows]
    with pytest.raises(CapacityExceeded, match="All 2 places of the working group"):
        give_seat(seats[3], by=by)
    give_up_seat(seats[0], by=by, notify=True)
    assert states(group) == ["confirmed", "waiting", "waiting"] and mails("seat_withdrawn")
    assert give_seat(seats[3], by=by).status == SeatStatus.CONFIRMED and taken(group) == (2, 2)
    assert mails("seat_given") == [rows[3].person.email]


def test_more_places_are_for_those_in_line_and_fewer_than_taken_are_refused(group, approved, by, owner):
    rows = approved(4)
    for row in rows:
        claim_seat(row, group=group, by=by)
    with pytest.raises(ValidationError, match="2 people have signed up already"):
        change_room_or_group(group, by=by, revision=None, capacity=1)
    group.refresh_from_db()
    change_room_or_group(group, by=by, revision=None, capacity=3)
    assert claim_seat(RegistrationFactory(conference=group.conference, status="approved"), group=group, by=by)
    assert run_waiting_lines() == 1
    assert states(group) == ["confirmed"] * 3 + ["waiting"] * 2, "a newcomer stands behind those who wait"


def test_undoing_more_places_is_refused_once_they_are_taken(conference, approved, by, owner):
    session = signup(conference)
    change_session(session, by=owner, revision=None, capacity=2)
    for row in approved(2):
        claim_seat(row, session=session, by=by)
    with pytest.raises(Refused, match="does not allow it"):
        undo(conference, by=owner)
    with pytest.raises(ValidationError, match="2 people have signed up"):
        change_session(session, by=owner, revision=None, capacity=1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sign_up": False}, "There is no sign-up"),
        ({"status": "cancelled"}, "is cancelled"),
        ({"start": timezone.now() - dt.timedelta(minutes=1)}, "has begun"),
    ],
)
def test_what_is_not_open_is_refused_but_not_to_the_secretariat(wrong, words, conference, approved, by):
    session = signup(conference, **{"start": None, "end": None, **wrong})
    (row,) = approved(1)
    with pytest.raises(Refused, match=words):
        claim_seat(row, session=session, by=by)
    assert claim_seat(row, session=session, by=by, by_hand=True).is_held
    assert mails("seat_given") == [row.person.email]


def test_who_may_not(conference, other_conference, group, approved, by):
    (row,) = approved(1)
    with pytest.raises(Refused, match="as soon as"):
        claim_seat(RegistrationFactory(conference=conference), group=group, by=by, by_hand=True)
    with pytest.raises(Refused, match="another conference"):
        claim_seat(row, group=WorkingGroupFactory(conference=other_conference), by=by)
    with pytest.raises(Refused, match="puts the members"):
        claim_seat(row, group=WorkingGroupFactory(conference=conference), by=by)
    conference.status = "closed"
    conference.save()
    with pytest.raises(Refused, match="closed"):
        claim_seat(row, group=group, by=by)


class TestTheAgendaKnowsThem:
    """Issue 3: those signed up are told of a release, and more of them than seats is a conflict."""

    def told(self, release: Any) -> set[Any]:
        """To whom the mails of a release go; they are sent, so that the next tells what is new alone."""
        found = {notice.person_id for notice in release.notices.all()}
        send_notices(release, by=release.by)
        return found

    def test_a_move_and_a_cancellation_are_mailed_to_exactly_those(self, conference, group, approved, by):
        day = dt.datetime.combine(conference.starts_on, dt.time(10), tzinfo=conference.zone)
        hour = dt.timedelta(hours=1)
        event = signup(conference, start=day, end=day + hour)
        SessionFactory(conference=conference, working_group=group, start=day + 2 * hour, end=day + 3 * hour)
        meeting = group.sessions.get()
        in_event, in_line, in_group, _elsewhere = approved(4)
        for row in (in_event, in_line):
            claim_seat(row, session=event, by=by)
        claim_seat(in_group, group=group, by=by)
        publish_agenda(conference, by=by)

        move_session(event, by=by, revision=None, start=day + hour / 6)
        assert self.told(publish_agenda(conference, by=by)) == set(), "ten minutes are for the screens"
        move_session(event, by=by, revision=None, start=day + hour)
        release = publish_agenda(conference, by=by)
        assert self.told(release) == {in_event.person_id, in_line.person_id}
        move_session(meeting, by=by, revision=None, start=day + 5 * hour)
        assert self.told(publish_agenda(conference, by=by)) == {in_group.person_id}
        # People who leave hear nothing any more; those still there hear that it is gone, though the seats go with it.
        cancel_registration(in_event, by=by)
        event.refresh_from_db()
        delete_session(event, by=by, revision=None)
        assert self.told(publish_agenda(conference, by=by)) == {in_line.person_id}

    def test_who_only_waits_for_a_session_that_was_closed_since_has_it_in_no_calendar(
        self, conference, approved, by
    ):
        day = dt.datetime.combine(conference.starts_on, dt.time(10), tzinfo=conference.zone)
        hour = dt.timedelta(hours=1)
        other = signup(conference, title={"en": "Open"}, start=day, end=day + hour, capacity=5)
        event = signup(conference, title={"en": "Secret"}, start=day + 2 * hour, end=day + 3 * hour)
        seated, waiting = approved(2)
        for row in (seated, waiting):
            claim_seat(row, session=event, by=by)
            claim_seat(row, session=other, by=by)
        publish_agenda(conference, by=by)
        change_session(event, by=by, revision=None, visibility="closed")
        move_session(other, by=by, revision=None, start=day + 5 * hour)
        release = publish_agenda(conference, by=by)
        calendars = {
            notice.person_id: build_notice_calendar(conference, {"notice": str(notice.pk)}).content.decode()
            for notice in release.notices.all()
        }
        assert "Open" in calendars[waiting.person_id] and "Secret" not in calendars[waiting.person_id]
        assert "Secret" in calendars[seated.person_id]

    def test_more_signed_up_than_the_room_has_seats_is_a_conflict(self, conference, group, approved, by):
        room = RoomFactory(conference=conference, capacity=1)
        day = dt.datetime.combine(conference.starts_on, dt.time(10), tzinfo=conference.zone)
        SessionFactory(
            conference=conference, working_group=group, room=room, start=day, end=day + dt.timedelta(hours=1)
        )
        first, second = approved(2)
        claim_seat(first, group=group, by=by)
        assert "more-than-seats" not in {each.kind for each in conflicts_of(conference)}
        seat = claim_seat(second, group=group, by=by)
        (conflict,) = (each for each in conflicts_of(conference) if each.kind == "more-than-seats")
        assert "2 have signed up" in conflict.text
        give_up_seat(seat, by=by)
        assert "more-than-seats" not in {each.kind for each in conflicts_of(conference)}

    def test_they_stand_in_ones_own_agenda(self, conference, group, approved, by):
        day = dt.datetime.combine(conference.starts_on, dt.time(10), tzinfo=conference.zone)
        event = signup(conference, title={"en": "Side event"}, start=day)
        SessionFactory(
            conference=conference, title={"en": "Meeting of the group"}, working_group=group, start=day
        )
        first, second = approved(2)
        for row in (first, second):
            row.person.user = UserFactory()
            row.person.save()
            claim_seat(row, session=event, by=by)
        claim_seat(first, group=group, by=by)
        publish_agenda(conference, by=by)
        own = own_agenda_of(first.person, first.audience)
        assert {str(each.session.title): each.reasons for each in own.sessions} == {
            "Side event": ("signed up",),
            "Meeting of the group": ("my working group",),
        }
        assert not own_agenda_of(second.person, second.audience).sessions, "who waits is not signed up yet"


def test_more_takers_than_seats_at_the_same_moment(at_once):
    """Eight at once for five places: five have one, three wait."""
    group = WorkingGroupFactory(capacity=5)
    rows = RegistrationFactory.create_batch(8, conference=group.conference, status="approved")
    by = system_user("participant")
    at_once(*[partial(claim_seat, row, group=group, by=by) for row in rows])
    assert sorted(states(group)) == ["confirmed"] * 5 + ["waiting"] * 3 and taken(group) == (5, 5)
