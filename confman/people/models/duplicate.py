"""Two records that may be of one human being, and what was merged."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class PossibleDuplicateQuerySet(models.QuerySet["PossibleDuplicate"]):
    def of(self, conference: Any) -> PossibleDuplicateQuerySet:
        return self.filter(conference=conference)

    def open(self) -> PossibleDuplicateQuerySet:
        """Return the pairs of which nobody has said yet that they are two people."""
        return self.filter(dismissed_at=None)

    def dismissed(self) -> PossibleDuplicateQuerySet:
        """Return the pairs of which somebody has said that they are two people."""
        return self.filter(dismissed_at__isnull=False)

    def likely(self) -> PossibleDuplicateQuerySet:
        return self.filter(is_likely=True)

    def perhaps(self) -> PossibleDuplicateQuerySet:
        """The name is alike, and hardly anything else."""
        return self.filter(is_likely=False)

    def about(self, person: Any) -> PossibleDuplicateQuerySet:
        return self.filter(Q(first=person) | Q(second=person))

    def with_people(self) -> PossibleDuplicateQuerySet:
        """Fetch all that a line of a list shows, in one query."""
        return self.select_related("first", "second", "dismissed_by")


class PossibleDuplicate(UUIDModel):
    """A pair that the comparison found (confman/people/domain/likeness.py), kept so that no page compares anew.

    `first` is the one of the lower id, so that a pair is one row. `reasons` are values of likeness.Reason. Once
    dismissed, a pair stays, so that it is never shown again.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="possible_duplicates"
    )
    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likeness"))
    is_likely = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True)
    dismissed_at = models.DateTimeField(_("dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "id"]
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        constraints = [models.UniqueConstraint(fields=["first", "second"], name="possible_duplicate_once")]
        indexes = [models.Index(fields=["conference", "dismissed_at", "is_likely", "score"])]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}"

    def other(self, person: Any) -> Any:
        """Return the one of the two who is not `person`."""
        return self.second if self.first_id == person.pk else self.first


class MergeRecord(UUIDModel):
    """The values of a merged record, so that they can be read later. Goes with the person when they are erased.

    `data` are its fields as plain data; `replaced` are those of the record that stayed for which the merged one's
    were taken; `folded` are rows of upper floors that became one with a row that was there already.
    """

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="merge_records")
    merged_id = models.UUIDField(db_index=True)
    data = models.JSONField(default=dict)
    replaced = models.JSONField(default=dict)
    folded = models.JSONField(default=list)
    photo = models.FileField(_("photo"), upload_to="photos/", blank=True)
    merged_at = models.DateTimeField(_("merged"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-merged_at"]
        verbose_name = _("merged record")
        verbose_name_plural = _("merged records")

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.person_id}"
