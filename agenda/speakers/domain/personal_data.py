"""The agenda's data on a person, of speakers and readers too: collected for their file, erased, merged."""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.urls import reverse
from django.utils.text import capfirst

from agenda.history.domain.undo import delete_steps_naming, protect_person_in_steps
from agenda.materials.domain import withdraw_material
from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain.availability import hours_of
from agenda.rooms.models import Availability, GroupRole
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.personal import PersonalCalendar, SpeakerProfile, StarredSession
from agenda.sessions.models.session import Session, SessionRole
from confman.accounts.models import User, Visitor
from confman.conferences.access import clear_rights
from confman.people.models import Person


def collect_speaker_data(person: Person) -> list[dict[str, Any]]:
    """Return the data for the person's own file."""
    profiles = SpeakerProfile.objects.filter(person=person)
    shifts = BoothShift.objects.filter(interpreter=person).select_related("session")
    materials = Material.objects.filter(uploaded_by=person).select_related("session")
    stars = _stars_of(person)
    return [
        *({"equipment": profile.equipment, "remarks": profile.remarks} for profile in profiles),
        *({"interprets": str(shift), "session": dict(shift.session.title)} for shift in shifts),
        *(
            {
                "material": dict(material.title),
                "file": material.file.name,
                "link": material.link,
                "session": dict(material.session.title),
                "handed_in": material.uploaded_at,
            }
            for material in materials
        ),
        *({"starred": dict(star.session.title)} for star in stars.select_related("session")),
    ]


def _stars_of(person: Person) -> QuerySet[StarredSession]:
    stars = StarredSession.objects.of(person=person, user=person.user_id)
    return stars.filter(session__conference=person.conference_id)


def erase_speaker_data(person: Person, *, by: User) -> None:
    """Erase what they said and what nobody has checked; a checked paper is the conference's and names them no more."""
    SpeakerProfile.objects.filter(person=person).delete()
    BoothShift.objects.filter(interpreter=person).update(interpreter=None)
    handed_in = Material.objects.filter(uploaded_by=person).select_related("session__conference")
    for material in handed_in.filter(checked_by=None):
        withdraw_material(material, by=by)
    handed_in.update(uploaded_by=None)
    _stars_of(person).delete()
    if person.user_id:
        PersonalCalendar.objects.filter(user=person.user_id, conference=person.conference_id).delete()


def merge_speaker_data(kept: Person, merged: Person, *, by: User) -> list[dict[str, Any]]:
    """Append the texts of one record to those of the other."""
    BoothShift.objects.filter(interpreter=merged).update(interpreter=kept)
    Material.objects.filter(uploaded_by=merged).update(uploaded_by=kept)
    starred = StarredSession.objects.filter(person=kept).values("session")
    StarredSession.objects.filter(person=merged).exclude(session__in=starred).update(person=kept)
    # Sessions that both had starred stay starred.
    StarredSession.objects.filter(person=merged).delete()
    profile_of_merged = SpeakerProfile.objects.filter(person=merged).first()
    if profile_of_merged is None:
        return []
    profile = SpeakerProfile.objects.filter(person=kept).first()
    if profile is None:
        SpeakerProfile.objects.filter(pk=profile_of_merged.pk).update(person=kept)
        return []
    for name in ("equipment", "remarks"):
        texts = dict.fromkeys(filter(None, (getattr(profile, name), getattr(profile_of_merged, name))))
        setattr(profile, name, "\n".join(texts))
    profile.invited_at = profile.invited_at or profile_of_merged.invited_at
    profile.answered_at = max(
        filter(None, (profile.answered_at, profile_of_merged.answered_at)), default=None
    )
    profile.save(update_fields=["equipment", "remarks", "invited_at", "answered_at"])
    profile_of_merged.delete()
    return [{"equipment": profile_of_merged.equipment, "remarks": profile_of_merged.remarks}]


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
