"""What any upload has that is looked at, decided about and, where it is large, dealt with by the worker."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class UploadStatus(models.TextChoices):
    READY = "ready", _("to be decided")
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being read")
    FAILED = "failed", _("failed")
    DONE = "done", _("imported")


class WorkedUpload(UUIDModel):
    """`choices` and `preview` are plain JSON. Of a large one `act` says what the worker is to do, `stage` and
    `progress` how far it is, and `claim` names the run that works on it (agenda.exchange.upload_runs).
    """

    Status = UploadStatus

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

    class Meta:
        abstract = True

    @property
    def is_working(self) -> bool:
        """The worker has it, or will have it soon."""
        return self.status in (UploadStatus.QUEUED, UploadStatus.RUNNING)
