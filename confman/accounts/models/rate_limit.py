"""RateLimitCount: how often someone has tried something since a moment. It does not store who."""

from __future__ import annotations

import datetime as dt

from django.db import models


class RateLimitCountQuerySet(models.QuerySet["RateLimitCount"]):
    def expired(self, now: dt.datetime) -> RateLimitCountQuerySet:
        """Return the expired counts, which limit nothing any more."""
        return self.filter(ends_at__lte=now)


class RateLimitCount(models.Model):
    """A count. `key` is a keyed hash of the limit and of who tried: it recognizes them without revealing them."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField(default=1)
    ends_at = models.DateTimeField(db_index=True)

    objects = RateLimitCountQuerySet.as_manager()

    class Meta:
        ordering = ["ends_at", "key"]
