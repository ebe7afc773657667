"""The edition of a conference's public site, as a sum that only grows."""

from django.db import models


class EditionStep(models.Model):
    """A step of a conference's edition; the sum of its steps is the edition.

    Rows are only inserted, each in the transaction of an act, so no act waits for another, and what is committed later
    counts later, whatever the order of the inserts. Many small steps are replaced by their sum in one transaction.
    """

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="+")
    size = models.PositiveBigIntegerField(default=1)

    class Meta:
        default_permissions = ()
