"""Rooms and working groups, for programs."""

from typing import Literal
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from pydantic import Field

from agenda.rooms.domain import change_room_or_group, create_group, create_room, delete_room_or_group
from agenda.rooms.models import GroupRoleKind, Photography, Room, RoomLayout, WorkingGroup
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, RequestModel, Rows, SentTexts, Texts, example

routes = Routes("Rooms and working groups")

VIEW, EDIT = "agenda.view_working_agenda", "agenda.edit_agenda"


class RoomAnswer(Answer):
    """A room."""

    id: UUID
    name: Texts
    capacity: int | None
    layout: str
    booths: int
    accessible: bool
    parallel_use: bool
    photography: str
    position: int

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a01",
        name={"en": "Main hall", "ru": "Большой зал"},
        capacity=300,
        layout="theatre",
        booths=2,
        accessible=True,
        parallel_use=False,
        photography="",
        position=1,
    )


class NewRoom(RequestModel):
    """A room that is added."""

    name: SentTexts
    capacity: int | None = None
    layout: RoomLayout | Literal[""] = ""
    booths: int = 0
    accessible: bool = True
    parallel_use: bool = False
    photography: Photography | Literal[""] = ""

    model_config = example(name={"en": "Main hall"}, capacity=300)


class RoomChange(NewRoom):
    """Changes to a room; fields left out stay."""

    name: SentTexts = Field(default_factory=dict)

    model_config = example(capacity=280)


@routes.list("/rooms", RoomAnswer, permission=VIEW, order=("position", "id"))
def list_rooms(request: AuthorizedRequest) -> QuerySet[Room]:
    """List the rooms, in the order in which they stand in the agenda."""
    return Room.objects.of(request.conference)


@routes.one("/rooms/{uuid:key}", RoomAnswer, permission=VIEW)
def show_room(request: AuthorizedRequest, key: UUID) -> Room:
    """Show a room."""
    return get_object_or_404(Room.objects.of(request.conference), pk=key)


@routes.write("POST", "/rooms", RoomAnswer, permission=EDIT, status=201)
def add_room(request: AuthorizedRequest, body: NewRoom) -> Room:
    """Add a room, the last of the list."""
    return create_room(request.conference, by=request.auth.acting_user, **body.given(request.conference))


@routes.write("PATCH", "/rooms/{uuid:key}", RoomAnswer, permission=EDIT, of=show_room)
def alter_room(request: AuthorizedRequest, key: UUID, body: RoomChange) -> Room:
    """Change a room."""
    changes = body.given(request.conference)
    change_room_or_group(request.target, by=request.auth.acting_user, revision=None, **changes)
    return show_room(request, key)


@routes.write("DELETE", "/rooms/{uuid:key}", None, permission=EDIT, of=show_room)
def remove_room(request: AuthorizedRequest, key: UUID) -> None:
    """Delete a room. Its sessions keep their times, and have no room."""
    delete_room_or_group(request.target, by=request.auth.acting_user, revision=None)


class GroupRoleAnswer(Answer):
    """The role of a person in a working group."""

    person: UUID = Field(validation_alias="person_id")
    role: GroupRoleKind


class GroupAnswer(Answer):
    """A working group."""

    id: UUID
    code: str
    name: Texts
    mandate: Texts
    capacity: int | None
    position: int
    roles: Rows[GroupRoleAnswer]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a02",
        code="WG1",
        name={"en": "Prevention", "ru": "Профилактика"},
        mandate={},
        capacity=None,
        position=1,
        roles=[{"person": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03", "role": "chair"}],
    )


class NewGroup(RequestModel):
    """A working group that is added."""

    code: str
    name: SentTexts
    mandate: SentTexts = Field(default_factory=dict)
    capacity: int | None = None

    model_config = example(code="WG3", name={"en": "Justice"})


class GroupChange(NewGroup):
    """Changes to a working group; fields left out stay."""

    code: str = ""
    name: SentTexts = Field(default_factory=dict)

    model_config = example(mandate={"en": "To draft recommendations."})


@routes.list("/groups", GroupAnswer, permission=VIEW, order=("position", "code"))
def list_groups(request: AuthorizedRequest) -> QuerySet[WorkingGroup]:
    """List the working groups."""
    return WorkingGroup.objects.of(request.conference).prefetch_related("roles")


@routes.one("/groups/{uuid:key}", GroupAnswer, permission=VIEW)
def show_group(request: AuthorizedRequest, key: UUID) -> WorkingGroup:
    """Show a working group."""
    return get_object_or_404(WorkingGroup.objects.of(request.conference), pk=key)


@routes.write("POST", "/groups", GroupAnswer, permission=EDIT, status=201)
def add_group(request: AuthorizedRequest, body: NewGroup) -> WorkingGroup:
    """Add a working group, the last of the list."""
    return create_group(request.conference, by=request.auth.acting_user, **body.given(request.conference))


@routes.write("PATCH", "/groups/{uuid:key}", GroupAnswer, permission=EDIT, of=show_group)
def alter_group(request: AuthorizedRequest, key: UUID, body: GroupChange) -> WorkingGroup:
    """Change a working group."""
    changes = body.given(request.conference)
    change_room_or_group(request.target, by=request.auth.acting_user, revision=None, **changes)
    return show_group(request, key)


@routes.write("DELETE", "/groups/{uuid:key}", None, permission=EDIT, of=show_group)
def remove_group(request: AuthorizedRequest, key: UUID) -> None:
    """Delete a working group with its roles. Its sessions stay, without a group."""
    delete_room_or_group(request.target, by=request.auth.acting_user, revision=None)
