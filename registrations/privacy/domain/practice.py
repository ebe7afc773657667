"""Registrations made, and codes tried at the doors, while registration was in practice mode."""

import datetime as dt

from django.db.models import Q

from confman.accounts.models import User
from confman.audit.models import AuditEntry
from confman.conferences.models import Conference, RegistrationMode
from registrations.attendance.models.attendance import Scan, ScanQuerySet
from registrations.core.domain.capacity import free_places
from registrations.core.models.registration import Registration
from registrations.questionnaire.domain.answer_writer import delete_answer_files
from registrations.seats.domain.seats import release_seats


def count_practice_registrations(conference: Conference) -> int:
    return Registration.objects.of(conference).practice().count()


def clear_practice_registrations(conference: Conference, *, by: User) -> None:
    """Delete practice registrations with the files they sent in, and free their places.

    The people are deleted afterwards, by their own floor.
    """
    practice = Registration.objects.of(conference).practice()
    free_places(practice.holding_a_place())
    delete_answer_files(practice)
    release_seats(practice, by=by)
    practice.delete()


def count_practice_scans(conference: Conference) -> int:
    return _practice_scans(conference).count()


def clear_practice_scans(conference: Conference, *, by: User) -> None:
    """Delete the doors' records of codes that lead to nobody. Scans of people go with their registrations."""
    _practice_scans(conference).delete()


def _practice_scans(conference: Conference) -> ScanQuerySet:
    """Return the scans of nobody recorded in practice mode, whose periods are in the history."""
    changes = AuditEntry.objects.of(conference).filter(verb="conferences.registration_mode_changed")
    practised, began = Q(pk__in=()), None
    for at, details in changes.order_by("at").values_list("at", "details"):
        if details["from"] == RegistrationMode.PRACTICE:
            practised |= _recorded(began, at)
        began = at if details["to"] == RegistrationMode.PRACTICE else None
    if conference.is_practice:
        practised |= _recorded(began, None)
    return Scan.objects.of(conference).filter(practised, registration=None)


def _recorded(since: dt.datetime | None, until: dt.datetime | None) -> Q:
    """Match what was recorded in that time; None is no limit."""
    found = Q(recorded_at__isnull=False)
    if since:
        found &= Q(recorded_at__gte=since)
    return found & Q(recorded_at__lt=until) if until else found
