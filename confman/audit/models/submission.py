"""Submission: a form that was carried out, so that what comes a second time is known."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """A form carried out: written in the transaction of its first verb, so that neither stands without the other."""

    # A hash (SHA-256) of the submission: the key of the page it was sent from, the address, who sent it, the content.
    key = models.CharField(primary_key=True, max_length=64)
    # The id of the first of two requests with the same key.
    request = models.UUIDField()
    at = models.DateTimeField(default=timezone.now, db_index=True)
    answer = models.CharField(
        max_length=2000, blank=True, help_text="the address that the first one was sent on to"
    )

    class Meta:
        ordering = ["-at"]
        verbose_name = "submission"
        verbose_name_plural = "submissions"

    def __str__(self) -> str:
        return self.key
