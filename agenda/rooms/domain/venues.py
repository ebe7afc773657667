"""Rooms, working groups and settings: what an agenda has beside its sessions; names and places of groups."""

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agenda.core.models import AgendaSettings
from agenda.history.domain.recorder import Recorder
from agenda.history.domain.undo import editing_step
from agenda.rooms.models import Room, WorkingGroup
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.documents.domain.texts import without_stop
from confman.translation.fields import TranslatedField
from confman.translation.marks import quotable
from confman.translation.text import TranslatedText
from confman.web.database.changes import apply_changes, claim_revision


def check_capacity(target: models.Model, changes: Mapping[str, Any]) -> None:
    """Raise ValidationError where `changes` leave fewer places than are taken.

    The caller has written to the row in the same transaction (its revision), so that nobody can sign up in
    between.
    """
    capacity = changes.get("capacity")
    if capacity is None:
        return
    taken_places = type(target)._default_manager.values_list("taken", flat=True).get(pk=target.pk)
    if capacity < taken_places:
        message = ngettext(
            "%(taken)d person has signed up already. Set at least as many places, or take people off the list first.",
            "%(taken)d people have signed up already. Set at least as many places, or take people off the list first.",
            taken_places,
        )
        raise ValidationError({"capacity": message % {"taken": taken_places}})


_NUMBERED = re.compile(r"WG\s*(\d+)")


def group_in_words(code: str) -> str:
    """Return a working group by its code, "working group 1" for WG1, within a text; any other code as it is."""
    match = _NUMBERED.fullmatch(code)
    return _("working group %(number)s") % {"number": match[1]} if match else code


def code_in_words(code: str) -> str:
    """Return a code, or a reference that begins with one, as the language abbreviates it: WG1/R03 is РГ1/R03."""
    code = re.sub(r"^PL(?=/)", pgettext("plenary", "PL"), code)
    return re.sub(r"^WG(?=\s*\d)", pgettext("working group", "WG"), code)


def group_heading(code: str, name: str) -> str:
    """Return the heading of a working group: "Working group 1: Prevention"."""
    return ": ".join(part for part in (capfirst(group_in_words(code)), name) if part)


def mandate_in_words(mandate: object, *, is_over: bool = True) -> str:
    """Return the sentence that says the mandate of a working group, in a report or before it meets; '' without one."""
    text = without_stop(quotable(mandate))
    if not text:
        return ""
    sentence = (
        _("The group was given the following mandate: “%(mandate)s”.")
        if is_over
        else _("The mandate of the group is: “%(mandate)s”.")
    )
    return sentence % {"mandate": text}


Place = TypeVar("Place", Room, WorkingGroup)


def create_room(conference: Conference, *, by: User, along: bool = False, **fields: Any) -> Room:
    """Create a room, last in the list. `along`: because a session being made needs it. Raises ValidationError."""
    return _create(Room, conference, by, fields, along)


def create_group(conference: Conference, *, by: User, **fields: Any) -> WorkingGroup:
    """Create a working group, last in the list. Raises ValidationError."""
    return _create(WorkingGroup, conference, by, fields)


def locked_settings(conference: Conference) -> AgendaSettings:
    """Return the settings of the agenda, created if missing, locked until the transaction ends."""
    return AgendaSettings.objects.select_for_update().get_or_create(conference=conference)[0]


def settings_to_change(conference: Conference, recorder: Recorder, *, along: bool = False) -> AgendaSettings:
    """Return the locked settings after `recorder` has noted their state."""
    settings = locked_settings(conference)
    recorder.touch(settings, along=along)
    return settings


def _create(
    model: type[Place], conference: Conference, by: User, fields: dict[str, Any], along: bool = False
) -> Place:
    place = model(conference=conference, **as_texts(model, conference, fields))
    with editing_step(conference, by=by, action=_verb(place, "created")) as recorder:
        if "position" not in fields:
            last = model._base_manager.filter(conference=conference).aggregate(last=models.Max("position"))
            place.position = (last["last"] or 0) + 1
        place.full_clean(exclude=["conference"])
        place.save(force_insert=True)
        recorder.made(place, along=along)
        _record("created", place, by)
    return place


def change_venue(place: Place, *, by: User, revision: int | None, **changes: Any) -> list[str]:
    """Change a room or a group; return the names of the fields that changed. Raises StaleRevision, ValidationError."""
    with editing_step(place.conference, by=by, action=_verb(place, "changed"), touching=[place]):
        claim_revision(place, revision)
        if isinstance(place, WorkingGroup):
            check_capacity(place, changes)
        changed = apply_changes(place, as_texts(type(place), place.conference, changes))
        _record("changed", place, by, {"fields": changed})
    return changed


def delete_venue(place: Place, *, by: User, revision: int | None) -> None:
    """Delete a room, or a working group with its roles; the sessions stay without it. Raises StaleRevision."""
    action = _verb(place, "deleted")
    with editing_step(place.conference, by=by, action=action, touching=[place]) as recorder:
        claim_revision(place, revision)
        _record("deleted", place, by)
        recorder.remove(place)


def as_texts(model: type[models.Model], conference: Conference, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with plain strings as texts in the conference's first language."""
    return {
        name: TranslatedText.of(value, conference.default_language)
        if isinstance(model._meta.get_field(name), TranslatedField)
        else value
        for name, value in fields.items()
    }


def _verb(place: Place, participle: str) -> str:
    kind = "room" if isinstance(place, Room) else "group"
    return f"agenda.{kind}_{participle}"


def _record(participle: str, place: Place, by: User, details: dict[str, Any] | None = None) -> None:
    record_audit(_verb(place, participle), by=by, target=place, label=str(place), details=details)
