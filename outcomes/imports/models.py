"""TableUpload: a table of recommendations between its upload and its import."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import WorkedUpload


class TableUploadQuerySet(models.QuerySet["TableUpload"]):
    def older_than(self, age: dt.timedelta) -> TableUploadQuerySet:
        """Those that were uploaded longer ago, decided or not."""
        return self.filter(created_at__lt=timezone.now() - age)


class TableUpload(WorkedUpload):
    """A file that nobody has decided about yet. `file` is its key among the kept lists."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="recommendation_uploads"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recommendation_uploads"
    )
    name = models.CharField(_("file"), max_length=200, blank=True)
    file = models.UUIDField(editable=False)

    objects = TableUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("uploaded table of recommendations")
        verbose_name_plural = _("uploaded tables of recommendations")

    def __str__(self) -> str:
        return self.name
