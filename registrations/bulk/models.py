"""BulkRun: one decision or mail for many registrations, with its progress and refusals."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel, WorkStatus

RETENTION = dt.timedelta(days=30)


class BulkRunQuerySet(OfConferenceQuerySet["BulkRun"]):
    def overdue(self) -> BulkRunQuerySet:
        """Return the runs that nobody needs to see any more."""
        return self.filter(created_at__lt=timezone.now() - RETENTION)


class BulkRun(UUIDModel):
    """A run of an action on many registrations.

    `keys` are the registrations in order, `position` how many of them are done, and `refused` lists [registration,
    reason] of those that refused, and what was full, if anything was. `claim` names the process that works on the run.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="bulk_runs"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_runs")
    action = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    keys = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.QUEUED)
    claim = models.UUIDField(null=True, editable=False)
    claimed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("work on many registrations")
        verbose_name_plural = _("work on many registrations")

    def __str__(self) -> str:
        return f"{self.action} ({len(self.keys)})"

    @property
    def progress(self) -> int:
        """The progress, 0 to 100."""
        if self.status == WorkStatus.DONE:
            return 100
        return min(99, 100 * self.position // max(len(self.keys), 1))

    @property
    def is_finished(self) -> bool:
        return self.status in (WorkStatus.DONE, WorkStatus.FAILED)
