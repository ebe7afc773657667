"""Papers of delegations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel
from registrations.core.models.delegation import Delegation


class PaperKind(models.TextChoices):
    CREDENTIALS = "credentials", _("credentials")
    NOTE_VERBALE = "note-verbale", _("note verbale")
    LETTER = "letter", _("letter of nomination")
    OTHER = "other", _("other")


class DelegationPaperQuerySet(OfConferenceQuerySet["DelegationPaper"]):
    conference_path = "delegation__conference"

    def awaiting_review(self) -> DelegationPaperQuerySet:
        """Return the papers that protocol has not reviewed."""
        return self.filter(seen_at=None)


class DelegationPaper(UUIDModel):
    """A paper of a delegation, submitted once for all of its members.

    Until protocol has reviewed it, the focal point may replace it or take it back.
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=12, choices=PaperKind, default=PaperKind.CREDENTIALS)
    file = models.FileField(_("file"), upload_to="delegations/", max_length=300)
    name = models.CharField(_("name of the file"), max_length=200)
    uploaded_at = models.DateTimeField(_("sent in"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    by_focal_point = models.BooleanField(default=False, editable=False)
    seen_at = models.DateTimeField(_("looked at"), null=True, editable=False)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    is_practice = models.BooleanField(default=False, editable=False)

    objects = DelegationPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "id"]
        verbose_name = _("paper of a delegation")
        verbose_name_plural = _("papers of a delegation")

    def __str__(self) -> str:
        return self.name
