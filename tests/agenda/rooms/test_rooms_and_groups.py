"""Rooms and working groups: verbs, revisions and pages."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from agenda.rooms.domain import change_room_or_group, code_in_words, create_room, delete_room_or_group
from agenda.rooms.models import Room, WorkingGroup
from confman.accounts.models import User
from confman.conferences.models import Conference
from confman.web.database.changes import StaleRevision
from tests.agenda.addresses import address
from tests.agenda.formsets import rows
from tests.factories import RoomFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_rooms_carry_revisions_and_their_sessions_hear_of_it(conference: Conference, by: User) -> None:
    room = create_room(conference, by=by, name="Hall")
    session = SessionFactory(conference=conference, room=room)
    change_room_or_group(room, by=by, revision=room.revision, name="Great hall")
    with pytest.raises(StaleRevision):
        change_room_or_group(Room.objects.get(pk=room.pk), by=by, revision=1, name="Other")
    delete_room_or_group(Room.objects.get(pk=room.pk), by=by, revision=2)
    session.refresh_from_db()
    assert session.room is None and session.revision == 2


def test_rooms_and_groups(conference: Conference, owner_client: Client) -> None:
    owner_client.post(address(conference, "room-add"), {"name_en": "Hall", "booths": "2", "accessible": "on"})
    room = Room.objects.get()
    assert (str(room), room.booths, room.accessible, room.parallel_use) == ("Hall", 2, True, False)
    data = {
        "code": "WG1",
        "name_en": "Group",
        **rows("roles", {"person": "Nodira Karimova", "role": "rapporteur"}, {"person": "", "role": "chair"}),
    }
    assert owner_client.post(address(conference, "group-add"), data).status_code == 302
    group = WorkingGroup.objects.get()
    assert [(str(role.person), role.role) for role in group.roles.all()] == [
        ("Nodira Karimova", "rapporteur")
    ]
    response = owner_client.post(address(conference, "group-add"), data)
    assert response.status_code == 200 and "Another working group" in response.content.decode()
    stale = {"name_en": "Mine", "booths": "1", "position": "1", "revision": room.revision - 1}
    assert owner_client.post(address(conference, "room-change", room.pk), stale).status_code == 409
    hours = {"day": "2027-03-30", "starts": "09:00", "ends": "12:00"}
    answer = owner_client.post(address(conference, "room-change", room.pk), {**stale, **rows("hours", hours)})
    assert "30.03, 09:00–12:00" in {each.label: each.yours for each in answer.context["stale"]}["Hours"]
    stale = {
        "code": "WG1",
        "name_en": "Group",
        "position": "0",
        "revision": group.revision - 1,
        **rows("roles", {"person": "Anna Mine", "role": "chair"}),
    }
    answer = owner_client.post(address(conference, "group-change", group.pk), stale)
    assert answer.status_code == 409
    [roles] = [each for each in answer.context["stale"] if each.label == "Roles"]
    assert "Anna Mine" in roles.yours and "Nodira Karimova" in roles.theirs


@pytest.mark.parametrize(
    ("language", "code", "expected"),
    [
        ("ru", "WG1/R03", "РГ1/R03"),
        ("ru", "PL/R01", "ПЗ/R01"),
        ("uz", "PL/R01", "YM/R01"),
        ("ru", "PLC/R01", "PLC/R01"),
        ("en", "PL/R01", "PL/R01"),
    ],
)
def test_a_code_is_abbreviated_as_in_the_language(language: str, code: str, expected: str) -> None:
    with override(language):
        assert code_in_words(code) == expected


class TestQueries:
    @pytest.mark.parametrize("name", ["room-list", "group-list"])
    def test_of_rooms_and_groups(
        self, conference: Conference, owner_client: Client, assert_constant_queries: Any, name: str
    ) -> None:
        from tests.factories import GroupRoleFactory

        def add() -> None:
            RoomFactory(conference=conference)
            GroupRoleFactory(group__conference=conference)

        assert_constant_queries(address(conference, name), add, client=owner_client)
