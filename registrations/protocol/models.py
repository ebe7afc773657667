"""Records of protocol and logistics on an approved participant: travel, visa, allowance, honours at the door."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel
from registrations.core.models.registration import Registration

CENT = Decimal("0.01")


class Hotel(UUIDModel):
    """A hotel as each language writes it. A room names it in any of these ways, or one that is not listed."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="hotels")
    name = TranslatedField(pgettext_lazy("of a thing", "name"), max_length=200)

    class Meta:
        ordering = ["id"]
        verbose_name = _("hotel")
        verbose_name_plural = _("hotels")

    def __str__(self) -> str:
        return str(self.name)


class Allowance(UUIDModel):
    """The allowance of a participant: days at a rate and travel; the sheet is signed on receipt."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="allowance"
    )
    days = models.DecimalField(_("days"), max_digits=5, decimal_places=1, default=0)
    daily_rate = models.DecimalField(_("rate a day"), max_digits=10, decimal_places=2, default=0)
    travel_costs = models.DecimalField(_("travel costs"), max_digits=10, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    note = models.CharField(_("note"), max_length=300, blank=True)

    @property
    def total(self) -> Decimal:
        """Return the sum paid out: days, to the cent, and travel."""
        return (self.days * self.daily_rate).quantize(CENT, ROUND_HALF_UP) + self.travel_costs

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return f"{self.registration_id}"


class HonoursQuerySet(models.QuerySet["Honours"]):
    def of_guests(self, conference: Conference) -> HonoursQuerySet:
        """Return those of approved participants, with all that a card or a plan shows, in the order of protocol."""
        return (
            self.filter(registration__in=Registration.objects.of(conference).approved())
            .select_related("registration__person", "registration__delegation", "registration__category")
            .order_by(
                models.F("head_table_position").asc(nulls_last=True),
                models.F("speaking_order").asc(nulls_last=True),
                "registration__person__sort_key",
                "id",
            )
        )

    def at_the_head_table(self, conference: Conference) -> HonoursQuerySet:
        """Return those with a place there, the chair first."""
        return self.of_guests(conference).filter(head_table_position__isnull=False)


class Honours(UUIDModel):
    """The VIP card of a guest of honour: the person who receives them, their seat and their speaking order."""

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
