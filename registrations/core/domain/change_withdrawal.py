"""What was asked for and is no longer wanted."""

from __future__ import annotations

from django.utils import timezone

from registrations.core.models.change_request import ChangeRequest, ChangeRequestState
from registrations.core.models.registration import Registration

State = ChangeRequestState


def withdraw_changes(registration: Registration) -> None:
    """What waits on a registration that is over is no longer asked; within the caller's transaction."""
    waiting = ChangeRequest.objects.open().filter(registration=registration)
    waiting.update(state=State.WITHDRAWN, decided_at=timezone.now())
