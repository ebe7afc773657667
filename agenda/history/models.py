"""EditingStep: the changes of one action in the agenda, so that its author can undo and redo them."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.accounts.models import Visitor
from confman.conferences.models import Conference
from confman.web.models import UUIDModel


class EditingStepQuerySet(models.QuerySet["EditingStep"]):
    def of(self, conference: Conference | UUID, user: Visitor | UUID) -> EditingStepQuerySet:
        """Return the steps of one user in one conference, the newest first; both may be given by their ids."""
        return self.filter(conference=conference, user=user)


class EditingStep(UUIDModel):
    """One action.

    `rows` has the objects it touched as they were before and after (see Recorder), null where one did not
    exist. `number` counts the steps of one user in one conference, `at` is when it was made, or last undone
    or redone.
    """

    # Sentences about the changes that undo or redo skipped; not stored.
    remarks: tuple[str, ...] = ()

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="editing_steps"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="editing_steps")
    number = models.PositiveIntegerField()
    action = models.CharField(pgettext_lazy("of editing", "action"), max_length=40)
    label = models.CharField(_("what"), max_length=200, blank=True)
    rows = models.JSONField(default=list)
    undone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now=True)

    objects = EditingStepQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("step of editing")
        verbose_name_plural = _("steps of editing")
        constraints = [
            models.UniqueConstraint(fields=["conference", "user", "number"], name="editing_step_number_once")
        ]
