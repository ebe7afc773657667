"""Check-in devices: enrolled by a code shown once, identified by a secret, revoked by the secretariat."""

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from confman.accounts.models import User
from confman.accounts.system_users import system_user
from confman.audit.domain.recorder import record_audit
from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.web.database.changes import add_row, change_row
from confman.web.errors import Refused
from registrations.attendance.models import CheckInDevice, Checkpoint

# Validity of the code of a QR, which works once.
CODE_LIFE = dt.timedelta(minutes=15)
# For this long an expired device may hand in what it recorded before.
LATE = dt.timedelta(hours=24)
# A device that keeps trying is noted in the history only now and then as turned away.
_SAID_AGAIN = dt.timedelta(hours=1)
_SEEN_AGAIN = dt.timedelta(minutes=1)
# The most that the column holds: 68 years.
_MAX_ERROR = 2**31 - 1

# Every further column costs time at every scan; others are fetched where they are needed.
_NEEDED = (
    "name", "trusted", "expires_at", "enrolled_at", "last_seen_at", "clock_error", "turned_away_at", "revoked_at",
    *(
        f"conference__{name}"
        for name in ("slug", "status", "title", "timezone", "languages", "starts_on", "ends_on", "wanted_events")
    ),
    *(f"checkpoint__{name}" for name in ("conference", "session", "name", "kind", "mode", "capacity")),
)  # fmt: skip
_BY_SECRET = CompiledQuery(
    lambda digest, slug: (
        CheckInDevice.objects.select_related("conference", "checkpoint")
        .only(*_NEEDED)
        .annotate(
            is_for_some=Exists(
                Checkpoint.categories.through.objects.filter(checkpoint=OuterRef("checkpoint"))
            )
        )
        .filter(secret_digest=digest, conference__slug=slug)
        .order_by()
    ),
    models.CharField(),
    models.CharField(),
)


class DeviceRefused(Exception):
    """A device that may do nothing here; `key` is unknown, expired or revoked."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    @property
    def words(self) -> str:
        """Return what the device shows."""
        return {
            "unknown": _("This device is not enrolled. Ask the secretariat for a code."),
            "expired": _("The enrolment of this device has expired. Ask the secretariat for a new code."),
            "revoked": _("The secretariat has revoked this device."),
        }[self.key]


class CodeRefused(Refused):
    """The code of an enrolment was used or is too old, or there is no such code."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This code was mistyped or used before, or is too old. Check it, or ask the secretariat to show a new "
                "one."
            )
        )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def add_device(conference: Conference, *, by: User, **fields: Any) -> CheckInDevice:
    """Add a device that may be enrolled. Raises ValidationError."""
    device = CheckInDevice(conference=conference, **fields)
    details = {"trusted": device.trusted, "expires_at": device.expires_at.isoformat()}
    return add_row(device, "registrations.device_added", by=by, details=details)


def change_device(device: CheckInDevice, *, by: User, **changes: Any) -> list[str]:
    """Change name, checkpoint, expiry or rights; a revoked device stays revoked. Raises ValidationError."""
    return change_row(device, "registrations.device_changed", changes, by=by)


def enrolment_code(device: CheckInDevice, *, by: User) -> str:
    """Return a new code for the QR, for one device and a quarter of an hour; an earlier one becomes void.

    Raises Refused for a device that was revoked or has expired.
    """
    code = secrets.token_urlsafe(24)
    now = timezone.now()
    with transaction.atomic():
        updated = CheckInDevice.objects.filter(pk=device.pk, revoked_at=None, expires_at__gt=now).update(
            code_digest=_digest(code), code_until=now + CODE_LIFE
        )
        if not updated:
            raise Refused(_("“%(name)s” was revoked or has expired. Add it again.") % {"name": device.name})
        record_audit("registrations.device_code_shown", by=by, target=device)
    return code


def enrolment_url(conference: Conference, code: str) -> str:
    """Return what the QR holds. The code is in the fragment, which no server and no log ever sees."""
    return f"{settings.BASE_URL}{reverse('registrations_onsite:door', args=[conference.slug])}#{code}"


