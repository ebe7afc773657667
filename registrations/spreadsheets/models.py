"""ListUpload: a list between its upload and its import."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import WorkedUpload

# The folder of private files for lists, with a subfolder for each conference.
LISTS = "imports"


class ListUpload(WorkedUpload):
    """A file that nobody has decided about yet. `kind` is what it lists, `file` its key among the kept lists."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="list_uploads"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="list_uploads")
    kind = models.CharField(max_length=20, editable=False)
    name = models.CharField(_("file"), max_length=200, blank=True)
    file = models.UUIDField(editable=False)

    class Meta(WorkedUpload.Meta):
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")

    @property
    def path(self) -> str:
        return f"{LISTS}/{self.conference_id}/{self.file}"
