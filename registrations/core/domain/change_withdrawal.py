"""Withdraw change requests that are obsolete."""

from django.utils import timezone

from registrations.core.models.change_request import ChangeRequest, ChangeRequestState
from registrations.core.models.registration import Registration

State = ChangeRequestState


def withdraw_changes(registration: Registration) -> None:
    """Withdraw the open requests of a registration that is over, within the caller's transaction."""
    waiting = ChangeRequest.objects.open().filter(registration=registration)
    waiting.update(state=State.WITHDRAWN, decided_at=timezone.now())
