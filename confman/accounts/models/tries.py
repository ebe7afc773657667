"""Tries: how often somebody tried something since a moment. Whom it was is not kept."""

from __future__ import annotations

import datetime as dt

from django.db import models


class TriesQuerySet(models.QuerySet["Tries"]):
    def over(self, now: dt.datetime) -> TriesQuerySet:
        """Those whose time is over: they limit nothing any more."""
        return self.filter(ends_at__lte=now)


class Tries(models.Model):
    """One count. `key` is a keyed hash of the limit and of who tried: it tells the same again, and not what it was."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    objects = TriesQuerySet.as_manager()

    class Meta:
        ordering = ["ends_at", "key"]

    def __str__(self) -> str:
        return self.key
