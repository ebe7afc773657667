"""MailedCode: six digits in a mail that open a mailbox's pages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class MailedCode(UUIDModel):
    """Opens once, until a moment, within a few tries. Kept are keyed hashes: of the mailbox, and of the code."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="mailed_codes"
    )
    mailbox = models.CharField(max_length=64, editable=False)
    code = models.CharField(max_length=64, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("code sent by mail")
        verbose_name_plural = _("codes sent by mail")
        indexes = [models.Index(fields=["expires_at"])]

    def __str__(self) -> str:
        return str(self.pk)
