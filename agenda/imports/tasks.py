"""Jobs of the worker."""

from __future__ import annotations

from agenda.imports.exchange.uploads import expire_uploads, run_upload


def run_schedule_upload(key: str, language: str) -> None:
    """Preview or import a large schedule that a user brought. Harmless when it comes twice."""
    run_upload(key, language)


def expire_schedule_uploads() -> None:
    """Throw away the schedules that nobody decided about."""
    expire_uploads()
