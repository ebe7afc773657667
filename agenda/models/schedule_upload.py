"""ScheduleUpload: a schedule between its upload and its import, with what was chosen and what would happen."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel

UPLOAD_FOLDER = "agenda-imports"
UPLOAD_KEPT_FOR = dt.timedelta(days=1)


class UploadStatus(models.TextChoices):
    READY = "ready", _("to be decided")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being read")
    FAILED = "failed", _("failed")
    DONE = "done", _("imported")


class ScheduleUploadQuerySet(models.QuerySet["ScheduleUpload"]):
    def overdue(self) -> ScheduleUploadQuerySet:
        """Those whose time is over, decided or not."""
        return self.filter(created_at__lt=timezone.now() - UPLOAD_KEPT_FOR)


def upload_path(upload: ScheduleUpload, name: str) -> str:
    """Where the file lies in the private storage: its own name is only remembered."""
    return f"{UPLOAD_FOLDER}/{upload.pk}"


class ScheduleUpload(UUIDModel):
    """A file that nobody has decided about yet. `choices` and `preview` are plain JSON (agenda.exchange.uploads).

    A large one is read by the worker: then `act` says what for, `stage` and `progress` how far it is, and
    `claim` names the run that works on it.
    """

    Status = UploadStatus

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="schedule_uploads"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedule_uploads"
    )
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to=upload_path, max_length=200)
    is_table = models.BooleanField(default=False)
    choices = models.JSONField(default=dict)
    preview = models.JSONField(null=True)
    status = models.CharField(_("status"), max_length=8, choices=UploadStatus, default=UploadStatus.READY)
    act = models.CharField(max_length=8, blank=True)
    stage = models.CharField(max_length=200, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ScheduleUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("uploaded schedule")
        verbose_name_plural = _("uploaded schedules")

    def __str__(self) -> str:
        return self.name
