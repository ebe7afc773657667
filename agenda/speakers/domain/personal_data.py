"""Collect the agenda's data on a person: roles in sessions and groups, hours of availability."""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, F
from django.urls import reverse
from django.utils.text import capfirst

from agenda.history.domain.undo import delete_steps_naming, protect_person_in_steps
from agenda.releases.models.release import AgendaRelease
from agenda.rooms.domain.availability import hours_of
from agenda.rooms.models.room import Availability
from agenda.rooms.models.working_group import GroupRole
from agenda.sessions.models.session import Session
from agenda.sessions.models.session_role import SessionRole
from confman.accounts.models import User, Visitor
from confman.conferences.access import clear_rights
from confman.people.models import Person


def collect_agenda_data(person: Person) -> list[dict[str, Any]]:
    """Return the data for the person's own file."""
    sessions = person.session_roles.select_related("session", "item")
    groups = person.group_roles.select_related("group")
    return [
        *(
            {
                "session": dict(role.session.title),
                "start": role.session.start,
                "item": dict(role.item.title) if role.item else None,
                "role": role.role,
                "status": role.status,
            }
            for role in sessions
        ),
        *({"working_group": dict(role.group.name), "role": role.role} for role in groups),
        *({"free_from": free.start, "free_until": free.end} for free in person.availabilities.all()),
    ]


def erase_agenda_data(person: Person, *, by: User) -> None:
    """Remove the person from the working agenda. Releases hold only an id, which then names nobody."""
    _touch(person)
    delete_steps_naming(person)
    SessionRole.objects.filter(person=person).delete()
    GroupRole.objects.filter(person=person).delete()
    Availability.objects.filter(person=person).delete()
    clear_rights(by)


def merge_agenda_data(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Move roles to the person who stays, in the releases too: both records are the same human being."""
    _touch(merged)
    delete_steps_naming(merged)
    protect_person_in_steps(kept)
    folded = _merge_session_roles(kept, merged)
    groups = set(kept.group_roles.values_list("group", "role"))
    for group_role in merged.group_roles.all():
        if (group_role.group_id, group_role.role) in groups:
            folded.append({"group": str(group_role.group_id), "role": group_role.role})
            group_role.delete()
        else:
            group_role.person = kept
            group_role.save(update_fields=["person"])
    Availability.objects.filter(person=merged).update(person=kept)
    before, after = f'"{merged.pk}"', f'"{kept.pk}"'
    for release in AgendaRelease.objects.filter(conference=kept.conference):
        text = json.dumps(release.content)
        if before in text:
            release.content = json.loads(text.replace(before, after))
            release.save(update_fields=["content"])
    clear_rights(by)
    return folded


# Of two answers about one role, a reply takes precedence over an invitation.
_SURER = ("proposed", "invited", "declined", "confirmed")


def _merge_session_roles(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Merge a role that both have into one with the firmer answer; return what the other said."""
    role_by_place = {(role.session_id, role.item_id, role.role): role for role in kept.session_roles.all()}
    folded = []
    for role in merged.session_roles.all():
        role_of_kept = role_by_place.get((role.session_id, role.item_id, role.role))
        if role_of_kept is None:
            role.person = kept
            role.save(update_fields=["person"])
            continue
        stays, goes = sorted((role_of_kept, role), key=lambda row: -_SURER.index(row.status))
        folded.append(
            {
                "session": str(goes.session_id),
                "role": goes.role,
                "status": goes.status,
                "reason": goes.decline_reason,
            }
        )
        stays.extra = {**goes.extra, **stays.extra}
        stays.position = role_of_kept.position
        goes.delete()
        stays.person = kept
        stays.save(update_fields=["person", "extra", "position"])
    return folded


def summarize_roles(people: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return their roles in sessions and working groups, in few words."""
    lines_by_person: dict[UUID, list[str]] = defaultdict(list)
    roles = SessionRole.objects.filter(person__in=people).order_by().values_list("person", "role")
    for person, role, number in roles.annotate(number=Count("pk")):
        label = str(SessionRole.Role(role).label)
        lines_by_person[person].append(capfirst(label) + (f" × {number}" if number > 1 else ""))
    for group_role in GroupRole.objects.filter(person__in=people).select_related("group"):
        lines_by_person[group_role.person_id].append(
            f"{group_role.group.code}: {group_role.get_role_display()}"
        )
    return lines_by_person


def _touch(person: Person) -> None:
    """Raise the revision of this person's sessions, so that those editing one are told."""
    Session.objects.filter(roles__person=person).update(revision=F("revision") + 1)


def person_roles(person: Person, user: Visitor) -> dict[str, Any] | None:
    """Return a person's roles in the working agenda and hours, for the secretariat; None if there are none."""
    sessions = list(person.session_roles.select_related("session", "item").order_by("session__start", "id"))
    groups = list(person.group_roles.select_related("group"))
    turns = list(person.booth_shifts.select_related("session").order_by("session__start", "id"))
    hours = hours_of(person)
    if not (sessions or groups or turns or hours):
        return None
    url = ""
    if user.has_perm("agenda.edit_agenda", person.conference):
        url = reverse("agenda_secretariat:person-hours", args=[person.conference.slug, person.pk])
    return {"roles": sessions, "groups": groups, "turns": turns, "hours": hours, "hours_url": url}
