"""SessionRecord: who said what under an item, as the rapporteur's assistant keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class SessionRecord(UUIDModel):
    """One intervention. What is not for attribution is never shown with its speaker."""

    item = models.ForeignKey("agenda.Item", on_delete=models.CASCADE, related_name="records")
    speaker = models.ForeignKey(
        "people.Person",
        verbose_name=_("speaker"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session_records",
    )
    capacity = models.CharField(_("in what capacity"), max_length=300, blank=True)
    points = models.TextField(_("points made"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    not_for_attribution = models.BooleanField(_("not for attribution"), default=False)
    position = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["item", "position", "created_at"]
        verbose_name = _("session record")
        verbose_name_plural = _("session records")

    def __str__(self) -> str:
        return self.capacity or str(_("session record"))

    @property
    def conference(self) -> Any:
        return self.item.session.conference
