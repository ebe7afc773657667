"""A speaker, among what one mailbox may be in a conference."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from agenda.speakers.domain.speakers import make_profiles, speaker_link_renewed
from confman.people.registries import HatKind, hat_kinds


def page_of(profile: SpeakerProfile) -> str:
    """The address of a speaker's page."""
    return reverse("agenda_portal:speaker", args=[profile.person.conference.slug, profile.pk])


def register() -> None:
    """Fill the registry; called once, when the app is ready."""
    hat_kinds.register(
        HatKind(
            SPEAKERS,
            _("Speaker: roles, hours and presentations"),
            "mic",
            rows=lambda: SpeakerProfile.objects.select_related("person__conference"),
            page=page_of,
            name=lambda row: row.person.name,
            complete=make_profiles,
            renewed=speaker_link_renewed,
            permission="agenda.edit_agenda",
            record=lambda row: reverse(
                "people_secretariat:person", args=[row.person.conference.slug, row.person_id]
            ),
            position=30,
        )
    )
