"""What the agenda holds on a person: roles in sessions and groups, hours in which they are free."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import F

from agenda.domain.steps import forget_person_in_steps
from agenda.models import AgendaRelease, Availability, GroupRole, Session, SessionRole
from confman.people.models import Person


def collect_agenda_data(person: Person) -> list[dict[str, Any]]:
    """For the person's own file."""
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


def erase_agenda_data(person: Person, *, by: Any) -> None:
    """Take the person out of the working agenda. Releases hold an id alone, which then names nobody."""
    _touch(person)
    forget_person_in_steps(person)
    SessionRole.objects.filter(person=person).delete()
    GroupRole.objects.filter(person=person).delete()
    Availability.objects.filter(person=person).delete()


def merge_agenda_data(kept: Person, merged: Person, *, by: Any) -> None:
    """Move roles to the person who stays, in the releases too: they are the same human being."""
    _touch(merged)
    forget_person_in_steps(merged)
    known = set(kept.session_roles.values_list("session", "item", "role"))
    for role in merged.session_roles.all():
        if (role.session_id, role.item_id, role.role) in known:
            role.delete()
        else:
            role.person = kept
            role.save(update_fields=["person"])
    groups = set(kept.group_roles.values_list("group", "role"))
    for group_role in merged.group_roles.all():
        if (group_role.group_id, group_role.role) in groups:
            group_role.delete()
        else:
            group_role.person = kept
            group_role.save(update_fields=["person"])
    Availability.objects.filter(person=merged).update(person=kept)
    before, after = f'"{merged.pk}"', f'"{kept.pk}"'
    for release in AgendaRelease.objects.filter(conference=kept.conference):
        written = json.dumps(release.content)
        if before in written:
            release.content = json.loads(written.replace(before, after))
            release.save(update_fields=["content"])


def _touch(person: Person) -> None:
    """Whoever is editing a session of this person must hear that it changed."""
    Session.objects.filter(roles__person=person).update(revision=F("revision") + 1)
