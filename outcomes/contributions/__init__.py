"""What this floor adds to the floors below: a module for each field of work, each filling their registries."""

from __future__ import annotations

from outcomes.contributions import (
    adoption,
    amendments,
    circulations,
    drafting,
    followup,
    official,
    recommendations,
    records,
    reports,
    speakers,
)
from outcomes.follow_up.web import hats


def register() -> None:
    """Fill the registries; called once, when the app is ready."""
    recommendations.register()
    records.register()
    reports.register()
    drafting.register()
    followup.register()
    official.register()
    amendments.register()
    circulations.register()
    speakers.register()
    adoption.register()
    hats.register()