def enrol_device(conference: Conference, *, code: str, user_agent: str = "") -> tuple[CheckInDevice, str]:
    """Exchange a code for the secret; return the device and its secret.

    A secret handed over before becomes invalid. Raises CodeRefused for a code that was used or is too old.
    """
    secret, now = secrets.token_urlsafe(32), timezone.now()
    with transaction.atomic():
        device = (
            CheckInDevice.objects.of(conference)
            .select_for_update(of=("self",))
            .filter(code_digest=_digest(code), code_until__gt=now, revoked_at=None, expires_at__gt=now)
            .select_related("checkpoint")
            .first()
        )
        if device is None:
            raise CodeRefused
        device.secret_digest, device.code_digest, device.code_until = _digest(secret), None, None
        device.enrolled_at = device.enrolled_at or now
        device.last_seen_at, device.user_agent, device.clock_error = now, user_agent[:300], None
        device.save()
        record_audit(
            "registrations.device_enrolled", by=system_user("visitor"), conference=conference, target=device
        )
    return device, secret


def revoke_device(device: CheckInDevice, *, by: User, reason: str = "") -> None:
    """Revoke the device: from now on it is only told so. Safe to repeat."""
    with transaction.atomic():
        revoked = CheckInDevice.objects.filter(pk=device.pk, revoked_at=None).update(
            revoked_at=timezone.now(), revoked_by=by, code_digest=None, code_until=None
        )
        if revoked:
            record_audit("registrations.device_revoked", by=by, target=device, reason=reason)


def known_device(conference_slug: str, secret: str, *, handing_in: bool = False) -> CheckInDevice:
    """Return the device with that secret, its checkpoint and conference, in one query; for a session's door in two.

    An expired one is accepted when `handing_in` what it recorded before. Raises DeviceRefused.
    """
    found = _BY_SECRET.all(_digest(secret), conference_slug) if secret else []
    device = next(iter(found), None)
    if device is None:
        raise DeviceRefused("unknown")
    if device.checkpoint.session_id:
        rows = Checkpoint.objects.select_related("session__working_group")
        device.checkpoint = rows.get(pk=device.checkpoint_id)
    device.checkpoint.conference = device.conference
    device.checkpoint.is_for_some = device.is_for_some  # type: ignore[attr-defined]
    now = timezone.now()
    if device.revoked_at:
        _turn_away(device, "revoked", now)
    if device.expires_at <= now and not (handing_in and now < device.expires_at + LATE):
        _turn_away(device, "expired", now)
    return device


def refuse_expired(device: CheckInDevice) -> None:
    """Raise DeviceRefused for an expired device that wants more than to hand in earlier records."""
    _turn_away(device, "expired", timezone.now())


def _turn_away(device: CheckInDevice, key: str, now: dt.datetime) -> None:
    before = device.turned_away_at
    if before is None or now - before > _SEEN_AGAIN:
        with transaction.atomic():
            CheckInDevice.objects.filter(pk=device.pk).update(turned_away_at=now)
            if before is None or now - before > _SAID_AGAIN:
                record_audit(
                    "registrations.device_turned_away",
                    by=system_user("visitor"),
                    target=device,
                    details={"state": key},
                )
    raise DeviceRefused(key)


def note_seen(device: CheckInDevice, *, now: dt.datetime, clock_error: int | None = None) -> None:
    """Note that it was here, at most once a minute, and at once when its clock became wrong or right."""
    wrong_before = device.clock_is_wrong
    if clock_error is not None:
        device.clock_error = max(-_MAX_ERROR, min(clock_error, _MAX_ERROR))
    recent = device.last_seen_at is not None and now - device.last_seen_at < _SEEN_AGAIN
    if recent and device.clock_is_wrong == wrong_before:
        return
    device.last_seen_at = now
    CheckInDevice.objects.filter(pk=device.pk).update(last_seen_at=now, clock_error=device.clock_error)
