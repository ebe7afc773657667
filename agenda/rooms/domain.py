"""Rooms with their hours, working groups with their people, settings: what an agenda has beside its sessions."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from agenda.core.domain.intervals import Hours, joined
from agenda.core.models import AgendaSettings
from agenda.history.domain.steps import Recorder
from agenda.history.domain.undo import editing_step
from agenda.rooms.models import Availability, GroupRole, Room, WorkingGroup
from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.domain.clone.rows import ConferenceCopy
from confman.conferences.models import Conference
from confman.documents.domain.texts import without_stop
from confman.people.domain.people import add_person
from confman.people.models import Person, fold_name
from confman.translation.fields import TranslatedField
from confman.translation.marks import quotable
from confman.translation.text import TranslatedText
from confman.web.database.changes import StaleRevision, apply_changes, claim_revision, fingerprint
from confman.web.errors import Refused
from confman.web.search import fold


def hours_of(whose: Room | Person) -> list[Hours]:
    """Return their hours, in order of time."""
    return list(whose.availabilities.order_by("start", "id").values_list("start", "end"))


def fingerprint_of_hours(hours: Sequence[Hours]) -> str:
    """Return a digest that tells whether hours are as a form showed them: a person has no revision of their own."""
    return fingerprint([moment.astimezone(dt.UTC) for pair in hours for moment in pair])


def set_hours(
    whose: Room | Person, hours: Sequence[Hours], *, by: User, seen: str | None = None
) -> list[Hours]:
    """Set the hours of a room or a person; those that overlap or touch become one. Return what is stored.

    `seen` is the fingerprint of the hours that the form showed. Raises StaleRevision if they have changed
    since, ValidationError for hours that end before they begin. A room's revision rises.
    """
    for start, end in hours:
        if end <= start:
            raise ValidationError(_("The end is not after the start."))
    merged = joined(hours)
    key = "room" if isinstance(whose, Room) else "person"
    action = f"agenda.{key}_hours_set"
    with editing_step(whose.conference, by=by, action=action, touching=[whose]):
        # Anyone else writing these hours at the same moment waits here.
        type(whose)._base_manager.select_for_update().get(pk=whose.pk)
        before = hours_of(whose)
        if seen is not None and seen != fingerprint_of_hours(before):
            raise StaleRevision(
                _(
                    "Someone has changed these hours meanwhile, so yours were not saved. Compare, then save again."
                ),
                whose,
            )
        if merged == before:
            return merged
        whose.availabilities.all().delete()
        Availability.objects.bulk_create(
            Availability(**{key: whose}, start=start, end=end) for start, end in merged
        )
        if isinstance(whose, Room):
            claim_revision(whose, None)
        record_audit(
            action,
            by=by,
            target=whose,
            label=str(whose) if isinstance(whose, Room) else "",
            details={"count": len(merged)},
        )
    return merged


MAX_NAMED = 5


def set_group_roles(group: WorkingGroup, rows: Sequence[tuple[Person, str]], *, by: User) -> None:
    """Set the roles in a working group to `rows`: pairs of person and role, in their order.

    Raises ValidationError for one person twice in one role.
    """
    if len({(person.pk, role) for person, role in rows}) < len(rows):
        raise ValidationError(_("A person appears twice in the same role."))
    with editing_step(group.conference, by=by, action="agenda.group_roles_changed", touching=[group]):
        claim_revision(group, None)
        existing = {(role.person_id, role.role): role for role in group.roles.all()}
        for position, (person, kind) in enumerate(rows):
            if person.conference_id != group.conference_id:
                raise ValidationError(_("This person belongs to another conference."))
            role = existing.pop((person.pk, kind), None) or GroupRole(group=group, person=person, role=kind)
            role.position = position
            role.clean_fields(exclude=["person", "group"])
            role.save()
        GroupRole.objects.filter(pk__in=[role.pk for role in existing.values()]).delete()
        record_audit(
            "agenda.group_roles_changed", by=by, target=group, label=group.code, details={"roles": len(rows)}
        )
    clear_rights(by)


def person_label(person: Person) -> str:
    """Return name and organization, which distinguish people of the same name in a list of suggestions."""
    return ", ".join(part for part in (str(person.name), str(person.organization)) if part)


def person_by_name(conference: Conference, name: str, *, by: User) -> Person:
    """Return the person meant by what was typed: one of the suggestions, or a name; a new person if nobody has it.

    Raises Refused if several have it.
    """
    # Anyone who is meant has all the words in their name or organization; nobody else is read.
    people = Person.objects.of(conference).known().search(name)
    return match_person(people, name) or add_person_along(conference, by=by, name=" ".join(name.split()))


def add_person_along(conference: Conference, *, by: User, **fields: Any) -> Person:
    """Create a person while another object is saved; undoing that object deletes them too, unless used elsewhere."""
    with editing_step(conference, by=by, action="people.added") as recorder:
        person = add_person(conference, by=by, **fields)
        recorder.made(person, along=True)
    return person


def match_person(candidates: Iterable[Person], name: str, organization: str = "") -> Person | None:
    """Return the person whom a suggestion or a name identifies; None if nobody has it.

    Raises Refused if several have it, and the organization does not distinguish them.
    """
    typed = " ".join(name.split())
    people = list(candidates)
    exact = [person for person in people if person_label(person) == typed]
    if len(exact) == 1:
        return exact[0]
    folded = fold_name(typed)
    namesakes = [person for person in people if folded in map(fold_name, person.name.values())]
    if len(namesakes) > 1 and organization:
        folded_organization = fold(organization)
        namesakes = [
            person for person in namesakes if folded_organization in map(fold, person.organization.values())
        ] or namesakes
    if len(namesakes) > 1:
        labels = "; ".join(sorted({person_label(person) for person in namesakes})[:MAX_NAMED])
        raise Refused(
            _("Several people are called “%(name)s”. Write one of them, with the organization: %(people)s.")
            % {"name": typed, "people": labels}
        )
    return namesakes[0] if namesakes else None


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


RoomOrGroup = TypeVar("RoomOrGroup", Room, WorkingGroup)


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
    model: type[RoomOrGroup], conference: Conference, by: User, fields: dict[str, Any], along: bool = False
) -> RoomOrGroup:
    row = model(conference=conference, **as_texts(model, conference, fields))
    with editing_step(conference, by=by, action=_verb(row, "created")) as recorder:
        if "position" not in fields:
            last = model._base_manager.filter(conference=conference).aggregate(last=models.Max("position"))
            row.position = (last["last"] or 0) + 1
        row.full_clean(exclude=["conference"])
        row.save(force_insert=True)
        recorder.made(row, along=along)
        _record("created", row, by)
    return row


def change_room_or_group(row: RoomOrGroup, *, by: User, revision: int | None, **changes: Any) -> list[str]:
    """Change a room or a group; return the names of the fields that changed. Raises StaleRevision, ValidationError."""
    with editing_step(row.conference, by=by, action=_verb(row, "changed"), touching=[row]):
        claim_revision(row, revision)
        if isinstance(row, WorkingGroup):
            check_capacity(row, changes)
        changed = apply_changes(row, as_texts(type(row), row.conference, changes))
        _record("changed", row, by, {"fields": changed})
    return changed


def delete_room_or_group(row: RoomOrGroup, *, by: User, revision: int | None) -> None:
    """Delete a room, or a working group with its roles; the sessions stay without it. Raises StaleRevision."""
    action = _verb(row, "deleted")
    with editing_step(row.conference, by=by, action=action, touching=[row]) as recorder:
        claim_revision(row, revision)
        _record("deleted", row, by)
        recorder.remove(row)


def as_texts(model: type[models.Model], conference: Conference, fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with plain strings as texts in the conference's first language."""
    return {
        name: TranslatedText.of(value, conference.default_language)
        if isinstance(model._meta.get_field(name), TranslatedField)
        else value
        for name, value in fields.items()
    }


def _verb(row: RoomOrGroup, participle: str) -> str:
    kind = "room" if isinstance(row, Room) else "group"
    return f"agenda.{kind}_{participle}"


def _record(participle: str, row: RoomOrGroup, by: User, details: dict[str, Any] | None = None) -> None:
    record_audit(_verb(row, participle), by=by, target=row, label=str(row), details=details)


def clone_rooms(copy: ConferenceCopy, rows: QuerySet[Room]) -> None:
    """Take the rooms, and the hours at which each can be used, moved with the conference."""

    def move(hours: Availability) -> None:
        hours.start, hours.end = copy.move.span(hours.start, hours.end)

    copy.rows(rows, anew=("revision",))
    copy.rows(Availability.objects.filter(room__in=rows), change=move)
