"""Targets of a conference."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel
from registrations.lifecycle.table import MEASURES

# Figures that are drawn, and that targets are set for.
TARGETED = {key: MEASURES[key].label for key in ("registered", "approved")}


class TargetDimension(models.TextChoices):
    """The dimension of a target; `key` then says which category, country, sex, sector or kind of delegation."""

    TOTAL = "total", _("everyone")
    CATEGORY = "category", _("category")
    COUNTRY = "country", _("country")
    SEX = "sex", _("sex")
    SECTOR = "sector", _("sector")


class Target(UUIDModel):
    """A number set at the start, which the charts compare with the present figures."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="registration_targets"
    )
    measure = models.CharField(_("counted are"), max_length=10, choices=TARGETED, default="approved")
    dimension = models.CharField(
        _("of"), max_length=10, choices=TargetDimension, default=TargetDimension.TOTAL
    )
    key = models.CharField(max_length=40, blank=True)
    number = models.PositiveIntegerField(_("target"))

    class Meta:
        ordering = ["dimension", "key", "measure"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "measure", "dimension", "key"],
                name="registration_target_once",
                violation_error_message=_("There is a target for this already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.key}: {self.number}"
