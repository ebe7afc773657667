"""The speaker timer as the podium and its operator see it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from agenda.domain.screen_slides import screen_languages
from agenda.domain.speaker_clock import clock_of, clock_text, elapsed_at, item_of_clock, phase_of
from agenda.models import AgendaRelease, SpeakerClock, VenueScreen


@dataclass(frozen=True)
class ClockPart:
    """What changes by itself: its mark, and its HTML."""

    mark: str
    html: str


def clock_facts(clock: SpeakerClock) -> dict[str, Any]:
    """The clock as a template shows it at first; a script goes on counting from the same facts."""
    now = timezone.now()
    return {
        "clock": clock,
        "phase": phase_of(clock, now),
        "text": clock_text(clock.seconds - elapsed_at(clock, now)),
        "now": now,
    }


def clock_part(screen: VenueScreen, request: HttpRequest) -> ClockPart:
    """The podium's view. Its mark is cheap, for it is asked each second: the clock, the release, the minute.

    With the minute names are read again, so that whoever was erased does not stay.
    """
    clock = clock_of(screen)
    minute = timezone.now().replace(second=0, microsecond=0)
    release = AgendaRelease.objects.of(screen.conference).order_by("-number").values_list("pk").first()
    look = (screen.scheme, screen.size, screen.languages)
    mark = hashlib.sha256(repr((clock.pk, clock.revision, release, minute, look)).encode()).hexdigest()[:32]
    if mark in request.headers.get("If-None-Match", ""):
        return ClockPart(mark, "")
    languages = screen_languages(screen, screen.conference)
    context = {
        "screen": screen,
        "conference": screen.conference,
        "chosen": item_of_clock(screen.conference, clock),
        "languages": languages[:2],
        **clock_facts(clock),
    }
    return ClockPart(mark, render_to_string("agenda/screens/clock.html", context, request))
