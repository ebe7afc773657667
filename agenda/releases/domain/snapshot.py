"""The working agenda as one content tree: what a release keeps, and the source of all that readers see.

The tree is plain JSON. Times are ISO 8601 in UTC, texts are language -> text, rows refer to one another by
id, and persons are only ids: names are joined when it is read, through the privacy layer.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from agenda.conflicts.domain.loader import AGENDA_ROWS
from agenda.core.domain.groups import grouped
from agenda.history.domain.json_values import plain
from agenda.materials.models import Material
from agenda.releases.domain.disclosure import open_role
from agenda.releases.domain.read_model import Content
from agenda.rooms.models import GroupRole, Room, WorkingGroup
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.session import IMPORTED, Item, Session, SessionRole
from confman.conferences.models import Conference, Theme
from confman.web.database.unchanged import Table, WholeRows

# The rows that a release is made of. Whether someone signs up is not in it.
FROZEN = (AGENDA_ROWS, WholeRows(Table(Theme), Table(Material, "session__conference")))


def freeze(conference: Conference, imported: dict[str, Any] | None = None) -> Content:
    """Return the working agenda whole, without what is not scheduled. SEQUENCE is not in it yet: see `sequenced`.

    One query for each kind of row, whatever the size, and no person is read.
    """
    sessions = Session.objects.of(conference).scheduled()
    group_roles = grouped(
        (role.group_id, role) for role in GroupRole.objects.filter(group__conference=conference)
    )
    models_of_sessions: tuple[Any, ...] = (Item, SessionRole, Material, BoothShift)
    items, roles, materials, shifts = (
        grouped((row.session_id, row) for row in model.objects.filter(session__conference=conference))
        for model in models_of_sessions
    )
    return {
        "timezone": conference.timezone,
        "languages": list(conference.languages),
        "rooms": [
            _fields(room, "id name capacity booths accessible photography")
            for room in Room.objects.of(conference)
        ],
        "themes": [_fields(theme, "id name colour") for theme in conference.themes.all()],
        "groups": [
            {
                **_fields(group, "id code name mandate"),
                "roles": [_fields(role, "role", person="person_id") for role in group_roles[group.pk]],
            }
            for group in WorkingGroup.objects.of(conference)
        ],
        "sessions": [
            {
                **_session(session, conference),
                "items": [_fields(item, "id number title kind minutes symbol") for item in items[session.pk]],
                "roles": [
                    _role(session_role) for session_role in roles[session.pk] if not session_role.is_declined
                ],
                "materials": [_material(material) for material in materials[session.pk]],
                "booths": _booths(shifts[session.pk]),
            }
            for session in sessions
        ],
        # Beside the sessions: annotating an item changes no session, and no calendar has to be updated.
        "annotations": {
            str(item.pk): _fields(item, "background expected_action")
            for items_of_session in items.values()
            for item in items_of_session
            if item.background or item.expected_action
        },
        "imported": imported or {},
    }


def _fields(row: models.Model, names: str, **others: str) -> Content:
    """Return the fields of a row by these names, and `others`, which the tree calls otherwise, in the form of JSON."""
    fields = {**{name: name for name in names.split()}, **others}
    return {name: plain(getattr(row, field)) for name, field in fields.items()}


def _session(session: Session, conference: Conference) -> Content:
    assert session.start  # what is not scheduled is not frozen
    day = session.day or conference.local(session.start).date()
    return {
        **_fields(
            session,
            "id guid kind title subtitle summary description start end online_link floor_languages"
            " listening_languages links visibility chatham_house photography sign_up status extra",
            room="room_id",
            group="working_group_id",
            theme="theme_id",
        ),
        "day": day.isoformat(),
        # For restoring alone: no reader sees them, and changing them does not change the agenda.
        **_fields(session, "fixed capacity"),
    }


def _booths(shifts: Iterable[BoothShift]) -> list[Content]:
    """Return the pairs of interpreted languages; readers see neither interpreters nor their shifts."""
    booths: list[Content] = []
    for shift in shifts:
        booth = _fields(shift, "booth both_ways relay", source="source_language", target="target_language")
        if booth not in booths:
            booths.append(booth)
    return booths


def _role(role: SessionRole) -> Content:
    return {
        **_fields(role, "id role", person="person_id", item="item_id"),
        "confirmed": role.is_confirmed,
        # Other imported data may hold a person's name, and a release holds no names.
        "extra": open_role(role.extra) | {key: True for key in role.extra if key == IMPORTED},
    }


def _material(material: Material) -> Content:
    names = "id title link media_type language symbol visibility embargo extra"
    return {**_fields(material, names, item="item_id"), "file": bool(material.file)}
