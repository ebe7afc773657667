"""CheckInDevice: a phone or laptop at a door. CaseClosure: what the help desk did about someone sent to it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.models import OfConferenceQuerySet, UUIDModel
from confman.web.status import toned

# A clock that is wrong by more than this is reported on the device, and on its row.
CLOCK_WARNING = dt.timedelta(minutes=2)


@toned(good="active", warn="waiting", bad="revoked")
class DeviceState(models.TextChoices):
    WAITING = "waiting", _("not enrolled yet")
    ACTIVE = "active", _("enrolled")
    EXPIRED = "expired", pgettext_lazy("of a device", "expired")
    REVOKED = "revoked", pgettext_lazy("of a device", "revoked")


class CheckInDeviceQuerySet(OfConferenceQuerySet["CheckInDevice"]):
    def working_first(self) -> CheckInDeviceQuerySet:
        """Sort by `state`: working devices, those that wait to be enrolled, revoked or expired ones."""
        over = models.Case(
            models.When(revoked_at__isnull=False, then=3),
            models.When(expires_at__lte=timezone.now(), then=2),
            models.When(enrolled_at=None, then=1),
            default=0,
        )
        return self.order_by(over, "created_at", "id")


class CheckInDevice(UUIDModel):
    """Identified by a secret, of which only the digest is kept; handed over once, through a QR code."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="check_in_devices"
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("As one calls it: “Phone 3, main entrance”.")
    )
    checkpoint = models.ForeignKey(
        "registrations.Checkpoint",
        verbose_name=_("checkpoint"),
        on_delete=models.CASCADE,
        related_name="devices",
    )
    trusted = models.BooleanField(
        _("belongs to the secretariat"),
        default=False,
        help_text=_("Only such a device may search by name and show photographs."),
    )
    expires_at = models.DateTimeField(
        _("until"), help_text=_("Then it records nothing any more, and what lies on it is wiped.")
    )
    secret_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, null=True, unique=True, editable=False)
    code_until = models.DateTimeField(null=True, editable=False)
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    # Seconds; above zero the device is ahead.
    clock_error = models.IntegerField(_("error of the clock"), null=True, editable=False)
    # The last request after it was revoked or had expired.
    turned_away_at = models.DateTimeField(_("turned away"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    user_agent = models.CharField(_("browser"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CheckInDeviceQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("check-in device")
        verbose_name_plural = _("check-in devices")

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> DeviceState:
        if self.revoked_at:
            return DeviceState.REVOKED
        if self.expires_at <= timezone.now():
            return DeviceState.EXPIRED
        return DeviceState.ACTIVE if self.enrolled_at else DeviceState.WAITING

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def clock_is_wrong(self) -> bool:
        return abs(self.clock_error or 0) > CLOCK_WARNING.total_seconds()


class CaseOutcome(models.TextChoices):
    """The outcome for a person who was sent to the help desk."""

    APPROVED = "approved", _("approved")
    SUBSTITUTE = "substitute", _("registered as a substitute")
    REPRINTED = "reprinted", _("given a new badge")
    LET_IN = "let-in", _("let in")
    SENT_AWAY = "sent-away", _("not let in")
    NONE = "none", _("nothing to do")


class CaseClosure(UUIDModel):
    """Closes the case that an amber or red scan opens. A case is open while its scan has none."""

    scan = models.OneToOneField("registrations.Scan", on_delete=models.CASCADE, related_name="closure")
    outcome = models.CharField(_("what was done"), max_length=12, choices=CaseOutcome)
    at = models.DateTimeField(_("closed"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("case of the help desk")
        verbose_name_plural = _("cases of the help desk")

    def __str__(self) -> str:
        return f"{self.scan_id}: {self.outcome}"
