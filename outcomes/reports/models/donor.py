"""Inputs to a report to a donor beside the record: the grant, its targets, the costs, results typed in."""

from operator import attrgetter

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel


class Grant(UUIDModel):
    """A donor's award. Its number is a field of the Partner (`grant_number`)."""

    partner = models.OneToOneField("conferences.Partner", on_delete=models.CASCADE, related_name="grant")
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    purpose = TranslatedField(_("purpose"), blank=True, multiline=True, max_length=5_000)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_from=None)
                | models.Q(period_to=None)
                | models.Q(period_to__gte=models.F("period_from")),
                name="grant_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.partner)

    conference = property(attrgetter("partner.conference"))


class CostLine(UUIDModel):
    """A line of the costs: item, planned, actual, payer, in money or in kind."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="cost_lines"
    )
    label = TranslatedField(_("what"), max_length=300)
    planned = models.DecimalField(
        _("planned"), max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    actual = models.DecimalField(
        _("actual"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    payer = models.ForeignKey(
        "conferences.Partner",
        verbose_name=_("paid by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cost_lines",
    )
    paid_by = models.CharField(
        _("paid by"), max_length=300, blank=True, help_text=_("Where it is not a partner of the list.")
    )
    in_kind = models.BooleanField(_("in kind"), default=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")

    def __str__(self) -> str:
        return str(self.label)


class ReportTarget(UUIDModel):
    """A target promised to a donor (or planned, without one); the actual number is counted from the record."""

    class Measure(models.TextChoices):
        PARTICIPANTS = "participants", _("unique participants")
        WOMEN_PERCENT = "women-percent", _("women among the participants, per cent")
        COUNTRIES = "countries", _("countries represented")
        INSTITUTIONS = "institutions", _("institutions represented")
        PARTICIPANT_DAYS = "participant-days", _("participant-days")
        SESSIONS = "sessions", _("sessions held")
        ADOPTED = "adopted", _("recommendations adopted")
        IMPLEMENTED = "implemented", _("recommendations implemented")
        SATISFACTION_PERCENT = "satisfaction-percent", _("satisfied participants, per cent")
        LEARNING_PERCENT = (
            "learning-percent",
            _("gain from the test before to the test after, points per cent"),
        )

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="report_targets"
    )
    partner = models.ForeignKey(
        "conferences.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="report_targets"
    )
    measure = models.CharField(_("measure"), max_length=24, choices=Measure)
    target = models.DecimalField(
        _("target"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["measure", "id"]
        verbose_name = _("target of a report")
        verbose_name_plural = _("targets of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "partner", "measure"], name="report_target_of_partner_once"
            ),
            models.UniqueConstraint(
                fields=["conference", "measure"],
                condition=models.Q(partner=None),
                name="report_target_of_conference_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_measure_display())


class EnteredResult(UUIDModel):
    """A result of a survey or test held on paper or elsewhere, typed in as totals."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", _("satisfaction")
        TEST = "test", _("test before and after")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="entered_results"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    question = TranslatedField(_("question or test"), max_length=300)
    respondents = models.PositiveIntegerField(_("answers"), validators=[MinValueValidator(1)])
    before_percent = models.DecimalField(
        _("before, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    result_percent = models.DecimalField(_("result, per cent"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["kind", "position", "id"]
        verbose_name = _("entered result")
        verbose_name_plural = _("entered results")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(result_percent__gte=0, result_percent__lte=100)
                & (models.Q(before_percent=None) | models.Q(before_percent__gte=0, before_percent__lte=100)),
                name="entered_result_is_a_percentage",
                violation_error_message=_("A percentage is between 0 and 100."),
            )
        ]

    def __str__(self) -> str:
        return str(self.question)

    def clean(self) -> None:
        if self.kind == self.Kind.TEST and self.before_percent is None:
            raise ValidationError({"before_percent": gettext("A test has a result before and one after.")})
