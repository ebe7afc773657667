"""The demo's doors: a hall that counts heads, two phones, and three people at the help desk on the day it is loaded."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from confman.accounts.models import User
from confman.conferences.models import Conference
from registrations.attendance.domain.attendance import add_checkpoint
from registrations.attendance.models.attendance import Checkpoint, CheckpointKind, CheckpointMode, ScanResult
from registrations.check_in.domain.devices import add_device, enrol_device, enrolment_code, known_device
from registrations.check_in.domain.scans import DeviceScan, record_scans
from registrations.core.models.registration import Registration, RegistrationStatus


def load_check_in(conference: Conference, *, by: User) -> None:
    """What is recorded of it is refused, so that nobody is said to have attended who did not."""
    entrance = Checkpoint.objects.of(conference).first()
    assert entrance is not None
    hall = add_checkpoint(
        conference,
        by=by,
        name={"uz": "Majlislar zali", "ru": "Зал заседаний", "en": "Plenary hall"},
        kind=CheckpointKind.ROOM,
        mode=CheckpointMode.IN_OUT,
        capacity=120,
        position=5,
    )
    until = timezone.now() + dt.timedelta(days=365)
    for name, checkpoint, trusted, minutes in (
        ("Phone 1, entrance (sample)", entrance, True, 0),
        ("Phone 2, plenary hall (sample)", hall, False, 7),
    ):
        device = add_device(
            conference, by=by, name=name, checkpoint=checkpoint, trusted=trusted, expires_at=until
        )
        code = enrolment_code(device, by=by)
        _device, secret = enrol_device(conference, code=code, user_agent="sample")
        # Its clock is ahead by so much.
        told = timezone.now() + dt.timedelta(minutes=minutes)
        record_scans(
            known_device(conference.slug, secret),
            [
                DeviceScan(id=uuid4(), at=told, code=code, shown=ScanResult.REFUSED)
                for code in (_refused(conference) if trusted else ["SAMPLESAMPLE"])
            ],
            sent_at=told,
        )
    add_device(
        conference,
        by=by,
        name="Laptop, help desk (sample)",
        checkpoint=entrance,
        trusted=True,
        expires_at=until,
    )


def _refused(conference: Conference) -> list[str]:
    """The tickets of who was replaced or has cancelled."""
    over = Registration.objects.of(conference).filter(
        status__in=(RegistrationStatus.REPLACED, RegistrationStatus.CANCELLED), ticket_token__isnull=False
    )
    tokens = over.order_by("created_at", "pk").values_list("ticket_token", flat=True)[:2]
    return [token for token in tokens if token]
