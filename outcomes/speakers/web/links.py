"""The way to the lists of speakers from the pages of the agenda."""

from __future__ import annotations

from django.urls import reverse

from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session


def lists_of(place: Session | WorkingGroup) -> str:
    """The lists of the session, or all."""
    slug = place.conference.slug
    if isinstance(place, Session):
        return reverse("outcomes_secretariat:speakers-of-session", args=[slug, place.pk])
    return reverse("outcomes_secretariat:speakers", args=[slug])
