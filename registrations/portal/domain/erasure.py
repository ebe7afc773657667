"""Erasing a person at their own request, on their own page."""

from django.db import transaction

from confman.accounts.models import User
from confman.people.domain.privacy import forget_person
from registrations.core.models.registration import Registration
from registrations.lifecycle.domain.cancellation import cancel_registration


def erase_own_data(registration: Registration, *, by: User) -> None:
    """Erase the person of a registration. Before the first day their place goes to the next in line.

    Afterwards it stays in the totals, anonymous. Raises Refused if it was done before.
    """
    conference = registration.conference
    with transaction.atomic():
        if conference.today() < conference.starts_on and not registration.is_over:
            cancel_registration(registration, by=by, notify=False)
        forget_person(registration.person, by=by, reason="the person, on their own page")
