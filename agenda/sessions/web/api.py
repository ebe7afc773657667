"""The working agenda: sessions with their items and roles, for programs."""

import datetime as dt
from typing import Any, Literal
from uuid import UUID

from django.db.models import DateTimeField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from agenda.rooms.models import Photography, Room, WorkingGroup
from agenda.sessions.domain.sessions import ItemRow, RoleRow, change_session, create_session, delete_session
from agenda.sessions.models.session import (
    ItemKind,
    Session,
    SessionKind,
    SessionRoleKind,
    SessionRoleStatus,
    SessionStatus,
    SessionVisibility,
)
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import (
    Answer,
    ListFilter,
    Moment,
    RequestModel,
    Rows,
    SentMoment,
    SentTexts,
    Texts,
    example,
    own_row,
    unknown_id,
)
from confman.conferences.models import Conference, Theme
from confman.people.models import Person

routes = Routes("Working agenda")

VIEW, EDIT = "agenda.view_working_agenda", "agenda.edit_agenda"
# Sessions without a time stand last.
_AT_THE_END = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)


class ItemAnswer(Answer):
    """An item of a session; its number is given when it is first published."""

    id: UUID
    number: int | None
    title: Texts
    kind: ItemKind
    minutes: int | None
    symbol: str


class RoleAnswer(Answer):
    """The role of a person in a session, or in one of its items."""

    id: UUID
    person: UUID = Field(validation_alias="person_id")
    role: SessionRoleKind
    status: SessionRoleStatus
    item: UUID | None = Field(validation_alias="item_id")


class SessionAnswer(Answer):
    """A session of the working agenda. Readers see it as it was last published."""

    id: UUID
    kind: SessionKind
    title: Texts
    subtitle: Texts
    summary: Texts
    description: Texts
    start: Moment | None
    end: Moment | None
    room: UUID | None = Field(validation_alias="room_id")
    online_link: str
    group: UUID | None = Field(validation_alias="working_group_id")
    theme: UUID | None = Field(validation_alias="theme_id")
    floor_languages: list[str]
    listening_languages: list[str]
    visibility: SessionVisibility
    chatham_house: bool
    photography: str
    sign_up: bool
    capacity: int | None
    status: SessionStatus
    items: Rows[ItemAnswer]
    roles: Rows[RoleAnswer]

    model_config = example(
        id="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b01",
        kind="plenary",
        title={"en": "Plenary session", "ru": "Пленарное заседание"},
        subtitle={},
        summary={},
        description={},
        start="2027-03-30T10:00:00+05:00",
        end="2027-03-30T11:30:00+05:00",
        room="5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a01",
        online_link="",
        group=None,
        theme=None,
        floor_languages=["en", "ru"],
        listening_languages=[],
        visibility="public",
        chatham_house=False,
        photography="",
        sign_up=False,
        capacity=None,
        status="confirmed",
        items=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b02",
                "number": 4,
                "title": {"en": "Findings of the survey"},
                "kind": "presentation",
                "minutes": 20,
                "symbol": "CONF/2027/4",
            }
        ],
        roles=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b03",
                "person": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03",
                "role": "speaker",
                "status": "confirmed",
                "item": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b02",
            }
        ],
    )


class SentItem(RequestModel):
    """An item; with the `id` of one that there is, that item."""

    id: UUID | None = None
    title: SentTexts
    kind: ItemKind = ItemKind.PRESENTATION
    minutes: int | None = None
    symbol: str = ""


class SentRole(RequestModel):
    """A role; `item` is the place of its item among those of the session, from 1, or 0 for the session as a whole."""

    id: UUID | None = None
    person: UUID
    role: SessionRoleKind = SessionRoleKind.SPEAKER
    status: SessionRoleStatus = SessionRoleStatus.PROPOSED
    item: int = Field(0, ge=0)


