"""ScheduleUpload: a schedule between its upload and its import, with what was chosen and what would happen."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import WorkedUpload

UPLOAD_FOLDER = "agenda-imports"


def upload_path(upload: ScheduleUpload, name: str) -> str:
    """Return the path of the file in the private storage: its own name is only remembered."""
    return f"{UPLOAD_FOLDER}/{upload.pk}"


class ScheduleUpload(WorkedUpload):
    """A file that nobody has decided about yet (agenda.imports.exchange.uploads)."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="schedule_uploads"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="schedule_uploads"
    )
    name = models.CharField(_("file"), max_length=200)
    file = models.FileField(upload_to=upload_path, max_length=200)
    is_table = models.BooleanField(default=False)

    class Meta(WorkedUpload.Meta):
        verbose_name = _("uploaded schedule")
        verbose_name_plural = _("uploaded schedules")

    @property
    def path(self) -> str:
        return str(self.file.name)
