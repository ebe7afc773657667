"""Undo and redo: what a user did in the agenda is taken back whole, and what others did is left alone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.history.domain.steps import StaleStep
from agenda.history.domain.undo import (
    MAX_STEPS,
    delete_steps_naming,
    editing_step,
    next_redo,
    next_undo,
    pass_over,
    redo,
    undo,
)
from agenda.history.models import EditingStep
from agenda.materials.models import Material
from agenda.run_of_show.models import Cue
from agenda.sessions.domain.sessions import (
    ItemRow,
    RoleRow,
    change_session,
    confirm_role,
    create_session,
    decline_role,
    delete_session,
    move_session,
)
from agenda.sessions.models.personal import StarredSession
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from agenda.sessions.undo import SESSIONS
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from tests.agenda.roles import assign_role, remove_role
from tests.factories import (
    ItemFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> User:
    return UserFactory(name="Anna")


@pytest.fixture
def boris() -> User:
    return UserFactory(name="Boris")


def agenda_of(conference: Conference) -> dict[str, Any]:
    """All that undoing has to bring back, and who hangs on it."""
    keys = list(Session.objects.of(conference).values_list("pk", flat=True))
    found: dict[str, Any] = SESSIONS.snapshots(keys)
    for key in found:
        # A row that came back has another revision, so that what was seen of it before is stale.
        found[key]["cues"] = [{**row, "revision": None} for row in found[key]["cues"]]
        found[key]["files"] = sorted(
            Material.objects.filter(session=key).values_list("file", "link", "item", "position")
        )
        found[key]["stars"] = StarredSession.objects.filter(session=key).count()
    return found


def again(session: Session) -> Session:
    return Session.objects.select_related("conference", "room").get(pk=session.pk)


def full_session(conference: Conference, **fields: Any) -> Session:
    """One with everything that can hang on a session."""
    session = SessionFactory(conference=conference, **fields)
    first, second = ItemFactory(session=session, position=0), ItemFactory(session=session, position=1)
    SessionRoleFactory(session=session, item=second, role="speaker")
    SessionRoleFactory(session=session, role="chair")
    BoothShift.objects.create(session=session, source_language="en", target_language="ru")
    Cue.objects.create(session=session, item=first, cue="Anthem")
    return session


def test_a_move_is_taken_back_and_made_again(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    hall = RoomFactory(conference=conference)
    session = again(SessionFactory(conference=conference))
    seen = session.revision
    changed = move_session(session, by=anna, revision=seen, start=at("14:00", day=1), room=hall)
    assert changed == ["start", "end", "room"]
    assert (again(session).start, again(session).end) == (at("14:00", day=1), at("15:00", day=1)), (
        "it keeps its length"
    )
    step = undo(conference, by=anna)
    assert step and step.action == "agenda.session_moved" and step.label == str(session.title)
    assert (again(session).start, again(session).room) == (at("10:00"), None)
    redo(conference, by=anna)
    assert (again(session).start, again(session).room) == (at("14:00", day=1), hall)
    assert again(session).revision == seen + 3, "each action raises the revision"
    verbs = list(AuditEntry.objects.about(session).values_list("verb", flat=True))
    assert verbs[:3] == ["agenda.redone", "agenda.undone", "agenda.session_moved"]


def test_taking_off_the_schedule_keeps_the_room(conference: Conference, anna: User) -> None:
    hall = RoomFactory(conference=conference)
    session = again(SessionFactory(conference=conference, room=hall))
    move_session(session, by=anna, revision=session.revision, start=None)
    assert (again(session).start, again(session).end, again(session).room) == (None, None, hall)
    assert next_undo(conference, by=anna).action == "agenda.session_unscheduled"


@pytest.mark.parametrize(
    "start, end",
    [("11:00", "10:00"), ("11:00", "11:00"), (None, "10:00")],
    ids=["ends before it starts", "lasts nothing", "an end without a start"],
)
def test_an_impossible_move_writes_nothing(
    conference: Conference, anna: User, at: Callable[..., dt.datetime], start: str | None, end: str
) -> None:
    session = again(SessionFactory(conference=conference))
    before = agenda_of(conference)
    with pytest.raises(ValidationError):
        move_session(session, by=anna, revision=None, start=start and at(start), end=at(end))
    assert agenda_of(conference) == before and not EditingStep.objects.exists()


def test_a_move_into_a_room_of_another_conference_is_refused(
    conference: Conference, other_conference: Conference, anna: User
) -> None:
    session = again(SessionFactory(conference=conference))
    with pytest.raises(ValidationError):
        move_session(session, by=anna, revision=None, room=RoomFactory(conference=other_conference))


def test_a_stale_move_is_refused(
    conference: Conference, anna: User, boris: User, at: Callable[..., dt.datetime]
) -> None:
    session = again(SessionFactory(conference=conference))
    seen, stale = again(session), again(session)
    move_session(seen, by=boris, revision=seen.revision, start=at("15:00"))
    with pytest.raises(StaleRevision) as refused:
        move_session(stale, by=anna, revision=stale.revision, start=at("16:00"))
    assert refused.value.current.start == at("15:00")
    with pytest.raises(StaleRevision):
        move_session(again(session), by=anna, revision=stale.revision, start=at("16:00"))
    assert again(session).start == at("15:00")


def test_moving_nowhere_is_no_action(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    session = again(SessionFactory(conference=conference))
    assert move_session(session, by=anna, revision=session.revision, start=at("10:00")) == []
    assert not EditingStep.objects.exists() and again(session).revision == session.revision


def test_a_session_after_midnight_leaves_its_day_with_its_date(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    session = again(
        SessionFactory(
            conference=conference, start=at("00:30", day=1), end=at("01:30", day=1), day=at("00:30").date()
        )
    )
    move_session(session, by=anna, revision=None, start=at("01:00", day=1))
    assert again(session).day == at("00:30").date()
    move_session(session, by=anna, revision=None, start=at("10:00", day=1))
    assert again(session).day is None
    undo(conference, by=anna)
    assert again(session).day == at("00:30").date()


class TestEveryVerb:
    def test_making(self, conference: Conference, anna: User) -> None:
        before = agenda_of(conference)
        person = PersonFactory(conference=conference)
        create_session(
            conference, by=anna, title="New", items=[ItemRow("One")], roles=[RoleRow(person, item=1)]
        )
        after = agenda_of(conference)
        assert EditingStep.objects.get().label == "New"
        undo(conference, by=anna)
        assert agenda_of(conference) == before
        redo(conference, by=anna)
        assert agenda_of(conference) == after

    def test_changing_with_items_and_roles(self, conference: Conference, anna: User) -> None:
        session = full_session(conference)
        kept, role = session.items.first(), session.roles.first()
        before = agenda_of(conference)
        change_session(
            session,
            by=anna,
            revision=None,
            title={"en": "Other", "id": "Lain"},
            items=[ItemRow("New"), ItemRow("Kept", id=kept.pk)],
            roles=[RoleRow(PersonFactory(conference=conference), item=1), RoleRow(role.person, "moderator")],
        )
        after = agenda_of(conference)
        undo(conference, by=anna)
        assert agenda_of(conference) == before
        redo(conference, by=anna)
        assert agenda_of(conference) == after
        undo(conference, by=anna)
        assert agenda_of(conference) == before
        assert "other" not in Session.objects.get().search_text

    def test_deleting_keeps_what_hangs_on_it(
        self, conference: Conference, anna: User, boris: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        session = full_session(conference)
        material = Material(session=session, item=session.items.first())
        material.file.save("slides.pdf", ContentFile(b"%PDF"))
        StarredSession.objects.create(user=boris, session=session)
        before, seen = agenda_of(conference), again(session).revision
        with django_capture_on_commit_callbacks(execute=True):
            delete_session(again(session), by=anna, revision=seen)
        assert not Session.objects.exists()
        with django_capture_on_commit_callbacks(execute=True):
            undo(conference, by=anna)
        assert agenda_of(conference) == before
        assert Material.objects.get().file.read() == b"%PDF"
        assert again(session).revision > seen
        assert again(session).created_at == session.created_at
        with django_capture_on_commit_callbacks(execute=True):
            redo(conference, by=anna)
        assert not Session.objects.exists()
        assert material.file.storage.exists(material.file.name)
        with django_capture_on_commit_callbacks(execute=True):
            pass_over(conference, by=anna, step=EditingStep.objects.get().pk)
        assert not material.file.storage.exists(material.file.name), "files go with the step"

    def test_roles(self, conference: Conference, anna: User) -> None:
        session = SessionFactory(conference=conference)
        states = [agenda_of(conference)]
        role = assign_role(session, person=PersonFactory(conference=conference), role="speaker", by=anna)
        states.append(agenda_of(conference))
        confirm_role(role, by=anna)
        states.append(agenda_of(conference))
        decline_role(role, by=anna)
        states.append(agenda_of(conference))
        remove_role(role, by=anna)
        for state in reversed(states):
            undo(conference, by=anna)
            assert agenda_of(conference) == state

    def test_by_a_system_user_nothing_is_kept(
        self, conference: Conference, by: User, django_capture_on_commit_callbacks: Any
    ) -> None:
        session = full_session(conference)
        material = Material(session=session)
        material.file.save("slides.pdf", ContentFile(b"%PDF"))
        with django_capture_on_commit_callbacks(execute=True):
            delete_session(session, by=by, revision=None)
        assert not EditingStep.objects.exists()
        assert not material.file.storage.exists(material.file.name)


def test_a_session_of_many_items_is_deleted_with_as_many_queries_as_one_of_few(
    conference: Conference, anna: User
) -> None:
    def asked(more: int) -> int:
        session = full_session(conference)
        for position in range(2, 2 + more):
            SessionRoleFactory(session=session, item=ItemFactory(session=session, position=position))
        with CaptureQueriesContext(connection) as captured:
            delete_session(again(session), by=anna, revision=None)
        return len(captured)

    asked(0)
    assert asked(0) == asked(4)


def test_several_actions_inside_one_are_one_step(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    first, second = SessionFactory.create_batch(2, conference=conference)
    before = agenda_of(conference)
    with editing_step(conference, by=anna, action="agenda.sessions_swapped") as recorder:
        move_session(again(first), by=anna, revision=None, start=at("15:00"))
        recorder.touch(first)
        change_session(again(first), by=anna, revision=None, title="Later")
        move_session(again(first), by=anna, revision=None, start=at("16:00"))
        delete_session(again(second), by=anna, revision=None)
        create_session(conference, by=anna, title="New", start=at("11:00"))
    assert EditingStep.objects.get().action == "agenda.sessions_swapped"
    after = agenda_of(conference)
    undo(conference, by=anna)
    assert agenda_of(conference) == before
    redo(conference, by=anna)
    assert agenda_of(conference) == after


def test_what_fails_leaves_no_step(conference: Conference, anna: User) -> None:
    session = SessionFactory(conference=conference)
    with pytest.raises(ZeroDivisionError), editing_step(conference, by=anna, action="agenda.x") as recorder:
        recorder.touch(session)
        change_session(session, by=anna, revision=None, title="Lost")
        _ = 1 / 0
    assert not EditingStep.objects.exists()
    assert str(again(session).title) != "Lost"


class TestTwoUsers:
    def test_each_takes_back_their_own(
        self, conference: Conference, anna: User, boris: User, at: Callable[..., dt.datetime]
    ) -> None:
        hers, his = (again(each) for each in SessionFactory.create_batch(2, conference=conference))
        move_session(hers, by=anna, revision=None, start=at("15:00"))
        move_session(his, by=boris, revision=None, start=at("16:00"))
        undo(conference, by=anna)
        assert (again(hers).start, again(his).start) == (at("10:00"), at("16:00"))
        assert undo(conference, by=anna) is None
        assert next_undo(conference, by=boris).label == str(his.title)

    def test_what_another_changed_since_is_named_and_stays(
        self, conference: Conference, anna: User, boris: User, at: Callable[..., dt.datetime]
    ) -> None:
        session = again(SessionFactory(conference=conference))
        move_session(session, by=anna, revision=None, start=at("15:00"))
        move_session(session, by=boris, revision=None, start=at("16:00"))
        with pytest.raises(StaleStep) as stale:
            undo(conference, by=anna)
        assert str(session.title) in stale.value.message
        assert [each.pk for each in stale.value.changed] == [session.pk]
        assert again(session).start == at("16:00")
        pass_over(conference, by=anna, step=stale.value.step.pk)
        assert next_undo(conference, by=anna) is None

    def test_what_another_wrote_elsewhere_stays(
        self, conference: Conference, anna: User, boris: User, at: Callable[..., dt.datetime]
    ) -> None:
        session = again(SessionFactory(conference=conference))
        move_session(session, by=anna, revision=None, start=at("15:00"))
        change_session(again(session), by=boris, revision=None, title="By Boris")
        undo(conference, by=anna)
        assert (again(session).start, str(again(session).title)) == (at("10:00"), "By Boris")

    def test_a_session_another_deleted_cannot_come_back_by_a_move(
        self, conference: Conference, anna: User, boris: User, at: Callable[..., dt.datetime]
    ) -> None:
        session = again(SessionFactory(conference=conference))
        move_session(session, by=anna, revision=None, start=at("15:00"))
        delete_session(again(session), by=boris, revision=None)
        with pytest.raises(StaleStep):
            undo(conference, by=anna)
        assert not Session.objects.exists()

    def test_a_new_session_with_others_work_stays(
        self, conference: Conference, anna: User, boris: User
    ) -> None:
        session = create_session(conference, by=anna, title="New", items=[ItemRow("One")])
        Material.objects.create(session=session, link="https://example.org/slides")
        with pytest.raises(Refused):
            undo(conference, by=anna)
        assert Material.objects.exists()


def test_a_room_that_is_gone_is_said(conference: Conference, anna: User) -> None:
    old, new = RoomFactory.create_batch(2, conference=conference)
    session = again(SessionFactory(conference=conference, room=old))
    move_session(session, by=anna, revision=None, room=new)
    old.delete()
    with pytest.raises(Refused, match="no longer exists"):
        undo(conference, by=anna)
    assert again(session).room == new


def test_numbers_given_by_a_release_stay(
    conference: Conference, anna: User, publish: Callable[..., object]
) -> None:
    session = SessionFactory(conference=conference)
    change_session(session, by=anna, revision=None, items=[ItemRow("One"), ItemRow("Two")])
    one, two = session.items.all()
    change_session(session, by=anna, revision=None, items=[ItemRow("One", id=one.pk)])
    publish()
    undo(conference, by=anna)
    assert list(session.items.values_list("pk", "number")) == [(one.pk, 1), (two.pk, None)]
    publish()
    delete_session(again(session), by=anna, revision=None)
    undo(conference, by=anna)
    assert list(Item.objects.values_list("pk", "number")) == [(one.pk, 1), (two.pk, 2)]


def test_a_new_action_after_an_undo_ends_the_old_way(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    session = again(SessionFactory(conference=conference))
    move_session(session, by=anna, revision=None, start=at("15:00"))
    undo(conference, by=anna)
    assert next_redo(conference, by=anna) is not None
    move_session(session, by=anna, revision=None, start=at("16:00"))
    assert next_redo(conference, by=anna) is None and redo(conference, by=anna) is None
    assert EditingStep.objects.count() == 1


def test_the_last_hundred_are_kept(
    conference: Conference, anna: User, at: Callable[..., dt.datetime]
) -> None:
    session = again(SessionFactory(conference=conference, start=None, end=None))
    for minute in range(MAX_STEPS + 5):
        move_session(session, by=anna, revision=None, start=at("10:00") + dt.timedelta(minutes=minute))
    assert EditingStep.objects.count() == MAX_STEPS
    while undo(conference, by=anna):
        pass
    assert again(session).start == at("10:04")


def test_who_was_erased_does_not_come_back(conference: Conference, anna: User) -> None:
    session, person = SessionFactory(conference=conference), PersonFactory(conference=conference)
    role = assign_role(session, person=person, role="speaker", by=anna)
    remove_role(role, by=anna)
    delete_steps_naming(person)
    assert not EditingStep.objects.exists()


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["move", "room", "off", "title", "items", "roles", "make", "delete", "answer", "all"]
        ),
        st.integers(0, 3),
        st.integers(0, 20),
    ),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_whatever_was_done_undone_gives_the_agenda_as_it_was(
    conference: Conference, anna: User, at: Callable[..., dt.datetime], actions: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        rooms = RoomFactory.create_batch(2, conference=conference)
        for _ in range(2):
            full_session(conference)
        states = [agenda_of(conference)]
        for action in actions:
            perform(conference, anna, at("08:00"), rooms, *action)
            if agenda_of(conference) != states[-1]:
                states.append(agenda_of(conference))
        for state in reversed(states[:-1]):
            undo(conference, by=anna)
            assert agenda_of(conference) == state
        assert undo(conference, by=anna) is None
        for state in states[1:]:
            redo(conference, by=anna)
            assert agenda_of(conference) == state
        assert redo(conference, by=anna) is None
        transaction.set_rollback(True)


def perform(
    conference: Conference,
    by: User,
    morning: dt.datetime,
    rooms: list[Any],
    action: str,
    which: int,
    number: int,
) -> None:
    """One action on one of the sessions, if there is any."""
    sessions = list(
        Session.objects.of(conference).select_related("conference", "room").order_by("created_at")
    )
    if action == "make" or not sessions:
        create_session(conference, by=by, title=f"Made {number}", items=[ItemRow("One"), ItemRow("Two")])
        return
    session = sessions[which % len(sessions)]
    people = list(apps.get_model("people.Person").objects.of(conference).order_by("pk"))
    person = people[number % len(people)]
    start = morning + dt.timedelta(minutes=30 * number)
    if action == "move":
        move_session(session, by=by, revision=session.revision, start=start)
    elif action == "room":
        move_session(session, by=by, revision=session.revision, room=rooms[number % 2])
    elif action == "off":
        move_session(session, by=by, revision=session.revision, start=None)
    elif action == "title":
        change_session(session, by=by, revision=session.revision, title=f"Title {number}", kind="panel")
    elif action == "items":
        kept = [ItemRow(item.title, id=item.pk, minutes=number) for item in reversed(session.items.all())]
        change_session(session, by=by, revision=session.revision, items=[*kept[: number % 3], ItemRow("New")])
    elif action == "roles":
        rows = [RoleRow(person, "chair"), RoleRow(person, "speaker", item=1)]
        change_session(session, by=by, revision=session.revision, roles=rows)
    elif action == "delete":
        delete_session(session, by=by, revision=session.revision)
    elif action == "answer":
        role = SessionRole.objects.filter(session=session).first()
        if role:
            (confirm_role if number % 2 else remove_role)(role, by=by)
    elif action == "all":
        with editing_step(conference, by=by, action="agenda.sessions_moved", touching=sessions):
            for each in sessions:
                move_session(each, by=by, revision=None, start=start)
