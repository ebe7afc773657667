"""ApiRequest: what a token was used for, for a month."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.api.models.token import ApiToken

RETENTION = dt.timedelta(days=30)


class ApiRequestQuerySet(models.QuerySet["ApiRequest"]):
    def expired(self) -> ApiRequestQuerySet:
        """Return rows whose retention has ended."""
        return self.filter(at__lt=timezone.now() - RETENTION)


class ApiRequest(models.Model):
    """One request with a token: which operation, and how it was answered. Neither what was sent nor what was read."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="requests")
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    method = models.CharField(_("method"), max_length=8)
    path = models.CharField(_("address"), max_length=300)
    status = models.PositiveSmallIntegerField(_("answer"))

    objects = ApiRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["token", "-at"])]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status}"
