"""Requests for a change by approved participants."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel


class ChangeRequestStatus(models.TextChoices):
    OPEN = "open", _("to be decided")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ChangeRequestQuerySet(OfConferenceQuerySet["ChangeRequest"]):
    conference_path = "registration__conference"

    def open(self) -> ChangeRequestQuerySet:
        return self.filter(state=ChangeRequestStatus.OPEN)

    def withdraw(self) -> None:
        """Withdraw those still open, within the caller's transaction: their registration is over."""
        self.open().update(state=ChangeRequestStatus.WITHDRAWN, decided_at=timezone.now())

    def with_names(self) -> ChangeRequestQuerySet:
        """Fetch all that a line of the list shows, in one query."""
        of_registration = ("person__conference", "category", "delegation", "conference")
        return self.select_related(*(f"registration__{name}" for name in of_registration), "decided_by")


class ChangeRequest(UUIDModel):
    """A requested change to an approved registration, which keeps seat and ticket until the decision.

    `changes` maps fields of the person, of the registration, or answers ("answers.key") to [before, after].
    """

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="change_requests"
    )
    changes = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True, max_length=1000)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ChangeRequestStatus,
        default=ChangeRequestStatus.OPEN,
        editable=False,
    )
    requested_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    decision_reason = models.TextField(_("reason given"), blank=True, max_length=1000, editable=False)

    objects = ChangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "id"]
        verbose_name = _("change request")
        verbose_name_plural = _("change requests")
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(state="open"), name="change_request_open_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.registration)

    @property
    def tone(self) -> str:
        """The tone of its badge: an open request waits for a decision."""
        return "warn" if self.state == ChangeRequestStatus.OPEN else ""
