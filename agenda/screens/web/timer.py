"""The speaker timer as the podium and its operator see it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.releases.models import AgendaRelease
from agenda.screens.domain.content import screen_languages
from agenda.screens.domain.speaker_clock import (
    clock_of,
    clock_text,
    elapsed_at,
    item_of_clock,
    phase_of,
    timers_of_chair,
)
from agenda.screens.models import SpeakerClock, VenueScreen
from agenda.sessions.models.personal import SPEAKERS, SpeakerProfile
from confman.conferences.models import Conference
from confman.people.models import Person
from confman.people.web.personal import opened, still_open


@dataclass(frozen=True)
class ScreenPart:
    """The part of a screen that is refreshed: its mark, and its HTML, which is rendered only when asked for."""

    mark: str
    write: Callable[[], str]
    slides: int = 1

    @property
    def html(self) -> str:
        return self.write()


def note_speakers_here(request: HttpRequest, conference: Conference) -> None:
    """Note for the rules whose speakers' pages this browser has opened."""
    reader: Any = request.user
    profiles = SpeakerProfile.objects.filter(person__conference=conference)
    profiles = profiles.filter(pk__in=opened(request, SPEAKERS))
    reader.opened_speakers = still_open(request, SPEAKERS, profiles)


def timers_here(request: HttpRequest, person: Person) -> list[VenueScreen]:
    """Return the timers of the sessions that a person chairs, if this browser may set them."""
    if timers := timers_of_chair(person):
        note_speakers_here(request, person.conference)
    return [timer for timer in timers if request.user.has_perm("agenda.run_timer", timer)]


def clock_facts(clock: SpeakerClock) -> dict[str, Any]:
    """Return the clock as a template shows it at first; a script goes on counting from the same facts."""
    now = timezone.now()
    return {
        "clock": clock,
        "phase": phase_of(clock, now),
        "text": clock_text(clock.seconds - elapsed_at(clock, now)),
        "now": now,
    }


def clock_part(screen: VenueScreen, request: HttpRequest) -> ScreenPart:
    """Return the podium's view. Its mark is cheap, because it is asked each second: the clock, the release, the minute.

    With the minute names are read again, so that those of erased persons disappear.
    """
    clock = clock_of(screen)
    minute = timezone.now().replace(second=0, microsecond=0)
    release = AgendaRelease.objects.of(screen.conference).order_by("-number").values_list("pk").first()
    languages = screen_languages(screen, screen.conference)[:2]
    state = (clock.pk, clock.revision, release, minute, languages)
    mark = hashlib.sha256(repr(state).encode()).hexdigest()[:32]

    def write() -> str:
        context = {
            "conference": screen.conference,
            "chosen": item_of_clock(screen.conference, clock),
            "languages": languages,
            **clock_facts(clock),
        }
        return render_to_string("agenda/screens/onsite/clock.html", context, request)

    return ScreenPart(mark, write)
