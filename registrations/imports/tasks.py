"""Tasks of the worker on lists of people."""

from registrations.imports.exchange.plan import PEOPLE_LISTS


def run_people_upload(key: str, language: str) -> None:
    """Read, preview or import a large list that a user uploaded. Safe to repeat."""
    PEOPLE_LISTS.run(key, language)