class NewSession(RequestModel):
    """A session that is added. Items and roles replace those that there are."""

    kind: SessionKind = SessionKind.PLENARY
    title: SentTexts
    subtitle: SentTexts = Field(default_factory=dict)
    summary: SentTexts = Field(default_factory=dict)
    description: SentTexts = Field(default_factory=dict)
    start: SentMoment | None = None
    end: SentMoment | None = None
    room: UUID | None = None
    online_link: str = ""
    group: UUID | None = None
    theme: UUID | None = None
    floor_languages: list[str] = Field(default_factory=list)
    listening_languages: list[str] = Field(default_factory=list)
    visibility: SessionVisibility = SessionVisibility.PUBLIC
    chatham_house: bool = False
    photography: Photography | Literal[""] = ""
    sign_up: bool = False
    capacity: int | None = None
    status: SessionStatus = SessionStatus.CONFIRMED
    items: list[SentItem] = Field(default_factory=list, max_length=200)
    roles: list[SentRole] = Field(default_factory=list, max_length=200)

    model_config = example(
        kind="panel",
        title={"en": "Panel on prevention"},
        start="2027-03-30T14:00:00+05:00",
        end="2027-03-30T15:30:00+05:00",
        items=[{"title": {"en": "Introduction"}, "minutes": 10}],
    )


class SessionChange(NewSession):
    """Changes to a session; fields left out stay."""

    title: SentTexts = Field(default_factory=dict)

    model_config = example(end="2027-03-30T16:00:00+05:00")


class SessionApiFilter(ListFilter):
    """Filters the list of sessions."""

    kind: SessionKind | None = None
    status: SessionStatus | None = None
    room: UUID | None = None
    group: UUID | None = None
    day: dt.date | None = Field(None, description="The day on which it begins")


@routes.list("/sessions", SessionAnswer, permission=VIEW, order=("begins", "id"))
def list_sessions(request: AuthorizedRequest, filters: Query[SessionApiFilter]) -> QuerySet[Session]:
    """List the sessions by their start, those without a time last."""
    rows = Session.objects.of(request.conference).annotate(
        begins=Coalesce("start", Value(_AT_THE_END), output_field=DateTimeField())
    )
    lookups = filters.lookups(group="working_group", day="start__date")
    return rows.filter(**lookups).prefetch_related("items", "roles")


@routes.one("/sessions/{uuid:key}", SessionAnswer, permission=VIEW)
def show_session(request: AuthorizedRequest, key: UUID) -> Session:
    """Show a session."""
    return get_object_or_404(Session.objects.of(request.conference), pk=key)


@routes.write("POST", "/sessions", SessionAnswer, permission=EDIT, status=201)
def add_session(request: AuthorizedRequest, body: NewSession) -> Session:
    """Add a session to the working agenda."""
    session = create_session(
        request.conference, by=request.auth.acting_user, **_values(body, request.conference)
    )
    return show_session(request, session.pk)


@routes.write("PATCH", "/sessions/{uuid:key}", SessionAnswer, permission=EDIT, of=show_session)
def alter_session(request: AuthorizedRequest, key: UUID, body: SessionChange) -> Session:
    """Change a session."""
    values = _values(body, request.conference)
    change_session(request.target, by=request.auth.acting_user, revision=None, **values)
    return show_session(request, key)


@routes.write("DELETE", "/sessions/{uuid:key}", None, permission=EDIT, of=show_session)
def remove_session(request: AuthorizedRequest, key: UUID) -> None:
    """Delete a session with its items, roles and files."""
    delete_session(request.target, by=request.auth.acting_user, revision=None)


def _values(body: NewSession, conference: Conference) -> dict[str, Any]:
    """Return what was sent as the verbs take it; rows that are named are this conference's. Raises ValidationError."""
    values = body.given(conference)
    for name, rows in (("room", Room.objects), ("group", WorkingGroup.objects), ("theme", Theme.objects)):
        if values.get(name):
            values[name] = own_row(rows.filter(conference=conference), values[name], name)
    if "group" in values:
        values["working_group"] = values.pop("group")
    if "items" in values:
        values["items"] = [ItemRow(**item.given(conference)) for item in body.items]
    if "roles" in values:
        people = Person.objects.of(conference).known().in_bulk([role.person for role in body.roles])
        for role in body.roles:
            if role.person not in people:
                raise unknown_id("roles")
        values["roles"] = [
            RoleRow(**{**role.given(conference), "person": people[role.person]}) for role in body.roles
        ]
    return values
