"""A release becomes the working agenda again: nothing is lost that can be kept, and it can be undone."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agenda.history.domain.undo import redo, undo
from agenda.materials.models import Material
from agenda.releases.domain.diff import anything_changed, compare
from agenda.releases.domain.publication import freeze
from agenda.releases.domain.read_model import Content
from agenda.releases.domain.restore import plan_restoring, restore_release
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import delete_room_or_group
from agenda.rooms.models import Room, WorkingGroup
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
from agenda.sessions.models.session import BoothShift, Item, Session, SessionRole
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference
from confman.people.domain.privacy import erase_person
from confman.web.database.changes import StaleRevision
from confman.web.errors import Refused
from tests.factories import PersonFactory, RoomFactory, SessionFactory, ThemeFactory, WorkingGroupFactory

pytestmark = pytest.mark.django_db
Publish = Callable[..., AgendaRelease]
At = Callable[..., dt.datetime]


@pytest.fixture
def session(conference: Conference, owner: User, at: At) -> Session:
    """A session with all that a session may have."""
    first, second = PersonFactory.create_batch(2, conference=conference)
    session = create_session(
        conference,
        by=owner,
        title={"en": "Opening", "ru": "Открытие"},
        kind="plenary",
        summary={"en": "What it is about"},
        start=at("10:00"),
        end=at("11:00"),
        room=RoomFactory(conference=conference, name={"en": "Hall A"}),
        theme=ThemeFactory(conference=conference),
        working_group=WorkingGroupFactory(conference=conference, code="WG1"),
        floor_languages=["en", "ru"],
        capacity=30,
        items=[ItemRow("First", minutes=20, symbol="CONF/1"), ItemRow("Second", minutes=30)],
        roles=[
            RoleRow(first, role="chair", status="confirmed"),
            RoleRow(second, role="speaker", status="invited", item=2),
        ],
    )
    Material.objects.create(session=session, link="https://example.org/paper", title={"en": "Paper"})
    return session


@pytest.fixture
def release(session: Session, publish: Publish) -> AgendaRelease:
    return publish()


def plain(content: Content) -> Content:
    """The rows to be compared, without the bookkeeping of publishing."""
    unseen = ("sequence", "changed_at")
    sessions = [{key: row[key] for key in row if key not in unseen} for row in content["sessions"]]
    return {"sessions": sessions, "annotations": content["annotations"]}


def assert_as_in(release: AgendaRelease) -> None:
    """The working agenda is what the release says."""
    changes = compare(release.content, freeze(release.conference))
    assert not anything_changed(changes), changes


def changed_everywhere(session: Session, by: User, at: At) -> None:
    """Everything of the session is another."""
    change_session(
        session,
        by=by,
        revision=None,
        title={"en": "Closing"},
        summary={},
        kind="closing",
        start=at("15:00", day=1),
        end=at("16:00", day=1),
        room=None,
        theme=None,
        working_group=None,
        floor_languages=[],
        status="tentative",
        items=[ItemRow("Third", id=session.items.last().pk), ItemRow("Fourth")],
        roles=[RoleRow(PersonFactory(conference=session.conference), role="keynote")],
    )


def test_everything_of_a_session_comes_back(
    release: AgendaRelease, session: Session, owner: User, at: At
) -> None:
    before = freeze(release.conference)
    changed_everywhere(session, owner, at)
    plan = restore_release(release, by=owner)
    assert_as_in(release)
    assert plain(freeze(release.conference)) == plain(before) == plain(plan.target)
    assert AuditEntry.objects.filter(verb="agenda.release_restored").exists()


def test_a_deleted_session_comes_back_with_id_guid_numbers_and_links(
    release: AgendaRelease, session: Session, owner: User
) -> None:
    before = Session.objects.values("id", "guid", "capacity").get()
    numbers = list(Item.objects.values_list("pk", "number"))
    delete_session(session, by=owner, revision=None)
    restore_release(release, by=owner)
    assert Session.objects.values("id", "guid", "capacity").get() == before
    assert (
        list(Item.objects.values_list("pk", "number")) == numbers == [(numbers[0][0], 1), (numbers[1][0], 2)]
    )
    assert Material.objects.get().link == "https://example.org/paper"
    statuses = list(SessionRole.objects.order_by("position").values_list("role", "status"))
    assert statuses == [("chair", "confirmed"), ("speaker", "proposed")]


def test_what_is_new_since_loses_its_time_and_nothing_else(
    release: AgendaRelease, conference: Conference, owner: User, at: At
) -> None:
    new = create_session(
        conference, by=owner, title="New", start=at("12:00"), end=at("13:00"), items=[ItemRow("Kept")]
    )
    plan = plan_restoring(release)
    assert plan.unscheduled == [str(new.pk)] and not plan.touched
    restore_release(release, by=owner)
    new.refresh_from_db()
    assert (new.start, new.end, new.items.count()) == (None, None, 1)
    assert_as_in(release)


def test_what_loses_its_time_comes_back_as_long_as_it_was(
    release: AgendaRelease, session: Session, owner: User, at: At
) -> None:
    new = SessionFactory(conference=session.conference, start=at("14:00"), end=at("15:30"))
    restore_release(release, by=owner)
    new.refresh_from_db()
    move_session(new, by=owner, revision=None, start=at("16:00"))
    assert new.end == at("17:30")
    change_session(new, by=owner, revision=None, start=None, end=None)
    move_session(new, by=owner, revision=None, start=at("09:00"))
    assert new.end == at("10:30")


def test_answers_given_since_stand(release: AgendaRelease, session: Session, owner: User, at: At) -> None:
    decline_role(session.roles.get(role="chair"), by=owner)
    confirm_role(session.roles.get(role="speaker"), by=owner)
    move_session(session, by=owner, revision=None, start=at("12:00"))
    restore_release(release, by=owner)
    assert dict(session.roles.values_list("role", "status")) == {"chair": "declined", "speaker": "confirmed"}


def test_who_was_erased_stays_gone(release: AgendaRelease, session: Session, owner: User) -> None:
    erase_person(session.roles.get(role="chair").person, by=owner)
    assert plan_restoring(release).gone_people == 1
    delete_session(session, by=owner, revision=None)
    restore_release(release, by=owner)
    assert list(SessionRole.objects.values_list("role", flat=True)) == ["speaker"]


def test_files_and_turns_of_interpreters_stay_as_they_are(
    release: AgendaRelease, session: Session, owner: User, at: At
) -> None:
    Material.objects.create(session=session, link="https://example.org/new")
    BoothShift.objects.create(session=session, source_language="en", target_language="ru")
    changed_everywhere(session, owner, at)
    restore_release(release, by=owner)
    assert session.materials.count() == 2 and session.booth_shifts.count() == 1


def test_rooms_themes_and_groups_that_are_gone_come_back(
    release: AgendaRelease, conference: Conference, session: Session, owner: User
) -> None:
    room, group, theme = session.room, session.working_group, session.theme
    assert room and group and theme
    delete_room_or_group(room, by=owner, revision=None)
    delete_room_or_group(group, by=owner, revision=None)
    theme.delete()
    WorkingGroupFactory(conference=conference, code="WG9")
    restore_release(release, by=owner)
    session.refresh_from_db()
    assert session.room and str(session.room.name) == "Hall A" and session.theme
    assert session.working_group and session.working_group.code == "WG1"
    assert_as_in(release)


def test_another_group_of_the_same_code_takes_its_place(
    release: AgendaRelease, conference: Conference, session: Session, owner: User
) -> None:
    assert session.working_group
    delete_room_or_group(session.working_group, by=owner, revision=None)
    other = WorkingGroupFactory(conference=conference, code="WG1")
    restore_release(release, by=owner)
    session.refresh_from_db()
    assert session.working_group == other and WorkingGroup.objects.count() == 1


def test_a_session_imported_again_under_its_guid_is_the_same(
    release: AgendaRelease, conference: Conference, session: Session, owner: User
) -> None:
    guid = session.guid
    delete_session(session, by=owner, revision=None)
    again = SessionFactory(conference=conference, guid=guid, title={"en": "Imported"})
    restore_release(release, by=owner)
    assert Session.objects.get().pk == again.pk
    again.refresh_from_db()
    assert str(again.title) == "Opening" and again.items.count() == 2


def test_annotations_come_back_though_they_are_no_change_of_a_session(
    session: Session, publish: Publish, owner: User
) -> None:
    Item.objects.filter(position=0).update(background={"en": "As it was"})
    release = publish()
    Item.objects.filter(position=0).update(background={"en": "Otherwise"})
    restore_release(release, by=owner)
    assert Item.objects.get(position=0).background["en"] == "As it was"


def test_nothing_to_do_is_said(release: AgendaRelease, owner: User) -> None:
    assert not plan_restoring(release).does_something
    with pytest.raises(Refused):
        restore_release(release, by=owner)


def test_it_can_be_undone_and_done_again(
    release: AgendaRelease, conference: Conference, session: Session, owner: User, at: At
) -> None:
    create_session(conference, by=owner, title="New", start=at("12:00"), end=at("13:00"))
    other = create_session(conference, by=owner, title="Other", start=at("14:00"), end=at("15:00"))
    changed_everywhere(session, owner, at)
    delete_session(other, by=owner, revision=None)
    working = freeze(conference)
    restore_release(release, by=owner)
    restored = freeze(conference)
    undo(conference, by=owner)
    assert plain(freeze(conference)) == plain(working)
    redo(conference, by=owner)
    assert plain(freeze(conference)) == plain(restored)


def test_undoing_takes_the_rooms_and_groups_that_came_back_away_again(
    release: AgendaRelease, conference: Conference, session: Session, owner: User
) -> None:
    places = (session.room, session.working_group)
    for place in filter(None, places):
        delete_room_or_group(place, by=owner, revision=None)
    assert any(places)
    restore_release(release, by=owner)
    session.refresh_from_db()
    assert (session.room, session.working_group) == places
    undo(conference, by=owner)
    session.refresh_from_db()
    assert (session.room, session.working_group) == (None, None)
    assert not any(type(place).objects.filter(pk=place.pk).exists() for place in filter(None, places))


def test_undoing_takes_a_session_with_its_links_away_again(
    release: AgendaRelease, conference: Conference, session: Session, owner: User
) -> None:
    delete_session(session, by=owner, revision=None)
    restore_release(release, by=owner)
    undo(conference, by=owner)
    assert not Session.objects.exists() and not Material.objects.exists()
    redo(conference, by=owner)
    assert Material.objects.count() == 1
    assert_as_in(release)


def test_whoever_edits_meanwhile_is_told(
    release: AgendaRelease, session: Session, owner: User, at: At
) -> None:
    changed_everywhere(session, owner, at)
    seen = Session.objects.get().revision
    restore_release(release, by=owner)
    with pytest.raises(StaleRevision):
        change_session(Session.objects.get(), by=owner, revision=seen, title="Mine")


def test_a_failure_in_the_middle_leaves_nothing(
    release: AgendaRelease, session: Session, owner: User, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed_everywhere(session, owner, at)
    working = freeze(release.conference)

    def fail(*_all: Any, **_named: Any) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("agenda.releases.domain.restore._write_history", fail)
    with pytest.raises(RuntimeError):
        restore_release(release, by=owner)
    assert freeze(release.conference) == working and Room.objects.count() == 1


def test_the_plan_costs_the_same_for_one_session_and_for_many(
    release: AgendaRelease, conference: Conference, publish: Publish, at: At, owner: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            plan_restoring(AgendaRelease.objects.select_related("conference").first())
        return len(captured)

    one = asked()
    for number in range(4):
        create_session(
            conference,
            by=owner,
            title=f"S{number}",
            start=at("12:00"),
            end=at("13:00"),
            items=[ItemRow("I")],
            roles=[RoleRow(PersonFactory(conference=conference))],
        )
    publish()
    assert asked() == one
