"""The speaker timer as the podium and its operator see it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.releases.models.release import AgendaRelease
from agenda.screens.domain.slides import screen_languages
from agenda.screens.domain.timer import clock_of, clock_text, elapsed_at, item_of_clock, phase_of
from agenda.screens.models import SpeakerClock, VenueScreen


@dataclass(frozen=True)
class ScreenPart:
    """The part of a screen that is refreshed: its mark, and its HTML, which is rendered only when asked for."""

    mark: str
    write: Callable[[], str]
    slides: int = 1

    @property
    def html(self) -> str:
        return self.write()


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
    shown = (clock.pk, clock.revision, release, minute, languages)
    mark = hashlib.sha256(repr(shown).encode()).hexdigest()[:32]

    def write() -> str:
        context = {
            "conference": screen.conference,
            "chosen": item_of_clock(screen.conference, clock),
            "languages": languages,
            **clock_facts(clock),
        }
        return render_to_string("agenda/screens/onsite/clock.html", context, request)

    return ScreenPart(mark, write)
