"""Speakers: the personal link to their page, and what they say there of themselves and their roles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.core.domain.intervals import Hours
from agenda.history.domain.undo import no_editing
from agenda.rooms.domain.availability import set_hours
from agenda.sessions.domain.sessions import confirm_role, decline_role, invite_to_role
from agenda.sessions.models.personal import SpeakerProfile
from agenda.sessions.models.session import SessionRole
from agenda.speakers.mail_kinds import DECLINED, SPEAKER_LINK
from confman.accounts.domain.rate_limits import TooManyTries
from confman.accounts.models import User
from confman.accounts.signed_links import LinkInvalid, make_token, read_token
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.mail.domain.dispatch import send_to_address, send_to_person
from confman.mail.models import Message
from confman.people.domain.links import count_link_sent, may_mail_a_link
from confman.people.domain.records import change_person
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
        .exclude(session__status="cancelled")
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
