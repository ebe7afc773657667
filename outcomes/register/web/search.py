"""Documents of the register, as the secretariat's search finds them."""

from typing import Any

from django.db.models import QuerySet

from confman.conferences.models import Conference
from outcomes.register.models import RegisteredDocument


def registered_documents(conference: Conference) -> QuerySet[Any]:
    """Return the documents of the register, found by symbol, title and who submitted them."""
    return RegisteredDocument.objects.of(conference)


def document_in_words(row: RegisteredDocument) -> tuple[Any, ...]:
    """Return the title, the symbol, who submitted it and the state."""
    return row.title, row.symbol, row.sponsor, row.get_state_display()
