"""What protocol and logistics keep about an approved participant: travel, visa, allowance, honours at the door."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.models import UUIDModel

CENT = Decimal("0.01")


class RoomKind(models.TextChoices):
    SINGLE = "single", _("single room")
    DOUBLE = "double", _("double room")
    TWIN = "twin", _("shared room")
    SUITE = "suite", _("suite")


class Travel(UUIDModel):
    """Arrival, departure and bed of one participant. Times are those of the conference's place."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="travel"
    )
    arrives_at = models.DateTimeField(_("arrives"), null=True, blank=True)
    arrival_flight = models.CharField(_("flight or train of arrival"), max_length=40, blank=True)
    arrives_from = models.CharField(_("comes from"), max_length=120, blank=True)
    arrival_place = models.CharField(_("airport or station of arrival"), max_length=120, blank=True)
    departs_at = models.DateTimeField(_("departs"), null=True, blank=True)
    departure_flight = models.CharField(_("flight or train of departure"), max_length=40, blank=True)
    departure_place = models.CharField(_("airport or station of departure"), max_length=120, blank=True)
    needs_transfer = models.BooleanField(_("is met and driven"), default=False)
    transfer = models.CharField(_("car or bus"), max_length=120, blank=True)
    hotel = models.CharField(_("hotel"), max_length=200, blank=True)
    room_kind = models.CharField(pgettext_lazy("hotel", "room"), max_length=8, choices=RoomKind, blank=True)
    room_number = models.CharField(_("number of the room"), max_length=20, blank=True)
    check_in = models.DateField(_("night from"), null=True, blank=True)
    check_out = models.DateField(_("until"), null=True, blank=True)
    shares_with = models.CharField(_("shares the room with"), max_length=200, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)

    @property
    def nights(self) -> int | None:
        """How many nights in the hotel, where both days are known."""
        return (self.check_out - self.check_in).days if self.check_in and self.check_out else None

    @property
    def way_in(self) -> str:
        """From where to where one arrives: Vienna – Tashkent, terminal 2."""
        return " – ".join(filter(None, (self.arrives_from, self.arrival_place)))

    class Meta:
        verbose_name = _("travel")
        verbose_name_plural = _("travel")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(check_in=None)
                | models.Q(check_out=None)
                | models.Q(check_out__gte=models.F("check_in")),
                name="travel_checks_out_after_check_in",
                violation_error_message=_("The last night is before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.registration_id}"


class VisaState(models.TextChoices):
    NOT_NEEDED = "not-needed", _("no visa needed")
    NEEDED = "needed", _("needed")
    LETTER_SENT = "letter-sent", _("supporting letter sent")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", pgettext_lazy("visa", "refused")


class VisaCase(UUIDModel):
    """How far a participant's visa is. The passport's data are protected answers of the form."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="visa_case"
    )
    state = models.CharField(_("state"), max_length=12, choices=VisaState, default=VisaState.NEEDED)
    consulate = models.CharField(_("consulate"), max_length=200, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")

    def __str__(self) -> str:
        return f"{self.registration_id}"


class Allowance(UUIDModel):
    """What a participant is paid: days at a rate and travel; the sheet is signed on receipt."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="allowance"
    )
    days = models.DecimalField(_("days"), max_digits=5, decimal_places=1, default=0)
    daily_rate = models.DecimalField(_("rate a day"), max_digits=10, decimal_places=2, default=0)
    travel_costs = models.DecimalField(_("travel costs"), max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    note = models.CharField(_("note"), max_length=300, blank=True)

    @property
    def daily_total(self) -> Decimal:
        """What the days come to, to the cent."""
        return (self.days * self.daily_rate).quantize(CENT, ROUND_HALF_UP)

    @property
    def total(self) -> Decimal:
        """What is paid out: days and travel."""
        return self.daily_total + self.travel_costs

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return f"{self.registration_id}"


class HonoursQuerySet(models.QuerySet["Honours"]):
    def of_guests(self, conference: Any) -> HonoursQuerySet:
        """Those of approved participants, with all that a card or a plan shows, in the order of protocol."""
        return (
            self.filter(registration__conference=conference, registration__status="approved")
            .select_related("registration__person", "registration__delegation", "registration__category")
            .order_by(
                models.F("head_table_position").asc(nulls_last=True),
                models.F("speaking_order").asc(nulls_last=True),
                "registration__person__sort_key",
                "id",
            )
        )

    def at_the_head_table(self, conference: Any) -> HonoursQuerySet:
        """Those who were given a place there, who presides first."""
        return self.of_guests(conference).filter(head_table_position__isnull=False)


class Honours(UUIDModel):
    """Who receives a guest of honour, where they sit, and as which they speak: the VIP card."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="honours"
    )
    greeter = models.CharField(_("is received by"), max_length=200, blank=True)
    entrance = models.CharField(_("entrance"), max_length=120, blank=True)
    liaison = models.CharField(_("accompanied by"), max_length=200, blank=True)
    seat = models.CharField(_("seat"), max_length=60, blank=True)
    head_table_position = models.PositiveSmallIntegerField(
        _("place at the head table"),
        null=True,
        blank=True,
        help_text=_("Counted from the centre: 1 presides."),
    )
    speaking_order = models.PositiveSmallIntegerField(_("speaks as number"), null=True, blank=True)
    notes = models.TextField(_("notes of protocol"), blank=True, max_length=2000)

    objects = HonoursQuerySet.as_manager()

    class Meta:
        verbose_name = _("honours")
        verbose_name_plural = _("honours")

    def __str__(self) -> str:
        return f"{self.registration_id}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of(self, conference: Any) -> CertificateQuerySet:
        return self.filter(registration__conference=conference)

    def in_force(self) -> CertificateQuerySet:
        """Those that are verified: not revoked, and of somebody who is still on record."""
        return self.filter(revoked_at=None, registration__person__forgotten_at=None)

    def with_names(self) -> CertificateQuerySet:
        """With all that a list or the certificate itself shows, in one query."""
        return self.select_related(
            "registration__person__contact",
            "registration__delegation",
            "registration__category",
            "registration__conference",
            "message",
        )


class Certificate(UUIDModel):
    """That somebody took part: given on attendance alone. `code` with the surname is what anyone may verify.

    `record` is what had been attended when it was issued (registrations.domain.attendance_share): hours, sessions,
    days. `message` is the mail that took it to its holder last.
    """

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="certificate"
    )
    code = models.CharField(max_length=20, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=60, editable=False)
    record = models.JSONField(default=dict, editable=False)
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, editable=False)
    message = models.ForeignKey(
        "mail.Message", on_delete=models.SET_NULL, null=True, editable=False, related_name="certificates"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "id"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.number
