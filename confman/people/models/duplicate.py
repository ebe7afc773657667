"""Pairs of records that may be of one human being, and merged records."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from confman.people.models.person import Person
from confman.web.models import OfConferenceQuerySet, UUIDModel


class PossibleDuplicateQuerySet(OfConferenceQuerySet["PossibleDuplicate"]):
    def open(self) -> PossibleDuplicateQuerySet:
        """Return the pairs that nobody has dismissed."""
        return self.filter(dismissed_at=None)

    def dismissed(self) -> PossibleDuplicateQuerySet:
        """Return the pairs that someone has dismissed: they are two people."""
        return self.filter(dismissed_at__isnull=False)

    def likely(self) -> PossibleDuplicateQuerySet:
        return self.filter(is_likely=True)

    def doubtful(self) -> PossibleDuplicateQuerySet:
        """Return the pairs that have a similar name and little else in common."""
        return self.filter(is_likely=False)

    def about(self, person: Person) -> PossibleDuplicateQuerySet:
        return self.filter(Q(first=person) | Q(second=person))

    def among(self, people: Collection[Any]) -> PossibleDuplicateQuerySet:
        """Return the pairs in which one of these people stands."""
        return self.filter(Q(first__in=people) | Q(second__in=people))

    def with_people(self) -> PossibleDuplicateQuerySet:
        """Fetch everything that a line of a list shows, in one query."""
        return self.select_related("first", "second", "dismissed_by")


class PossibleDuplicate(UUIDModel):
    """A pair found by the comparison (confman/people/domain/likeness.py), stored so that no page compares again.

    `first` has the lower id, so that a pair is one row. `reasons` are values of likeness.Reason. A dismissed pair
    stays, so that it is never shown again.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="possible_duplicates"
    )
    first = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likeness"))
    is_likely = models.BooleanField(default=False)
    reasons = models.JSONField(default=list)
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
        return f"{self.first} ≟ {self.second}"

    def counterpart(self, person: Person) -> Person:
        """Return the other person of the pair."""
        return self.second if self.first_id == person.pk else self.first


class MergeRecord(UUIDModel):
    """The values of a merged record, so that they can be read later. Deleted when the person is erased.

    `data` are its fields as plain data; `replaced` are the replaced values of the record that stayed; `folded` are rows
    of upper floors that were merged into an existing row.
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
