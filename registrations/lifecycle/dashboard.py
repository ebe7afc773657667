"""Facts about the categories for the checklist."""

from confman.conferences.models import Conference
from registrations.core.models.category import Category


def has_own_categories(conference: Conference) -> bool:
    """Tell whether there is more than the initial category, or that one has a limit."""
    rows = list(Category.objects.of(conference)[:2])
    return len(rows) > 1 or any(row.capacity is not None for row in rows)
