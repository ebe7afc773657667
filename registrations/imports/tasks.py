"""Tasks of the worker on lists of people."""

from registrations.imports.exchange.uploads import PEOPLE_LISTS


def run_people_upload(key: str, language: str) -> None:
    """Read, preview or import a large list that a user brought. Harmless when it comes twice."""
    PEOPLE_LISTS.run(key, language)
