"""Editing the working agenda: verbs, revisions, roles by name alone."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from agenda.history.domain.undo import undo
from agenda.sessions.domain.sessions import (
    ItemRow,
    RoleRow,
    change_session,
    confirm_role,
    create_session,
    decline_role,
    move_session,
)
from agenda.sessions.models.session import Item, Session, SessionRole
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from tests.agenda.roles import assign_role
from tests.factories import BoothShiftFactory, PersonFactory, RoomFactory, SessionFactory, SessionRoleFactory

pytestmark = pytest.mark.django_db


def test_a_session_is_made_with_items_and_roles(
    conference: Conference, by: User, at: Callable[..., dt.datetime]
) -> None:
    person = PersonFactory(conference=conference)
    session = create_session(
        conference,
        by=by,
        title="Opening",
        kind="opening",
        start=at("09:30"),
        end=at("10:30"),
        items=[ItemRow("Welcome", minutes=10), ItemRow("Address", minutes=20)],
        roles=[RoleRow(person, "chair"), RoleRow(person, "speaker", item=2)],
    )
    assert session.title == {"en": "Opening"}, "a plain string is in the first language"
    assert [item.number for item in session.items.all()] == [None, None], (
        "numbers come with the first release"
    )
    assert [role.item and str(role.item) for role in session.roles.all()] == [None, "Address"]
    entry = AuditEntry.objects.about(session).get()
    assert (entry.verb, entry.by) == ("agenda.session_created", by)


@pytest.mark.parametrize(
    "start, end, field",
    [("10:00", "09:00", "end"), ("10:00", "10:00", "end"), (None, "10:00", "start")],
    ids=["ends before it starts", "lasts nothing", "an end without a start"],
)
def test_impossible_times_are_refused(
    conference: Conference, by: User, at: Callable[..., dt.datetime], start: str | None, end: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        create_session(conference, by=by, title="X", start=at(start) if start else None, end=at(end))
    assert field in refused.value.message_dict
    assert not Session.objects.exists()


def test_a_room_of_another_conference_is_refused(
    conference: Conference, other_conference: Conference, by: User
) -> None:
    with pytest.raises(ValidationError):
        create_session(conference, by=by, title="X", room=RoomFactory(conference=other_conference))


def test_changing_items_keeps_numbers_and_roles(
    conference: Conference, by: User, publish: Callable[..., object]
) -> None:
    person = PersonFactory(conference=conference)
    session = SessionFactory(conference=conference)
    change_session(session, by=by, revision=None, items=[ItemRow("One"), ItemRow("Two")])
    publish()
    one, two = session.items.all()
    assert (one.number, two.number) == (1, 2)
    change_session(
        session,
        by=by,
        revision=None,
        items=[ItemRow("Two", id=two.pk), ItemRow("Between"), ItemRow("One, changed", id=one.pk)],
        roles=[RoleRow(person, item=3)],
    )
    publish()
    assert [(str(item), item.number) for item in session.items.all()] == [
        ("Two", 2),
        ("Between", 3),
        ("One, changed", 1),
    ]
    assert session.roles.get().item == one


def test_the_number_of_an_item_that_went_is_not_used_again(
    conference: Conference, by: User, publish: Callable[..., object]
) -> None:
    session = SessionFactory(conference=conference)
    change_session(session, by=by, revision=None, items=[ItemRow("One"), ItemRow("Two")])
    publish()
    change_session(session, by=by, revision=None, items=[ItemRow("Three")])
    publish()
    assert Item.objects.get().number == 3


def test_two_rows_may_change_places(conference: Conference, by: User) -> None:
    session = SessionFactory(conference=conference)
    first, second = (SessionRoleFactory(session=session, role="speaker") for _ in range(2))
    change_session(
        session,
        by=by,
        revision=None,
        roles=[RoleRow(second.person, id=first.pk), RoleRow(first.person, id=second.pk)],
    )
    assert {role.person for role in session.roles.all()} == {first.person, second.person}


def test_what_one_person_answered_is_not_said_of_whoever_takes_the_role(
    conference: Conference, by: User
) -> None:
    role = SessionRoleFactory(session__conference=conference, decline_reason="I am ill.", extra={"id": 7})
    other = PersonFactory(conference=conference)
    change_session(role.session, by=by, revision=None, roles=[RoleRow(other, id=role.pk)])
    role = role.session.roles.get()
    assert (role.person, role.decline_reason, role.extra) == (other, "", {})


def test_one_person_twice_in_one_role_is_refused(conference: Conference, by: User) -> None:
    session, person = SessionFactory(conference=conference), PersonFactory(conference=conference)
    with pytest.raises(ValidationError):
        change_session(session, by=by, revision=None, roles=[RoleRow(person), RoleRow(person)])
    assign_role(session, person=person, role="speaker", by=by)
    with pytest.raises(ValidationError):
        assign_role(session, person=person, role="speaker", by=by)


def test_answers_are_noted_and_raise_the_revision(conference: Conference, by: User) -> None:
    session = SessionFactory(conference=conference)
    role = assign_role(session, person=PersonFactory(conference=conference), role="speaker", by=by)
    assert role.status == SessionRole.Status.PROPOSED
    before = Session.objects.get(pk=session.pk).revision
    confirm_role(role, by=by)
    decline_role(role, by=by)
    assert Session.objects.get(pk=session.pk).revision == before + 2
    statuses = [entry.details.get("to") for entry in AuditEntry.objects.about(session)]
    assert statuses[:2] == ["declined", "confirmed"]


def test_interpreters_turns_with_hours_of_their_own_go_along_and_come_back(
    conference: Conference, at: Callable[..., dt.datetime], owner: User
) -> None:
    session = SessionFactory(conference=conference, start=at("10:00"), end=at("12:00"))
    turn = BoothShiftFactory(session=session, start=at("10:00"), end=at("10:30"))
    whole = BoothShiftFactory(session=session, source_language="ru", target_language="uz")
    move_session(session, by=owner, revision=session.revision, start=at("10:25"))
    turn.refresh_from_db()
    whole.refresh_from_db()
    assert (turn.start, turn.end, whole.start) == (at("10:25"), at("10:55"), None)
    change_session(session, by=owner, revision=None, start=at("11:00"), end=at("12:35"))
    turn.refresh_from_db()
    assert (turn.start, turn.end) == (at("11:00"), at("11:30"))
    undo(conference, by=owner)
    undo(conference, by=owner)
    turn = session.booth_shifts.exclude(start=None).get()
    assert (turn.start, turn.end) == (at("10:00"), at("10:30"))


def test_a_session_of_the_small_hours_that_is_moved_to_the_morning_belongs_to_its_date(
    conference: Conference, by: User, at: Callable[..., dt.datetime]
) -> None:
    evening = conference.starts_on
    session = SessionFactory(conference=conference, start=at("00:30", 1), end=at("01:00", 1), day=evening)
    change_session(session, by=by, revision=None, start=at("00:45", 1), end=at("01:30", 1))
    assert session.conference_day == evening
    change_session(session, by=by, revision=None, start=at("09:00", 1), end=at("10:00", 1))
    assert session.conference_day == at("09:00", 1).date()


def test_a_session_taken_off_the_schedule_keeps_its_length(
    conference: Conference, by: User, at: Callable[..., dt.datetime]
) -> None:
    session = SessionFactory(conference=conference, start=at("09:00"), end=at("10:45"))
    move_session(session, by=by, revision=None, start=None)
    assert (session.start, session.end) == (None, None)
    move_session(session, by=by, revision=None, start=at("14:00"))
    assert session.end == at("15:45")
    open_end = SessionFactory(conference=conference, start=at("09:00"), end=None)
    move_session(open_end, by=by, revision=None, start=at("14:00"))
    assert open_end.end is None
