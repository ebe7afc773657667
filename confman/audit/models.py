"""The history, whose entries never change, as the database enforces (audit/guard.py); forms carried out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NoReturn
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.audit.labels import detail_facts, verb_label
from confman.compiled_inserts import CompiledInserts


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """Entries are only appended, one by one or in bulk; the database allows no update and deletes only old sign-ins."""

    def about(self, target: models.Model, *parts: models.Model) -> AuditEntryQuerySet:
        """Return the history of an object and its parts, newest first, with the acting users."""
        condition = models.Q()
        for instance in (target, *parts):
            condition |= models.Q(target_type=instance._meta.label_lower, target_id=instance.pk)
        return self.filter(condition).select_related("by")

    def of(self, conference: models.Model) -> AuditEntryQuerySet:
        """Return all entries of one conference, newest first."""
        return self.filter(conference=conference).select_related("by")

    def with_words_about(self, targets: list[Any]) -> AuditEntryQuerySet:
        """Return the entries about these objects whose free text has not been emptied."""
        holding = ~models.Q(reason="") | ~models.Q(target_label="")
        return self.filter(holding, target_id__in=targets, erasure=None)

    def empty_words(self, erasure: AuditEntry) -> int:
        """Empty the free text, for `erase_from_history` only; the database allows no other change."""
        return super().update(reason="", target_label="", erasure=erasure)

    def delete_sign_ins(self, verbs: tuple[str, ...], *, before: dt.datetime) -> int:
        """Delete old sign-ins, for `delete_old_sign_ins` only; the database allows no other deletion."""
        return models.QuerySet.delete(self.filter(verb__in=verbs, at__lt=before))[0]

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit entries are append-only.")


class AuditEntry(CompiledInserts):
    """One action. `details` holds names of fields, states and numbers, never personal data.

    The target is stored as type and id, not as a foreign key: the history of a deleted object stays readable.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(_("time"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    conference = models.ForeignKey(
        "conferences.Conference",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
    )
    verb = models.CharField(_("what"), max_length=100)
    target_type = models.CharField(max_length=100, blank=True)
    target_id = models.UUIDField(null=True)
    target_label = models.CharField(max_length=200, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    details = models.JSONField(default=dict)
    # The entry of the action that emptied reason and label.
    erasure = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects = AuditEntryQuerySet.as_manager()

    # Names of the keys in the details, by detail (`with_names`).
    names: Mapping[str, Mapping[str, str]] = {}
    # The name of the object in the reader's language, if the label is its name in another (`with_words_for`).
    own_name: str = ""

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("entry of the history")
        verbose_name_plural = _("entries of the history")
        indexes = [
            models.Index(fields=["target_type", "target_id", "at"]),
            models.Index(fields=["conference", "at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_label}".strip()

    @property
    def about(self) -> str:
        """Return the subject of the entry, for readers of the history."""
        return self.own_name or self.target_label

    @property
    def action(self) -> str:
        """The action in words, for readers of the history."""
        return verb_label(self.verb)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The details as pairs of label and text, for readers."""
        return detail_facts(self.target_type, self.details, self.names)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Audit entries are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit entries are append-only.")


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
