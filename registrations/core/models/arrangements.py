"""Travel, stay and entry into the country of a participant."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.models import UUIDModel


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
        """The number of nights in the hotel, if both days are known."""
        return (self.check_out - self.check_in).days if self.check_in and self.check_out else None

    @property
    def way_in(self) -> str:
        """The route of arrival: Vienna – Tashkent, terminal 2."""
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


class VisaStatus(models.TextChoices):
    NOT_NEEDED = "not-needed", _("no visa needed")
    NEEDED = "needed", _("needed")
    LETTER_SENT = "letter-sent", _("supporting letter sent")
    APPLIED = "applied", _("applied for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", pgettext_lazy("visa", "refused")


class VisaCase(UUIDModel):
    """The state of a participant's visa. The passport's data are protected answers of the form."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="visa_case"
    )
    state = models.CharField(_("state"), max_length=12, choices=VisaStatus, default=VisaStatus.NEEDED)
    consulate = models.CharField(_("consulate"), max_length=200, blank=True)
    applied_on = models.DateField(_("applied for on"), null=True, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    remarks = models.CharField(_("remarks"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("visa")
        verbose_name_plural = _("visas")

    def __str__(self) -> str:
        return f"{self.registration_id}"
