"""Checkpoint and Scan: where people are recorded, and each time they were."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel


class CheckpointKind(models.TextChoices):
    ENTRANCE = "entrance", _("entrance")
    ROOM = "room", _("room")
    SESSION = "session", _("session")
    MEAL = "meal", _("meal")


class CheckpointMode(models.TextChoices):
    ONCE = "once", _("once")
    DAILY = "daily", _("once a day")
    IN_OUT = "in-out", _("in and out")


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    def of(self, conference: Any) -> CheckpointQuerySet:
        return self.filter(conference=conference)


class Checkpoint(UUIDModel):
    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="checkpoints"
    )
    name = TranslatedField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=CheckpointKind, default=CheckpointKind.ENTRANCE)
    mode = models.CharField(_("counts"), max_length=8, choices=CheckpointMode, default=CheckpointMode.DAILY)
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("session"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="checkpoints",
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")

    def __str__(self) -> str:
        return str(self.name)


class Direction(models.TextChoices):
    IN = "in", _("in")
    OUT = "out", _("out")


class ScanResult(models.TextChoices):
    ADMITTED = "admitted", _("admitted")
    REPEATED = "repeated", _("recorded before")
    REFUSED = "refused", _("refused")


class Means(models.TextChoices):
    """What the record rests on."""

    TICKET = "ticket", _("ticket or badge")
    SEARCH = "search", _("found by name")
    SHEET = "sheet", _("signed sheet")


class ScanQuerySet(models.QuerySet["Scan"]):
    def of(self, conference: Any) -> ScanQuerySet:
        return self.filter(checkpoint__conference=conference)

    def admitted(self) -> ScanQuerySet:
        """Those that count as attendance; a repetition rests on one that counts already."""
        return self.filter(result=ScanResult.ADMITTED)


class Scan(models.Model):
    """Its id is made by the device that records, so that what is sent twice counts once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.CASCADE, related_name="scans")
    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="scans"
    )
    at = models.DateTimeField(_("time"), default=timezone.now)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.IN)
    result = models.CharField(_("result"), max_length=10, choices=ScanResult)
    means = models.CharField(_("recorded by"), max_length=8, choices=Means, default=Means.TICKET)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        indexes = [
            models.Index(fields=["registration", "result"]),
            models.Index(fields=["checkpoint", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.checkpoint}: {self.registration}"
