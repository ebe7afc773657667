"""Rooms, working groups, and which conflicts block: what stands beside the sessions of an agenda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from agenda.domain.conflicts import Severity, conflict_checks
from agenda.domain.revisions import claim_revision
from agenda.models import AgendaSettings, Room, Session, WorkingGroup
from confman.audit.domain import record_audit
from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.changes import apply_changes

Place = TypeVar("Place", Room, WorkingGroup)


def create_room(conference: Conference, *, by: Any, **fields: Any) -> Room:
    """A new room, last in the list. Raises ValidationError."""
    return _create(Room, conference, by, fields)


def change_room(room: Room, *, by: Any, revision: int | None, **changes: Any) -> list[str]:
    """Change a room; the names of the fields that changed. Raises StaleRevision, ValidationError."""
    return _change(room, by, revision, changes)


def delete_room(room: Room, *, by: Any, revision: int | None) -> None:
    """Delete a room. Its sessions keep their times and stand without a room. Raises StaleRevision."""
    _delete(room, by, revision, Session.objects.filter(room=room))


def create_group(conference: Conference, *, by: Any, **fields: Any) -> WorkingGroup:
    """A new working group, last in the list. Raises ValidationError."""
    return _create(WorkingGroup, conference, by, fields)


def change_group(group: WorkingGroup, *, by: Any, revision: int | None, **changes: Any) -> list[str]:
    """Change a working group; the names of the fields that changed. Raises StaleRevision, ValidationError."""
    return _change(group, by, revision, changes)


def delete_group(group: WorkingGroup, *, by: Any, revision: int | None) -> None:
    """Delete a working group with its roles; its sessions stay. Raises StaleRevision."""
    _delete(group, by, revision, Session.objects.filter(working_group=group))


LIMITS = ("minutes_between_rooms", "longest_minutes_without_break", "interpreter_minutes_a_day")


def set_severities(
    conference: Conference, chosen: Mapping[str, str], *, by: Any, limits: Mapping[str, int] | None = None
) -> AgendaSettings:
    """Say which kinds of conflict block publishing, which warn, which are ignored, and set some of LIMITS, in minutes.
    What is not named stays. Raises ValidationError."""
    limits = limits or {}
    for kind, severity in chosen.items():
        if kind not in conflict_checks or severity not in Severity.values:
            raise ValidationError(
                _("“%(kind)s” cannot be set to “%(severity)s”.") % {"kind": kind, "severity": severity}
            )
    with transaction.atomic():
        settings, _created = AgendaSettings.objects.get_or_create(conference=conference)
        settings.severities = {**settings.severities, **chosen}
        for name, minutes in limits.items():
            if name not in LIMITS:
                raise ValidationError(_("“%(name)s” is no limit of the agenda.") % {"name": name})
            setattr(settings, name, minutes)
        settings.clean_fields(exclude=["conference"])
        settings.save(update_fields=["severities", *limits])
        record_audit(
            "agenda.severities_changed",
            by=by,
            conference=conference,
            target=settings,
            details={"severities": dict(chosen), **limits},
        )
    return settings


def _create(model: type[Place], conference: Conference, by: Any, fields: dict[str, Any]) -> Place:
    place = model(conference=conference, **_as_texts(model, conference, fields))
    with transaction.atomic():
        if "position" not in fields:
            last = model._base_manager.filter(conference=conference).aggregate(last=models.Max("position"))
            place.position = (last["last"] or 0) + 1
        place.full_clean(exclude=["conference"])
        place.save(force_insert=True)
        _record("created", place, by)
    return place


def _change(place: Place, by: Any, revision: int | None, changes: dict[str, Any]) -> list[str]:
    with transaction.atomic():
        claim_revision(place, revision)
        changed = apply_changes(place, _as_texts(type(place), place.conference, changes))
        _record("changed", place, by, {"fields": changed})
    return changed


def _delete(place: Place, by: Any, revision: int | None, sessions: models.QuerySet[Session]) -> None:
    with transaction.atomic():
        claim_revision(place, revision)
        # Whoever is editing one of these sessions must hear that it changed.
        sessions.update(revision=models.F("revision") + 1)
        _record("deleted", place, by)
        place.delete()


def _as_texts(model: Any, conference: Conference, fields: dict[str, Any]) -> dict[str, Any]:
    return {
        name: TranslatedText.of(value, conference.default_language)
        if isinstance(model._meta.get_field(name), TranslatedField)
        else value
        for name, value in fields.items()
    }


def _record(participle: str, place: Place, by: Any, details: dict[str, Any] | None = None) -> None:
    kind = "room" if isinstance(place, Room) else "group"
    record_audit(
        f"agenda.{kind}_{participle}",
        by=by,
        conference=place.conference,
        target=place,
        label=str(place),
        details=details,
    )
