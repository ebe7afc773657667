"""Data created while registration was in practice mode, and their removal."""

from django.db import transaction
from django.utils.functional import Promise

from confman.accounts.models import User
from confman.audit.domain.recorder import record_audit
from confman.conferences.models import Conference
from confman.conferences.registries import PracticeCleaner, practice_cleaners


def practice_counts(conference: Conference) -> list[tuple[str | Promise, int]]:
    """List what clearing would delete: label and number of each kind that has any."""
    return [(cleaner.label, count) for cleaner, count in _counts(conference)]


@transaction.atomic
def clear_practice_data(conference: Conference, *, by: User) -> dict[str, int]:
    """Delete everything that was created in practice mode, and nothing else. Return how many of each kind."""
    deleted = {}
    for cleaner, count in _counts(conference):
        cleaner.clear(conference, by=by)
        deleted[cleaner.key] = count
    record_audit(
        "conferences.practice_cleared", by=by, target=conference, label=conference.slug, details=deleted
    )
    return deleted


def _counts(conference: Conference) -> list[tuple[PracticeCleaner, int]]:
    pairs = [(cleaner, count) for cleaner in practice_cleaners if (count := cleaner.count(conference))]
    return pairs if any(not cleaner.follows for cleaner, _count in pairs) else []


def count_practice_messages(conference: Conference) -> int:
    """Count the messages to the secretariat that were written in practice mode."""
    return conference.contact_messages.filter(is_practice=True).count()


def clear_practice_messages(conference: Conference, *, by: User) -> None:
    """Delete them."""
    conference.contact_messages.filter(is_practice=True).delete()
