"""What the worker does with lists of people."""

from registrations.imports.exchange.uploads import PEOPLE_LISTS
from registrations.tables.exchange.uploads import run_upload


def run_people_upload(key: str, language: str) -> None:
    """Read, preview or import a large list that a user brought. Harmless when it comes twice."""
    run_upload(key, language, of=PEOPLE_LISTS)
