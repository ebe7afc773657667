"""Submission: a form that was carried out, so that a repetition is recognized."""

from django.db import models
from django.utils import timezone


class Submission(models.Model):
    """A form carried out; written in the transaction of its first verb, so that neither exists without the other."""

    # A SHA-256 hash of the submission: key of the page it was sent from, address, sender, content.
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
