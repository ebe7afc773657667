"""Tasks of the worker on files of other systems."""

from registrations.source_systems.exchange.uploads import TAKEOVERS


def run_takeover(key: str, language: str) -> None:
    """Read, preview or move in the files that a user uploaded. Safe to repeat."""
    TAKEOVERS.run(key, language)
