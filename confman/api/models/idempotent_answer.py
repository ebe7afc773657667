"""IdempotentAnswer: the answer to a request with an Idempotency-Key, given again for a day."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from confman.api.models.token import ApiToken

RETENTION = dt.timedelta(days=1)


class IdempotentAnswerQuerySet(models.QuerySet["IdempotentAnswer"]):
    def expired(self) -> IdempotentAnswerQuerySet:
        """Return rows whose retention has ended."""
        return self.filter(created_at__lt=timezone.now() - RETENTION)


class IdempotentAnswer(models.Model):
    """Written in the transaction of what was done, so that either both exist or neither."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="idempotent_answers")
    key = models.CharField(max_length=200)
    # A digest of the request: the same key is not another request's.
    request = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = IdempotentAnswerQuerySet.as_manager()

    class Meta:
        db_table = "api_keptanswer"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once")]

    def __str__(self) -> str:
        return self.key
