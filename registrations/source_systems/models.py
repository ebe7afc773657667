"""Takeover: that a conference, or a part of it, came from another system. SourceReference: who is who there."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel


class TakeoverQuerySet(OfConferenceQuerySet["Takeover"]):
    def latest_first(self) -> "TakeoverQuerySet":
        return self.select_related("by").order_by("-at", "id")


class Takeover(UUIDModel):
    """One takeover and its report. `files` are their names, `report` what was written and what had no place."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="takeovers"
    )
    source = models.CharField(_("system"), max_length=12)
    files = models.JSONField(_("files"), default=list)
    report = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("moved in"), auto_now_add=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        verbose_name = _("takeover from another system")
        verbose_name_plural = _("takeovers from other systems")

    def __str__(self) -> str:
        return self.source


class SourceReference(UUIDModel):
    """The code of a registration in the system it came from: moved in again, it is found whatever changed there."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="source_references"
    )
    source = models.CharField(_("system"), max_length=12)
    code = models.CharField(_("code there"), max_length=120)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("code in another system")
        verbose_name_plural = _("codes in other systems")
        constraints = [
            models.UniqueConstraint(fields=["registration", "source", "code"], name="source_reference_once")
        ]
        indexes = [models.Index(fields=["source", "code"])]

    def __str__(self) -> str:
        return f"{self.source} {self.code}"
