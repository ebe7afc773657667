"""A speaker, as one of the capacities a mailbox may have in a conference."""

from django.db.models import QuerySet
from django.urls import reverse

from agenda.sessions.models.personal import SpeakerProfile


def profiles() -> QuerySet[SpeakerProfile]:
    """Return all profiles, with their people and conferences."""
    return SpeakerProfile.objects.select_related("person__conference")


def page_of(profile: SpeakerProfile) -> str:
    """Return the address of a speaker's page."""
    return reverse("agenda_portal:speaker", args=[profile.person.conference.slug, profile.pk])


def record_of(profile: SpeakerProfile) -> str:
    """Return the address of the speaker in the secretariat."""
    return reverse("people_secretariat:person", args=[profile.person.conference.slug, profile.person_id])
