"""Undo and redo of all that is not a session: rooms, groups, people, themes, materials, settings; and on every page."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.conflicts.domain.severities import set_severities
from agenda.core.models import AgendaSettings
from agenda.history.domain.snapshots import all_kinds
from agenda.history.domain.steps import StaleStep
from agenda.history.domain.undo import expire_steps, next_redo, next_undo, redo, undo
from agenda.history.models import EditingStep
from agenda.imports.exchange.importer import import_schedule
from agenda.imports.exchange.uploads import read_schedule
from agenda.materials.domain import (
    add_material,
    change_material,
    check_material,
    hand_in,
    remove_material,
    set_materials_due,
)
from agenda.materials.models import Material
from agenda.releases.domain.notices import send_notices
from agenda.releases.models import ReleaseNotice
from agenda.rooms.domain import (
    change_room_or_group,
    create_group,
    create_room,
    delete_room_or_group,
    hours_of,
    set_group_roles,
    set_hours,
)
from agenda.rooms.models import Availability, Room, WorkingGroup
from agenda.sessions.domain.sessions import (
    RoleRow,
    change_session,
    create_session,
    delete_session,
    move_session,
)
from agenda.sessions.models.session import Session, SessionRole
from agenda.speakers.domain import invite_speakers
from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.hook_registries import Event, Hook, hooks
from confman.conferences.models import Conference, Theme
from confman.people.domain.merge import merge_people
from confman.people.domain.privacy import erase_person
from confman.people.models import Person
from confman.web.errors import Refused
from tests.factories import (
    GroupRoleFactory,
    MembershipFactory,
    PersonFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    WorkingGroupFactory,
)

pytestmark = pytest.mark.django_db
At = Callable[..., dt.datetime]


@pytest.fixture
def anna(conference: Conference) -> User:
    return MembershipFactory(conference=conference, role="programme").user


@pytest.fixture
def boris(conference: Conference) -> User:
    return MembershipFactory(conference=conference, role="programme").user


def all_of(conference: Conference) -> dict[str, Any]:
    """Everything that a step can be about, as it stands."""
    found = {}
    for kind in all_kinds():
        owned = "session__conference" if kind.model is Material else "conference"
        rows = kind.model._base_manager.filter(**{owned: conference})
        found[kind.label] = kind.snapshots(rows.values_list("pk", flat=True))
    return found


# --- Rooms and groups -------------------------------------------------------------------------------------


def test_a_room_comes_back_with_its_hours_and_its_sessions(
    conference: Conference, anna: User, at: At
) -> None:
    hall = RoomFactory(conference=conference, name={"en": "Hall"})
    set_hours(hall, [(at("09:00"), at("18:00"))], by=anna)
    session = SessionFactory(conference=conference, room=hall)
    before, seen = all_of(conference), session.revision
    hall.refresh_from_db()
    delete_room_or_group(hall, by=anna, revision=hall.revision)
    session.refresh_from_db()
    assert session.room is None and session.revision == seen + 1
    step = undo(conference, by=anna)
    assert step and (step.action, step.label, step.remarks) == ("agenda.room_deleted", "Hall", ())
    assert all_of(conference) == before
    session.refresh_from_db()
    assert session.revision == seen + 2, "the person who edits it hears of both"
    assert Room.objects.get().revision > hall.revision
    verbs = list(AuditEntry.objects.about(hall).values_list("verb", flat=True))
    assert verbs[:2] == ["agenda.undone", "agenda.room_deleted"]
    redo(conference, by=anna)
    assert not Room.objects.exists() and not Availability.objects.exists()


def test_a_session_that_found_another_room_keeps_it_and_that_is_said(
    conference: Conference, anna: User, boris: User
) -> None:
    hall, small = RoomFactory.create_batch(2, conference=conference)
    moved, other = (
        SessionFactory(conference=conference, room=hall, title={"en": name}) for name in ("Moved", "Other")
    )
    delete_room_or_group(hall, by=anna, revision=None)
    move_session(Session.objects.get(pk=moved.pk), by=boris, revision=None, room=small)
    step = undo(conference, by=anna)
    moved.refresh_from_db()
    other.refresh_from_db()
    assert (moved.room, other.room) == (small, hall)
    assert step and len(step.remarks) == 1 and "“Moved”" in step.remarks[0]


def test_what_another_changed_in_a_room_is_named_and_what_is_elsewhere_stays(
    conference: Conference, anna: User, boris: User
) -> None:
    hall = RoomFactory(conference=conference, name={"en": "Hall"}, capacity=10)
    change_room_or_group(hall, by=anna, revision=None, capacity=20)
    change_room_or_group(hall, by=boris, revision=None, booths=3)
    undo(conference, by=anna)
    hall.refresh_from_db()
    assert (hall.capacity, hall.booths) == (10, 3)
    redo(conference, by=anna)
    change_room_or_group(hall, by=boris, revision=None, capacity=30)
    with pytest.raises(StaleStep, match="“Hall”") as stale:
        undo(conference, by=anna)
    assert stale.value.changed == [hall] and stale.value.current == hall
    hall.refresh_from_db()
    assert hall.capacity == 30


def test_a_new_room_that_others_use_stays(conference: Conference, anna: User, boris: User) -> None:
    hall = create_room(conference, by=anna, name="Hall")
    session = SessionFactory(conference=conference)
    move_session(Session.objects.get(pk=session.pk), by=boris, revision=None, room=hall)
    with pytest.raises(Refused, match="depend on “Hall”"):
        undo(conference, by=anna)
    move_session(Session.objects.get(pk=session.pk), by=boris, revision=None, room=None)
    undo(conference, by=anna)
    assert not Room.objects.exists()


def test_a_group_with_all_its_roles_is_one_step_of_the_form(
    conference: Conference, anna: User, client_as: Callable[[User], Client]
) -> None:
    desk = client_as(anna)
    form = {
        "code": "WG1", "name_en": "Group", "roles-TOTAL_FORMS": 2, "roles-INITIAL_FORMS": 0,
        "roles-0-person": "Nodira Sample", "roles-0-role": "rapporteur",
        "roles-1-person": "Boris Sample", "roles-1-role": "chair",
    }  # fmt: skip
    assert desk.post(reverse("agenda_secretariat:group-add", args=[conference.slug]), form).status_code == 302
    step = EditingStep.objects.get()
    assert (step.action, step.label) == ("agenda.group_created", "WG1 Group"), (
        "people made along are not counted"
    )
    made = all_of(conference)
    undo(conference, by=anna)
    assert not WorkingGroup.objects.exists() and not Person.objects.exists()
    redo(conference, by=anna)
    assert all_of(conference) == made
    assert {person.sort_key for person in Person.objects.all()} != {""}, "they come back whole"


def test_counters_of_places_are_never_put_back(conference: Conference, anna: User, monkeypatch: Any) -> None:
    group = WorkingGroupFactory(conference=conference, capacity=10)
    GroupRoleFactory(group=group, person=PersonFactory(conference=conference), role="chair")
    session = SessionFactory(conference=conference, working_group=group)
    change_room_or_group(group, by=anna, revision=None, capacity=20)
    WorkingGroup.objects.update(taken=7)
    undo(conference, by=anna)
    group.refresh_from_db()
    assert (group.capacity, group.taken) == (10, 7)

    heard: list[Any] = []
    hook = Hook(Event.ROWS_RETURNED, lambda model, keys: heard.append((model, keys)))
    monkeypatch.setitem(hooks._entries, "test", hook)
    delete_room_or_group(group, by=anna, revision=None)
    undo(conference, by=anna)
    group.refresh_from_db()
    session.refresh_from_db()
    assert (group.taken, group.roles.get().role, session.working_group) == (0, "chair", group)
    assert (WorkingGroup, [str(group.pk)]) in heard, "the person who counts seats counts them again"


def test_a_full_group_does_not_shrink_by_an_undo(conference: Conference, anna: User) -> None:
    group = WorkingGroupFactory(conference=conference, capacity=10)
    change_room_or_group(group, by=anna, revision=None, capacity=20)
    WorkingGroup.objects.update(taken=15)
    with pytest.raises(Refused, match="does not allow it"):
        undo(conference, by=anna)
    group.refresh_from_db()
    assert (group.capacity, group.taken) == (20, 15)


# --- What an import made ----------------------------------------------------------------------------------


class TestAnImport:
    @pytest.fixture
    def imported(self, conference: Conference, anna: User, schedule_xml: str) -> dict[str, Any]:
        import_schedule(conference, read_schedule(schedule_xml.encode()), by=anna)
        assert (Room.objects.count(), Person.objects.count(), Theme.objects.count()) == (2, 2, 1)
        return all_of(conference)

    def test_its_rooms_people_and_themes_go_and_come_with_it(
        self, conference: Conference, anna: User, imported: Any
    ) -> None:
        step = undo(conference, by=anna)
        assert step and step.remarks == ()
        for model in (Session, Room, Person, Theme, Material):
            assert not model._base_manager.exists(), model
        assert AgendaSettings.objects.get().imported == {}
        redo(conference, by=anna)
        assert all_of(conference) == imported
        undo(conference, by=anna)
        assert not Person.objects.exists()

    def test_what_is_used_elsewhere_stays_and_that_is_said(
        self, conference: Conference, anna: User, boris: User, imported: Any
    ) -> None:
        person = Person.objects.get(name__en="Anna Sample")
        hall = Room.objects.get(name__en="Hall & Foyer")
        create_session(conference, by=boris, title="Other", room=hall, roles=[RoleRow(person, "chair")])
        change_room_or_group(Room.objects.get(name__en="Small room"), by=boris, revision=None, capacity=12)
        step = undo(conference, by=anna)
        assert step is not None
        changed, used = step.remarks
        assert "“Small room”" in changed and "“Anna Sample”" in used and "“Hall & Foyer”" in used
        assert [str(each) for each in Person.objects.all()] == ["Anna Sample"]
        assert Session.objects.get().room == hall and Room.objects.count() == 2
        redo(conference, by=anna)
        assert Session.objects.count() == 3 and Person.objects.count() == 2
        delete_session(Session.objects.get(title__en="Other"), by=boris, revision=None)
        undo(conference, by=anna)
        assert not Person.objects.exists(), "asked again each time"
        assert [str(each) for each in Room.objects.all()] == ["Small room"]

    def test_a_session_that_somebody_else_changed_stays_and_the_rest_goes(
        self, conference: Conference, anna: User, boris: User, imported: Any
    ) -> None:
        kept = Session.objects.get(title__en="Opening words")
        change_session(kept, by=boris, revision=None, title={"en": "Words of welcome"})
        step = undo(conference, by=anna)
        assert step is not None and Session.objects.get() == kept
        changed, used = step.remarks
        assert "“Opening words”" in changed and "“Hall & Foyer”" in used and "“Small room”" not in used
        assert {str(each) for each in Room.objects.all()} == {"Hall & Foyer"}

    def test_whom_a_release_names_stays(
        self, conference: Conference, anna: User, imported: Any, publish: Callable[..., Any]
    ) -> None:
        publish()
        step = undo(conference, by=anna)
        assert Person.objects.count() == 2 and not Session.objects.exists() and not Room.objects.exists()
        assert step and "“Boris Sample”" in step.remarks[0] and "release names it" in step.remarks[0]
        assert ReleaseNotice.objects.drafts().filter(person__in=Person.objects.all()).exists()

    def test_nobody_is_told_of_what_was_taken_back(
        self, conference: Conference, anna: User, imported: Any, publish: Callable[..., Any]
    ) -> None:
        """Their drafts belong to the release; whether to send them is asked, and the next release drops them."""
        Person.objects.update(email="somebody@example.org")
        release = publish()
        assert release.notices.drafts().count() == 2
        undo(conference, by=anna)
        assert send_notices(release, by=anna).sent == 0
        SessionFactory(conference=conference)
        assert not publish().notices.exists()

    def test_of_a_second_import_links_that_went_come_back(
        self, conference: Conference, anna: User, schedule_xml: str, imported: Any
    ) -> None:
        other = schedule_xml.replace("slides.pdf", "other.pdf").replace("Small room", "Garden")
        import_schedule(conference, read_schedule(other.encode()), by=anna)
        assert Material.objects.get().link.endswith("other.pdf") and Room.objects.count() == 3
        undo(conference, by=anna)
        assert all_of(conference) == imported

    def test_who_was_erased_does_not_come_back(
        self, conference: Conference, anna: User, by: User, imported: Any
    ) -> None:
        undone = undo(conference, by=anna)
        redo(conference, by=anna)
        erase_person(Person.objects.get(name__en="Boris Sample"), by=by)
        assert undone and not EditingStep.objects.exists()

    def test_a_person_who_was_merged_into_one_of_its_people_is_not_taken_away(
        self, conference: Conference, anna: User, by: User, imported: Any
    ) -> None:
        kept = Person.objects.get(name__en="Boris Sample")
        merge_people(kept, PersonFactory(conference=conference, name=dict(kept.name), email=""), by=by)
        undo(conference, by=anna)
        assert list(Person.objects.all()) == [kept]

    def test_nobody_does_again_what_was_taken_back_long_ago(
        self, conference: Conference, anna: User, imported: Any
    ) -> None:
        undo(conference, by=anna)
        expire_steps()
        assert next_redo(conference, by=anna), "people who are gone stand there for a few days alone"
        with time_machine.travel(timezone.now() + dt.timedelta(days=8)):
            expire_steps()
        assert not EditingStep.objects.exists()


# --- People, materials, settings --------------------------------------------------------------------------


def test_hours_of_a_person(conference: Conference, anna: User, at: At) -> None:
    person = PersonFactory(conference=conference)
    set_hours(person, [(at("09:00"), at("12:00"))], by=anna)
    set_hours(person, [], by=anna)
    Person.objects.update(email="new@example.org")
    undo(conference, by=anna)
    assert hours_of(person) == [(at("09:00"), at("12:00"))]
    undo(conference, by=anna)
    assert hours_of(person) == []
    assert Person.objects.get().email == "new@example.org", "the record is not the agenda's"
    assert "@" not in str(list(EditingStep.objects.values_list("rows")))


def test_a_file_that_was_replaced_or_removed_stays_while_it_may_come_back(
    conference: Conference, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    session = SessionFactory(conference=conference)
    with django_capture_on_commit_callbacks(execute=True):
        material = add_material(session, by=anna, file=ContentFile(b"%PDF one", "one.pdf"))
        change_material(material, by=anna, file=ContentFile(b"%PDF two", "two.pdf"))
        check_material(material, by=anna, visibility="participants")
        remove_material(material, by=anna)
    states = []
    with django_capture_on_commit_callbacks(execute=True):
        while undo(conference, by=anna):
            found = Material.objects.first()
            states.append(found and (found.file.read(), found.checked_by_id))
    assert states == [(b"%PDF two", anna.pk), (b"%PDF two", None), (b"%PDF one", None), None]
    with django_capture_on_commit_callbacks(execute=True):
        while redo(conference, by=anna):
            pass
    storage = material.file.storage
    rows = [row for step in EditingStep.objects.all() for row in step.rows]
    sides = [row[side] or {} for row in rows for side in ("before", "after")]
    names = [parts["file"] for parts in sides if parts.get("file")]
    assert len(set(names)) == 2 and all(storage.exists(name) for name in names)
    with django_capture_on_commit_callbacks(execute=True):
        EditingStep.objects.update(undone=True, at=timezone.now() - dt.timedelta(days=30))
        expire_steps()
    assert not any(storage.exists(name) for name in names)


def test_a_file_that_another_step_holds_is_kept(
    conference: Conference, anna: User, boris: User, django_capture_on_commit_callbacks: Any
) -> None:
    session = SessionFactory(conference=conference)
    with django_capture_on_commit_callbacks(execute=True):
        material = add_material(session, by=anna, file=ContentFile(b"%PDF", "one.pdf"))
        remove_material(material, by=boris)
        EditingStep.objects.filter(user=anna).update(undone=True, at=timezone.now() - dt.timedelta(days=30))
        expire_steps()
    assert EditingStep.objects.count() == 1
    undo(conference, by=boris)
    assert Material.objects.get().file.read() == b"%PDF"


def test_what_speakers_do_and_what_goes_with_a_mail_is_no_action_of_editing(
    conference: Conference, anna: User, django_capture_on_commit_callbacks: Any
) -> None:
    session = SessionFactory(conference=conference)
    role = SessionRoleFactory(session=session, status="proposed")
    with django_capture_on_commit_callbacks(execute=True):
        hand_in(role.person, session, by=anna, file=ContentFile(b"%PDF", "one.pdf"))
        invite_speakers([role.person], by=anna)
    role.refresh_from_db()
    assert role.status == "invited" and not EditingStep.objects.exists()


def test_settings_go_back_part_by_part(conference: Conference, anna: User, boris: User, at: At) -> None:
    set_severities(conference, {"no-chair": "block"}, by=anna, limits={"minutes_between_rooms": 9})
    set_materials_due(conference, at("08:00"), by=boris)
    AgendaSettings.objects.update(next_item_number=50)
    undo(conference, by=anna)
    found = AgendaSettings.objects.get()
    assert (found.severities, found.minutes_between_rooms) == ({}, 5)
    assert (found.materials_due, found.next_item_number) == (at("08:00"), 50)
    assert next_undo(conference, by=boris).label == "Settings of the agenda"


# --- Whatever was done ------------------------------------------------------------------------------------

ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(
            ["room", "rename", "hours", "drop room", "group", "code", "roles", "drop group", "place", "due", "link",
             "unlink", "person hours", "import"]
        ),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=10,
)  # fmt: skip


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=ACTIONS)
def test_whatever_was_done_undone_is_the_start_and_done_again_the_end(
    conference: Conference, anna: User, at: At, schedule_xml: str, actions: list[tuple[str, int]]
) -> None:
    with transaction.atomic():
        for number in range(2):
            room = RoomFactory(conference=conference)
            group = WorkingGroupFactory(conference=conference, code=f"G{number}")
            SessionFactory(conference=conference, room=room, working_group=group)
            PersonFactory(conference=conference)
        AgendaSettings.objects.create(conference=conference)
        states = [all_of(conference)]
        for action, number in actions:
            _perform(conference, anna, at, schedule_xml, action, number)
            if (state := all_of(conference)) != states[-1]:
                states.append(state)
        for state in reversed(states[:-1]):
            assert undo(conference, by=anna)
            assert all_of(conference) == state
        assert undo(conference, by=anna) is None
        for state in states[1:]:
            assert redo(conference, by=anna)
            assert all_of(conference) == state
        assert redo(conference, by=anna) is None
        transaction.set_rollback(True)


def _perform(conference: Conference, by: User, at: At, schedule: str, action: str, number: int) -> None:
    """One action on one of what there is, if there is any."""

    def some(model: type[models.Model], **which: Any) -> Any:
        rows = model._base_manager.filter(**(which or {"conference": conference})).order_by("pk")
        return rows[number % len(rows)] if rows else None

    room, group, session, person = (some(model) for model in (Room, WorkingGroup, Session, Person))
    link = some(Material, session__conference=conference)
    hours = [(at("09:00"), at("09:00") + dt.timedelta(minutes=30 * (number + 1)))]
    if action == "room":
        create_room(conference, by=by, name=f"Made {number}")
    elif action == "group" and not WorkingGroup.objects.filter(code=f"M{number}").exists():
        create_group(conference, by=by, code=f"M{number}", name="Made")
    elif action == "due":
        set_materials_due(conference, at("08:00", day=number), by=by)
    elif action == "link" and session:
        add_material(session, by=by, link=f"https://example.org/{number}")
    elif action == "unlink" and link:
        remove_material(link, by=by)
    elif action == "person hours" and person:
        set_hours(person, hours, by=by)
    elif action == "import":
        import_schedule(conference, read_schedule(schedule.encode()), by=by)
    elif action == "place" and session:
        change_session(session, by=by, revision=None, room=room, working_group=group)
    elif action == "rename" and room:
        change_room_or_group(room, by=by, revision=None, name=f"Name {number}", capacity=number)
    elif action == "hours" and room:
        set_hours(room, hours, by=by)
    elif action == "drop room" and room:
        delete_room_or_group(room, by=by, revision=None)
    elif action == "code" and group and not WorkingGroup.objects.filter(code=f"C{number}").exists():
        change_room_or_group(group, by=by, revision=None, code=f"C{number}")
    elif action == "roles" and group and person:
        kinds = ["chair", "rapporteur", "member"][: number % 3 + 1]
        set_group_roles(group, [(person, kind) for kind in kinds], by=by)
    elif action == "drop group" and group:
        delete_room_or_group(group, by=by, revision=None)


# --- The pages --------------------------------------------------------------------------------------------


class TestPages:
    @pytest.fixture
    def desk(self, anna: User, client_as: Callable[[User], Client]) -> Client:
        return client_as(anna)

    @pytest.fixture
    def to(self, conference: Conference) -> Callable[..., str]:
        return lambda name, *more: reverse(f"agenda_secretariat:{name}", args=[conference.slug, *more])

    @pytest.mark.parametrize(
        "name",
        ["session-list", "room-list", "group-list", "role-list", "presentations", "interpretation",
         "annotation-list", "run-of-show", "checks"],
    )  # fmt: skip
    def test_each_has_the_buttons_and_gets_its_reader_back(
        self, desk: Client, conference: Conference, anna: User, to: Callable[..., str], name: str
    ) -> None:
        create_room(conference, by=anna, name="Hall")
        page = desk.get(to(name) + "?day=2027-03-30").content.decode()
        assert "Undo: Room added, “Hall”" in page
        back = to(name) + "?day=2027-03-30"
        assert f'value="{back}"' in page
        answer = desk.post(to("editor-undo"), {"back": back})
        assert answer["Location"] == back and not Room.objects.exists()
        assert "Redo: Room added, “Hall”" in desk.get(back).content.decode()

    def test_a_button_takes_back_what_it_names_and_nothing_done_since(
        self, desk: Client, conference: Conference, anna: User, to: Callable[..., str]
    ) -> None:
        create_room(conference, by=anna, name="Hall")
        page = desk.get(to("room-list")).content.decode()
        shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
        create_room(conference, by=anna, name="Foyer")
        answer = desk.post(to("editor-undo"), {"shown": shown}, follow=True).content.decode()
        assert "This is not what you looked at" in answer and Room.objects.count() == 2
        # Nor is it taken for a second one where it is pressed again in another window.
        foyer = re.search(r'name="shown" value="([^"]+)"', desk.get(to("room-list")).content.decode())[1]
        for _press in "12":
            desk.post(to("editor-undo"), {"shown": foyer})
        assert Room.objects.get().name == {"en": "Hall"}

    def test_it_leads_nowhere_else(self, desk: Client, to: Callable[..., str]) -> None:
        for address in ("https://example.org/", "//example.org", "/accounts/", to("room-list") + "\\..", ""):
            location = desk.post(to("editor-undo"), {"back": address})["Location"]
            assert location.startswith(to("session-list")), address

    def test_what_had_to_stay_is_said(
        self, desk: Client, conference: Conference, anna: User, boris: User, to: Callable[..., str],
        schedule_xml: str,
    ) -> None:  # fmt: skip
        import_schedule(conference, read_schedule(schedule_xml.encode()), by=anna)
        change_room_or_group(Room.objects.get(name__en="Small room"), by=boris, revision=None, capacity=3)
        page = desk.post(to("editor-undo"), follow=True).content.decode()
        assert "Taken back: Agenda imported" in page and "“Small room”" in page

    def test_the_calendar_is_told_to_look_again(
        self, desk: Client, conference: Conference, anna: User, to: Callable[..., str]
    ) -> None:
        create_room(conference, by=anna, name="Hall")
        answer = desk.post(to("editor-undo"), headers={"Accept": "application/json"}).json()
        assert answer["elsewhere"] is True and answer["sessions"] == [] and answer["remarks"] == ""

    def test_what_cannot_be_taken_back_can_be_left_without_a_script(
        self, desk: Client, conference: Conference, anna: User, boris: User, to: Callable[..., str]
    ) -> None:
        hall = RoomFactory(conference=conference, name={"en": "Hall"})
        create_group(conference, by=anna, code="WG1", name="Group")
        change_room_or_group(hall, by=anna, revision=None, capacity=5)
        change_room_or_group(hall, by=boris, revision=None, capacity=6)
        answer = desk.post(to("editor-undo"), {"back": to("room-list")})
        text = answer.content.decode()
        assert answer.status_code == 409 and "“Hall”" in text and "Leave it as it is" in text
        step = EditingStep.objects.get(user=anna, action="agenda.room_changed")
        assert f'value="{step.pk}"' in text
        answer = desk.post(to("editor-pass-over"), {"step": str(step.pk), "back": to("room-list")})
        assert answer["Location"] == to("room-list")
        desk.post(to("editor-undo"))
        assert not WorkingGroup.objects.exists() and Room.objects.get().capacity == 6

    def test_answers_of_many_are_one_step(
        self, desk: Client, conference: Conference, anna: User, to: Callable[..., str]
    ) -> None:
        roles = [
            SessionRoleFactory(session=SessionFactory(conference=conference), status="invited") for _ in "ab"
        ]
        desk.post(to("role-list"), {"action": "confirm", "selected": [str(role.pk) for role in roles]})
        assert EditingStep.objects.count() == 1
        undo(conference, by=anna)
        assert set(SessionRole.objects.values_list("status", flat=True)) == {"invited"}

    def test_a_person_typed_into_a_session_goes_with_the_change(
        self, desk: Client, conference: Conference, anna: User, to: Callable[..., str]
    ) -> None:
        form = {
            "title_en": "New", "kind": "panel", "visibility": "public", "status": "confirmed",
            "items-TOTAL_FORMS": 0, "items-INITIAL_FORMS": 0, "roles-TOTAL_FORMS": 1, "roles-INITIAL_FORMS": 0,
            "roles-0-person": "Zoe Sample", "roles-0-role": "speaker", "roles-0-status": "proposed",
        }  # fmt: skip
        assert desk.post(to("session-add"), form).status_code == 302
        assert EditingStep.objects.get().label == "New" and Person.objects.exists()
        undo(conference, by=anna)
        assert not Session.objects.exists() and not Person.objects.exists()
