"""Scheduled jobs on people."""

from confman.accounts.system_users import system_user
from confman.conferences.models import Conference
from confman.people.domain.address_book import expire_contacts
from confman.people.domain.privacy import erase_expired, warn_of_erasure

# Thousands of people may expire on the same day.
MAX_SECONDS = 60 * 60


def erase_expired_task() -> None:
    """Queue the erasure of expired data, one job for each conference, so that a fault in one stops no other.

    People in address books whose time is over leave them.

    Samples are excluded: their people are fictitious and remain for viewing.
    """
    from confman.machines.jobs import queue_job

    for slug in Conference.objects.filter(is_sample=False).values_list("slug", flat=True):
        queue_job(
            "confman.people.tasks.erase_expired_of",
            slug,
            timeout=MAX_SECONDS,
            task_name="people.forget_expired",
        )
    expire_contacts(by=system_user("job"))


def erase_expired_of(slug: str) -> int:
    """Erase expired data of one conference, as `forget --expired` does.

    Before the time it erases nothing: the owners are warned two weeks before.
    """
    conference = Conference.objects.filter(slug=slug).first()
    if conference is None:
        return 0
    warn_of_erasure(conference, by=system_user("job"))
    return erase_expired(conference, by=system_user("job"))
