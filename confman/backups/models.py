"""BackupRun: a record that a backup was made or failed. It describes this installation and is not backed up itself."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel, WorkStatus


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def done(self) -> BackupRunQuerySet:
        """Return the runs whose backup is complete and verified."""
        return self.filter(status=WorkStatus.DONE)

    def running(self) -> BackupRunQuerySet:
        """Return the unfinished runs; one whose process was killed stays unfinished for ever."""
        return self.filter(status=WorkStatus.RUNNING)

    def begun_by_now(self) -> BackupRunQuerySet:
        """Return the runs without those dated in the future by a wrong clock."""
        return self.filter(started_at__lte=timezone.now())


class BackupRun(UUIDModel):
    """A run of a backup. `files_missing` counts missing files that rows refer to; `message` says what went wrong."""

    started_at = models.DateTimeField(_("begun"), default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.RUNNING)
    is_scheduled = models.BooleanField(_("by the clock"), default=False)
    path = models.CharField(_("file"), max_length=1000)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    rows = models.PositiveBigIntegerField(_("rows"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    files_missing = models.PositiveIntegerField(_("files missing"), default=0)
    message = models.TextField(_("message"), blank=True)

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-id"]
        verbose_name = _("backup")
        verbose_name_plural = _("backups")

    def __str__(self) -> str:
        return self.path

    @property
    def tone(self) -> str:
        """The tone of the badge; an unfinished run has none yet."""
        return "neutral" if self.status == WorkStatus.RUNNING else ""

    @property
    def duration(self) -> dt.timedelta | None:
        """The duration of the run; None while it runs."""
        return self.finished_at - self.started_at if self.finished_at else None
