"""The data that speakers, interpreters and readers gave us: collected for their own file, erased, merged."""

from typing import Any

from django.db.models import QuerySet

from agenda.materials.domain import withdraw_material
from agenda.materials.models import Material
from agenda.sessions.models.interpretation import BoothShift
from agenda.sessions.models.personal import PersonalCalendar, SpeakerProfile, StarredSession
from confman.accounts.models import User
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
