"""Figures of participation: each counts what its definition says."""

import datetime as dt

import pytest

from agenda.sessions.models.session import Session
from confman.accounts.system_users import system_user
from registrations.attendance.domain.attendance import record_scan
from registrations.attendance.models import CheckpointMode, Means
from registrations.lifecycle.domain.decisions import cancel_registration
from registrations.statistics.domain.figures import participation_figures
from tests.factories import (
    CategoryFactory,
    CheckpointFactory,
    PersonFactory,
    RegistrationFactory,
    RoomFactory,
    ScanFactory,
    SessionFactory,
)


def at(conference, day, hour):
    moment = dt.datetime.combine(conference.days[day], dt.time(hour), tzinfo=conference.zone)
    # The conference of the tests lies ahead, and no scan may come from the future.
    return moment - dt.timedelta(days=3650)


@pytest.fixture
def by(db):
    return system_user("command")


# --- what is counted --------------------------------------------------------------------------------------


def numbers(conference):
    figures = participation_figures(conference, suppressed=False)
    return figures.registered, figures.approved, figures.attended


def test_one_more_scan_changes_every_attended_figure(conference, by):
    person = PersonFactory(conference=conference, sex="female", sector="ngo", country="UZ")
    registration = RegistrationFactory(conference=conference, person=person, status="approved")
    before = participation_figures(conference, suppressed=False)
    assert (before.attended, before.participant_days) == (0, 0)

    record_scan(CheckpointFactory(conference=conference), registration=registration, by=by)

    after = participation_figures(conference, suppressed=False)
    assert (after.attended, after.participant_days) == (1, 1)
    for breakdown in after.breakdowns:
        assert [row.attended for row in breakdown.rows] == [1]
    assert (after.registered, after.approved) == (before.registered, before.approved)


def test_persons_are_unique_however_often_they_are_recorded(conference, by):
    registration = RegistrationFactory(conference=conference, status="approved")
    door = CheckpointFactory(conference=conference, mode=CheckpointMode.DAILY)
    other = CheckpointFactory(conference=conference, mode=CheckpointMode.DAILY)
    for checkpoint in (door, other):
        for day in (0, 1):
            for hour in (9, 14):
                record_scan(checkpoint, registration=registration, by=by, at=at(conference, day, hour))

    figures = participation_figures(conference, suppressed=False)
    assert (figures.attended, figures.participant_days) == (1, 2)


def test_a_signed_sheet_counts_as_a_scan_does(conference, by):
    registration = RegistrationFactory(conference=conference, status="approved")
    record_scan(CheckpointFactory(conference=conference), registration=registration, by=by, means=Means.SHEET)
    assert numbers(conference) == (1, 1, 1)


def test_attendance_of_sessions_is_person_by_session(conference, by):
    checkpoints = [
        CheckpointFactory(
            conference=conference,
            mode=CheckpointMode.ONCE,
            session=Session.objects.create(conference=conference, title={"en": f"Session {number}"}),
        )
        for number in range(2)
    ]
    for _person in range(2):
        registration = RegistrationFactory(conference=conference, status="approved")
        for checkpoint in checkpoints:
            record_scan(checkpoint, registration=registration, by=by)
            record_scan(checkpoint, registration=registration, by=by)
    assert participation_figures(conference, suppressed=False).attendances == 4


def test_sessions_behind_the_door_of_a_room_are_attended_too(conference, by):
    hall = RoomFactory(conference=conference)
    held = [
        SessionFactory(
            conference=conference, room=hall, start=at(conference, 0, hour), end=at(conference, 0, hour + 1)
        )
        for hour in (10, 12)
    ]
    counting = CheckpointFactory(conference=conference, kind="room", mode=CheckpointMode.IN_OUT, room=hall)
    at_the_door = CheckpointFactory(conference=conference, kind="session", mode="once", session=held[0])
    both, one = RegistrationFactory.create_batch(2, conference=conference, status="approved")
    record_scan(counting, registration=both, by=by, at=at(conference, 0, 9))
    record_scan(counting, registration=one, by=by, at=at(conference, 0, 9))
    record_scan(counting, registration=one, by=by, at=at(conference, 0, 11), direction="out")
    # Recorded at the session's own door, too: it is one attendance.
    record_scan(at_the_door, registration=one, by=by, at=at(conference, 0, 10))
    assert participation_figures(conference, suppressed=False).attendances == 3


def test_whom_nobody_admitted_did_not_attend(conference, by):
    waiting = RegistrationFactory(conference=conference)
    record_scan(CheckpointFactory(conference=conference), registration=waiting, by=by)
    assert numbers(conference) == (1, 0, 0)


def test_who_cancelled_is_in_no_figure(conference, by):
    scan = ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
    type(scan.registration.category).objects.update(taken=1)
    type(conference).objects.update(taken=1)
    cancel_registration(scan.registration, by=by)
    assert numbers(conference) == (0, 0, 0)


@pytest.mark.parametrize("status", ["draft", "invited", "nominated", "declined", "replaced", "cancelled"])
def test_who_has_not_submitted_or_is_out_is_not_registered(conference, status):
    RegistrationFactory(conference=conference, status=status)
    assert numbers(conference) == (0, 0, 0)


def test_staff_and_press_are_out(conference):
    press = CategoryFactory(conference=conference, in_figures=False)
    RegistrationFactory(conference=conference, category=press, status="approved")
    RegistrationFactory(conference=conference, status="approved")
    assert numbers(conference) == (1, 1, 0)


def test_practice_counts_only_while_it_is_all_there_is(conference):
    RegistrationFactory(conference=conference, is_practice=True)
    assert numbers(conference)[0] == 0
    conference.registration_mode = "test"
    assert numbers(conference)[0] == 1


def test_another_conference_is_not_counted(conference, other_conference):
    RegistrationFactory(conference=other_conference)
    assert numbers(conference) == (0, 0, 0)


def test_every_figure_comes_with_its_definition(conference):
    text = " ".join(participation_figures(conference).definitions)
    for word in ("Registered", "Approved", "Attended", "Participant-day", "under five"):
        assert word in text


def test_figures_take_the_same_queries_for_many_as_for_one(conference, django_assert_max_num_queries):
    for _number in range(3):
        ScanFactory(registration=RegistrationFactory(conference=conference, status="approved"))
    with django_assert_max_num_queries(4):
        participation_figures(conference)
