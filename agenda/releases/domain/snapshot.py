"""The working agenda as one content tree: what a release keeps, and the source of all that readers see.

The tree is plain JSON. Times are ISO 8601 in UTC, texts are language -> text, rows refer to one another by
id, and persons are only ids: names are joined when it is read, through the privacy layer.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from agenda.core.domain.groups import grouped
from agenda.materials.models import Material
from agenda.releases.domain.content import FORMAT, Content
from agenda.releases.domain.disclosure import open_role
from agenda.rooms.models.room import Room
from agenda.rooms.models.working_group import GroupRole, WorkingGroup
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.item import Item
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import IMPORTED, SessionRole
from confman.conferences.models import Conference, Theme
from confman.translation.text import TranslatedText


def freeze(conference: Conference, imported: dict[str, Any] | None = None) -> Content:
    """Return the working agenda whole, without what is not scheduled. SEQUENCE is not in it yet: see `sequenced`.

    One query for each kind of row, whatever the size, and no person is read.
    """
    sessions = Session.objects.of(conference).scheduled()
    groups = list(WorkingGroup.objects.of(conference))
    group_roles = grouped(
        (role.group_id, role) for role in GroupRole.objects.filter(group__conference=conference)
    )
    models: tuple[Any, ...] = (Item, SessionRole, Material, BoothShift)
    items, roles, materials, shifts = (
        grouped((row.session_id, row) for row in model.objects.filter(session__conference=conference))
        for model in models
    )
    return {
        "format": FORMAT,
        "timezone": conference.timezone,
        "languages": list(conference.languages),
        "rooms": [_room(room) for room in Room.objects.of(conference)],
        "themes": [_theme(theme) for theme in conference.themes.all()],
        "groups": [_group(group, group_roles[group.pk]) for group in groups],
        "sessions": [
            {
                **_session(session, conference),
                "items": [_item(item) for item in items[session.pk]],
                "roles": [_role(each) for each in roles[session.pk] if not each.is_declined],
                "materials": [_material(material) for material in materials[session.pk]],
                "booths": _booths(shifts[session.pk]),
            }
            for session in sessions
        ],
        # Beside the sessions: annotating an item changes no session, and no calendar has to be updated.
        "annotations": {
            str(item.pk): {
                "background": _text(item.background),
                "expected_action": _text(item.expected_action),
            }
            for found in items.values()
            for item in found
            if item.background or item.expected_action
        },
        "imported": imported or {},
    }


def _text(value: TranslatedText) -> dict[str, str]:
    return dict(value)


def _time(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.UTC).isoformat() if value else None


def _key(value: Any) -> str | None:
    return str(value) if value else None


def _room(room: Room) -> Content:
    return {
        "id": str(room.pk),
        "name": _text(room.name),
        "capacity": room.capacity,
        "booths": room.booths,
        "accessible": room.accessible,
        "photography": room.photography,
    }


def _theme(theme: Theme) -> Content:
    return {"id": str(theme.pk), "name": _text(theme.name), "colour": theme.colour}


def _group(group: WorkingGroup, roles: list[GroupRole]) -> Content:
    return {
        "id": str(group.pk),
        "code": group.code,
        "name": _text(group.name),
        "mandate": _text(group.mandate),
        "roles": [{"person": str(role.person_id), "role": role.role} for role in roles],
    }


def _session(session: Session, conference: Conference) -> Content:
    assert session.start  # what is not scheduled is not frozen
    day = session.day or conference.local(session.start).date()
    return {
        "id": str(session.pk),
        "guid": session.guid,
        "kind": session.kind,
        "title": _text(session.title),
        "subtitle": _text(session.subtitle),
        "summary": _text(session.summary),
        "description": _text(session.description),
        "start": _time(session.start),
        "end": _time(session.end),
        "day": day.isoformat(),
        "room": _key(session.room_id),
        "online_link": session.online_link,
        "group": _key(session.working_group_id),
        "theme": _key(session.theme_id),
        "floor_languages": session.floor_languages,
        "listening_languages": session.listening_languages,
        "links": session.links,
        "visibility": session.visibility,
        "chatham_house": session.chatham_house,
        "photography": session.photography,
        "sign_up": session.sign_up,
        "status": session.status,
        "extra": session.extra,
        # For restoring alone: no reader sees them, and changing them does not change the agenda.
        "fixed": session.fixed,
        "capacity": session.capacity,
    }


def _item(item: Item) -> Content:
    return {
        "id": str(item.pk),
        "number": item.number,
        "title": _text(item.title),
        "kind": item.kind,
        "minutes": item.minutes,
        "symbol": item.symbol,
    }


def _booths(shifts: Iterable[BoothShift]) -> list[Content]:
    """Return the pairs of interpreted languages; readers see neither interpreters nor their shifts."""
    booths: list[Content] = []
    for shift in shifts:
        booth = {
            "booth": shift.booth,
            "source": shift.source_language,
            "target": shift.target_language,
            "both_ways": shift.both_ways,
            "relay": shift.relay,
        }
        if booth not in booths:
            booths.append(booth)
    return booths


def _role(role: SessionRole) -> Content:
    return {
        "id": str(role.pk),
        "person": str(role.person_id),
        "role": role.role,
        "item": _key(role.item_id),
        "confirmed": role.is_confirmed,
        # Other imported data may hold a person's name, and a release holds no names.
        "extra": open_role(role.extra) | {key: True for key in role.extra if key == IMPORTED},
    }


def _material(material: Material) -> Content:
    return {
        "id": str(material.pk),
        "item": _key(material.item_id),
        "title": _text(material.title),
        "link": material.link,
        "file": bool(material.file),
        "media_type": material.media_type,
        "language": material.language,
        "symbol": material.symbol,
        "visibility": material.visibility,
        "embargo": _time(material.embargo),
        "extra": material.extra,
    }
