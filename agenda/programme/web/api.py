"""The published agenda as open data: the latest release, as everybody may read it."""

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from pydantic import BeforeValidator, Field

from agenda.releases.domain.read_model import ReleasedAgenda
from agenda.releases.domain.reader import published_agenda
from agenda.releases.models import AgendaRelease
from confman.api.web.access import AuthorizedRequest
from confman.api.web.routes import Routes
from confman.api.web.schemas import Answer, Moment, Texts, example
from confman.people.privacy import Audience

routes = Routes("Published agenda")


class PublicPerson(Answer):
    """A person, as far as everybody may know them."""

    id: str
    name: Texts
    title: Texts
    job_title: Texts
    organization: Texts
    country: str


class PublishedRole(Answer):
    """A role; without a person while it is to be confirmed."""

    role: str
    person: PublicPerson | None
    confirmed: bool


class PublishedRoom(Answer):
    """A room."""

    id: str
    name: Texts
    capacity: int | None
    accessible: bool
    photography: str


class PublishedTheme(Answer):
    """A theme."""

    id: str
    name: Texts
    colour: str


class PublishedGroupRole(Answer):
    """The role of a person in a working group."""

    role: str
    person: PublicPerson


class PublishedGroup(Answer):
    """A working group, with those who may be named."""

    id: str
    code: str
    name: Texts
    mandate: Texts
    roles: list[PublishedGroupRole]


class PublishedItem(Answer):
    """An item with its permanent number."""

    id: str
    number: int | None
    title: Texts
    kind: str
    minutes: int | None
    symbol: str
    start: Moment | None
    roles: list[PublishedRole]
    background: Texts
    expected_action: Texts


class PublishedMaterial(Answer):
    """A presentation or document that everybody may read."""

    id: str
    title: Texts
    link: str
    has_file: bool
    media_type: str
    language: str
    symbol: str


def _key(value: Any) -> Any:
    return getattr(value, "id", value)


def _sessions_of(appearances: Any) -> Any:
    return list(dict.fromkeys(_key(getattr(appearance, "session", appearance)) for appearance in appearances))


Key = Annotated[str | None, BeforeValidator(_key)]


class PublishedSession(Answer):
    """A session as it was published. Room, group and theme are ids of those in the release."""

    id: str
    guid: str
    sequence: int
    kind: str
    title: Texts
    subtitle: Texts
    summary: Texts
    description: Texts
    start: Moment
    end: Moment | None
    day: dt.date
    room: Key
    group: Key
    theme: Key
    floor_languages: list[str]
    listening_languages: list[str]
    chatham_house: bool
    photography: str
    sign_up: bool
    status: str
    items: list[PublishedItem]
    roles: list[PublishedRole]
    materials: list[PublishedMaterial]


class PublishedCancelled(Answer):
    """A session of an earlier release that is gone."""

    guid: str
    sequence: int
    title: Texts
    start: Moment
    end: Moment | None
    day: dt.date
    room: Key


class PublishedSpeaker(Answer):
    """A person with a role in the published agenda, and the sessions in which they have one."""

    person: PublicPerson
    sessions: Annotated[list[str], BeforeValidator(_sessions_of)] = Field(validation_alias="appearances")


_PERSON: Any = {
    "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a03",
    "name": {"en": "Dilnoza Karimova", "ru": "Дилноза Каримова"},
    "title": {"en": "Dr."},
    "job_title": {"en": "Head of department"},
    "organization": {"en": "Ministry of Justice"},
    "country": "UZ",
}
_ROOM: Any = {
    "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a01",
    "name": {"en": "Main hall"},
    "capacity": 300,
    "accessible": True,
    "photography": "",
}
_ROLE: Any = {"role": "speaker", "person": _PERSON, "confirmed": True}


class PublishedAgenda(Answer):
    """A release of the agenda: what readers, calendars and documents show."""

    number: int
    label: str
    note: str
    published_at: Moment
    timezone: str
    rooms: list[PublishedRoom]
    themes: list[PublishedTheme]
    groups: list[PublishedGroup]
    sessions: list[PublishedSession]
    speakers: list[PublishedSpeaker]
    cancelled: list[PublishedCancelled]

    model_config = example(
        number=2,
        label="Rev.1",
        note="The plenary begins later.",
        published_at="2027-03-01T12:00:00+05:00",
        timezone="Asia/Tashkent",
        rooms=[_ROOM],
        themes=[
            {"id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5c01", "name": {"en": "Justice"}, "colour": "#8a5a00"}
        ],
        groups=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a02",
                "code": "WG1",
                "name": {"en": "Prevention"},
                "mandate": {},
                "roles": [{"role": "chair", "person": _PERSON}],
            }
        ],
        sessions=[
            {
                "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b01",
                "guid": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b01",
                "sequence": 1,
                "kind": "plenary",
                "title": {"en": "Plenary session"},
                "subtitle": {},
                "summary": {},
                "description": {},
                "start": "2027-03-30T10:00:00+05:00",
                "end": "2027-03-30T11:30:00+05:00",
                "day": "2027-03-30",
                "room": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5a01",
                "group": None,
                "theme": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5c01",
                "floor_languages": ["en", "ru"],
                "listening_languages": [],
                "chatham_house": False,
                "photography": "",
                "sign_up": False,
                "status": "confirmed",
                "items": [
                    {
                        "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b02",
                        "number": 4,
                        "title": {"en": "Findings of the survey"},
                        "kind": "presentation",
                        "minutes": 20,
                        "symbol": "CONF/2027/4",
                        "start": "2027-03-30T10:00:00+05:00",
                        "roles": [_ROLE],
                        "background": {},
                        "expected_action": {},
                    }
                ],
                "roles": [],
                "materials": [
                    {
                        "id": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5c02",
                        "title": {"en": "Slides"},
                        "link": "",
                        "has_file": True,
                        "media_type": "application/pdf",
                        "language": "en",
                        "symbol": "",
                    }
                ],
            }
        ],
        speakers=[{"person": _PERSON, "sessions": ["5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b01"]}],
        cancelled=[
            {
                "guid": "5f0c3b1e-3a4e-4c57-9a55-6f4a1f0f5b09",
                "sequence": 2,
                "title": {"en": "Site visit"},
                "start": "2027-03-31T16:00:00+05:00",
                "end": None,
                "day": "2027-03-31",
                "room": None,
            }
        ],
    )


@routes.one("/agenda", PublishedAgenda, permission="agenda.view_agenda")
def show_agenda(request: AuthorizedRequest) -> ReleasedAgenda:
    """Show the agenda as it was published last. Open data: everybody gets the same, with or without a token."""
    agenda = published_agenda(request.conference, Audience.PUBLIC)
    if agenda is None:
        raise Http404
    return agenda


Reader = Literal["public", "participants", "secretariat"]


@routes.one("/releases/{uuid:key}/agenda", PublishedAgenda, permission="agenda.view_working_agenda")
def show_release(request: AuthorizedRequest, key: UUID, audience: Reader = "public") -> Any:
    """Show a release of the agenda as everybody, participants or the secretariat read it."""
    release = get_object_or_404(AgendaRelease.objects.of(request.conference), pk=key)
    return published_agenda(request.conference, Audience[audience.upper()], release=release)
