"""Speakers: the personal link to their page, and what they say there; the agenda's personal data."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import Hours
from agenda.history.domain.undo import delete_steps_naming, no_editing, protect_person_in_steps
from agenda.materials.domain import withdraw_material
from agenda.materials.models import Material
from agenda.releases.models import AgendaRelease
from agenda.rooms.domain import hours_of, set_hours
from agenda.rooms.models import Availability, GroupRole
from agenda.sessions.domain.sessions import confirm_role, decline_role, invite_to_role
from agenda.sessions.models.personal import PersonalCalendar, SpeakerProfile, StarredSession
from agenda.sessions.models.session import BoothShift, Session, SessionRole, SessionStatus
from agenda.speakers.mail_kinds import DECLINED, SPEAKER_LINK
from confman.accounts.domain.rate_limits import TooManyTries
from confman.accounts.models import User, Visitor
from confman.accounts.signed_links import LinkInvalid, make_token, read_token
from confman.audit.domain.recorder import record_audit
from confman.conferences.access import clear_rights
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import send_to_address, send_to_person
from confman.mail.models import Message
from confman.people.domain.links import count_link_sent, may_mail_a_link
from confman.people.domain.people import change_person
from confman.people.models import Person

PURPOSE = "agenda.speaker"


@dataclass(frozen=True)
class InvitationResult:
    """Counts the speakers invited, and lists those without a mail address or with too many mails."""

    sent: int
    without_address: tuple[Person, ...]
    too_often: tuple[Person, ...] = ()


def profile_of(person: Person) -> SpeakerProfile:
    """Return the speaker's profile; created when first asked for."""
    profile, _made = SpeakerProfile.objects.select_related("person__conference").get_or_create(person=person)
    return profile


def make_profiles(conference: Conference, address: str) -> None:
    """Create the profiles of those with a role and their mail at this address, even before a link was sent."""
    people = Person.objects.of(conference).filter(session_roles__isnull=False, speaker_profile=None)
    has_address = Q(email__iexact=address, contact=None) | Q(contact__email__iexact=address)
    for person in people.filter(has_address).distinct():
        profile_of(person)


def speaker_link(profile: SpeakerProfile) -> str:
    """Return the whole address of the speaker's page, for a mail."""
    token = make_token(PURPOSE, profile.pk, profile.link_version)
    slug = profile.person.conference.slug
    return settings.BASE_URL + reverse("agenda_portal:speaker-link", args=[slug, token])


def read_speaker_link(conference: Conference, token: str) -> SpeakerProfile:
    """Return the speaker of a link. Raises LinkInvalid, also for one of another conference."""
    subject = read_token(PURPOSE, token)
    profile = (
        SpeakerProfile.objects.filter(person__conference=conference, pk=subject.id)
        .select_related("person__conference")
        .first()
    )
    if profile is None:
        raise LinkInvalid(_("This link no longer leads anywhere. Please write to the secretariat."))
    subject.require_version(profile.link_version)
    return profile


def invite_speakers(people: Iterable[Person], *, by: User) -> InvitationResult:
    """Mail each the link to their page, in their language; roles only proposed until then count as asked.

    Each speaker is written to in a short transaction of their own. Undo reverses neither a mail nor what goes
    with it.
    """
    sent, without, too_often = 0, [], []
    for person in people:
        try:
            count_link_sent(person.mailbox, by=by)
        except TooManyTries:
            too_often.append(person)
            continue
        with no_editing(person.conference, by=by):
            profile = profile_of(person)
            if _mail_link(profile, by=by) is None:
                without.append(person)
                continue
            sent += 1
            profile.invited_at = timezone.now()
            profile.save(update_fields=["invited_at"])
            record_audit("agenda.speaker_invited", by=by, target=person)
            for role in roles_of(person).filter(status=SessionRole.Status.PROPOSED):
                invite_to_role(role, by=by)
    return InvitationResult(sent, tuple(without), tuple(too_often))


def speaker_link_renewed(profile: SpeakerProfile, *, by: User, asked: bool) -> bool:
    """Mail the new link if it is asked for or the speaker had one; tell whether it was mailed."""
    if not (asked or profile.invited_at) or not may_mail_a_link(profile.person.mailbox):
        return False
    _mail_link(profile, by=by)
    return True


def _mail_link(profile: SpeakerProfile, *, by: User) -> Message | None:
    return send_to_person(
        SPEAKER_LINK,
        person=profile.person,
        conference=profile.person.conference,
        context={"link": speaker_link(profile)},
        by=by,
    )


def roles_of(person: Person) -> QuerySet[SessionRole]:
    """Return a person's roles in the working agenda, in order of time."""
    return (
        SessionRole.objects.filter(person=person)
        .exclude(session__status=SessionStatus.CANCELLED)
        .select_related("session__room", "session__conference", "item", "person")
        .order_by(F("session__start").asc(nulls_last=True), "session", "position", "id")
    )


def answer_role(role: SessionRole, *, by: User, confirmed: bool, reason: str = "") -> None:
    """Note the speaker's answer. A refusal of what is in a published agenda is reported to the secretariat at once."""
    with no_editing(role.session.conference, by=by):
        before = role.status
        if confirmed:
            confirm_role(role, by=by)
        else:
            decline_role(role, by=by)
        role.answered_at = timezone.now()
        role.decline_reason = "" if confirmed else reason
        role.save(update_fields=["answered_at", "decline_reason"])
        if before == SessionRole.Status.CONFIRMED and not confirmed:
            answer_was_changed(role, by=by)


def set_own_hours(person: Person, hours: Sequence[Hours], *, by: User, seen: str | None = None) -> None:
    """Set when the speaker is available, as they say. Raises as `set_hours` does."""
    with no_editing(person.conference, by=by):
        set_hours(person, hours, by=by, seen=seen)


@transaction.atomic
def change_speaker(
    person: Person, *, by: User, details: Mapping[str, Any], equipment: str, remarks: str
) -> None:
    """Change what a speaker says of themselves: biography and photo (`details`), and needs. Raises ValidationError."""
    changed = change_person(person, by=by, source=_("the speaker, on their page"), **details)
    profile = profile_of(person)
    labels = [
        name
        for name, value in (("equipment", equipment), ("remarks", remarks))
        if value != getattr(profile, name)
    ]
    profile.equipment, profile.remarks, profile.answered_at = equipment, remarks, timezone.now()
    profile.full_clean(exclude=["person"])
    profile.save()
    if labels and not changed:
        record_audit("agenda.speaker_told", by=by, target=person, details={"fields": labels})


def answer_was_changed(role: SessionRole, *, by: User) -> None:
    """Tell the secretariat, where it has a mailbox, that someone who had confirmed does not come."""
    conference = role.session.conference
    if not conference.contact_email:
        return
    address = reverse("agenda_secretariat:session-change", args=[conference.slug, role.session_id])
    send_to_address(
        DECLINED,
        address=conference.contact_email,
        to_team=True,
        conference=conference,
        language=conference.default_language,
        context={
            "person": role.person.name,
            "role": role.get_role_display(),
            "session": role.session.title,
            "reason": role.decline_reason,
            "link": settings.BASE_URL + address,
        },
        by=by,
    )


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
