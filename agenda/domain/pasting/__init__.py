"""A programme pasted as text: read liberally, every line with what became of it. Nothing here asks the database.

read_programme(text, days=conference.days) -> Programme: its sessions, and a report on each line
"""

from agenda.domain.pasting.language import guess_language
from agenda.domain.pasting.model import (
    LineReport,
    PastedItem,
    PastedPerson,
    PastedRole,
    PastedSession,
    Programme,
)
from agenda.domain.pasting.people import items_as_text, read_items, read_roles, roles_as_text
from agenda.domain.pasting.reading import read_programme

__all__ = [
    "LineReport",
    "PastedItem",
    "PastedPerson",
    "PastedRole",
    "PastedSession",
    "Programme",
    "guess_language",
    "items_as_text",
    "read_items",
    "read_programme",
    "read_roles",
    "roles_as_text",
]
