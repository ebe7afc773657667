"""Amendments that were sent in practice mode."""

from confman.accounts.models import User
from confman.conferences.models import Conference
from outcomes.amendments.models import Amendment


def count_practice_amendments(conference: Conference) -> int:
    """Count the amendments sent by people who registered for practice."""
    return Amendment.objects.of(conference).practice().count()


def clear_practice_amendments(conference: Conference, *, by: User) -> None:
    """Delete them; versions that they made stay, as every version does."""
    practice = Amendment.objects.of(conference).practice()
    Amendment.objects.filter(pk__in=list(practice.values_list("pk", flat=True))).delete()
