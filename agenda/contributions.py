"""What the agenda puts into the registries of the ground floor."""

from __future__ import annotations

from confman.conferences import registries as r

from agenda.domain.frame import STEP_KEY, found_frame


def register() -> None:
    """Called from AppConfig.ready()."""
    r.founding_steps.register(r.FoundingStep(STEP_KEY, found_frame, is_frame=True, position=10))
