"""What lists of speakers add: the way to them, and the history's words."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from agenda.core.web.registries import PlaceLink, place_links
from agenda.rooms.models.working_group import WorkingGroup
from agenda.sessions.models.session import Session
from confman.audit.labels import register_values, register_verbs
from confman.conferences import registries as r
from outcomes.speakers.models import SpeakingRequest


def register() -> None:
    """Called from AppConfig.ready()."""
    r.navigation_items.register(
        r.NavigationItem(
            "outcomes.speakers",
            "outcomes",
            gettext_lazy("Lists of speakers"),
            "outcomes_secretariat:speakers",
            "mic",
            "outcomes.find_speakers_lists",
            7,
        )
    )
    place_links.register(
        PlaceLink(
            "outcomes.speakers",
            gettext_lazy("List of speakers"),
            "mic",
            "outcomes.view_speakers_lists",
            _lists_of,
        )
    )
    register_verbs(VERBS)
    register_values("kind", dict(SpeakingRequest.Kind.choices))


def _lists_of(place: Session | WorkingGroup) -> str:
    slug = place.conference.slug
    if isinstance(place, Session):
        return reverse("outcomes_secretariat:speakers-of-session", args=[slug, place.pk])
    return reverse("outcomes_secretariat:speakers", args=[slug])


VERBS = {
    "outcomes.speakers_opened": gettext_lazy("List of speakers opened"),
    "outcomes.speakers_changed": gettext_lazy("Order or minutes of a list of speakers changed"),
    "outcomes.speakers_closed": gettext_lazy("List of speakers closed"),
    "outcomes.speakers_reopened": gettext_lazy("List of speakers opened again"),
    "outcomes.speakers_asked": gettext_lazy("Floor asked for"),
    "outcomes.speakers_floor_given": gettext_lazy("Floor given"),
    "outcomes.speakers_floor_ended": gettext_lazy("Speaker ended"),
    "outcomes.speakers_request_withdrawn": gettext_lazy("Request for the floor withdrawn"),
    "outcomes.speakers_put_back": gettext_lazy("Speaker put back in line"),
    "outcomes.speakers_moved": gettext_lazy("Speaker moved in line"),
}
