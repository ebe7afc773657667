"""Seat: a registration's place in a working group, or in a session for which one signs up."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel, toned


@toned(good="confirmed", warn="waiting offered")
class SeatStatus(models.TextChoices):
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    OFFERED = "offered", _("place offered")


SEATED = (SeatStatus.CONFIRMED, SeatStatus.OFFERED)


class SeatQuerySet(OfConferenceQuerySet["Seat"]):
    conference_path = "registration__conference"

    def seated(self) -> SeatQuerySet:
        """Return those that hold a place in the counter of their group or session."""
        return self.filter(status__in=SEATED)

    def at(self, place: Any) -> SeatQuerySet:
        """Return those of one working group or session."""
        return self.filter(**{"session" if place._meta.model_name == "session" else "group": place})

    def with_places(self) -> SeatQuerySet:
        """Fetch the hours of their places, in a constant number of queries."""
        return self.select_related("group", "session__room").prefetch_related("group__sessions")

    def in_line(self) -> SeatQuerySet:
        """Return the waiting list, first in line first."""
        return self.filter(status=SeatStatus.WAITING).order_by("waiting_since", "id")


class Seat(UUIDModel):
    """Exactly one of `group` and `session` is set. Only registrations/core/domain/capacity.py changes their `taken`."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="seats"
    )
    group = models.ForeignKey(
        "agenda.WorkingGroup",
        verbose_name=_("working group"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
    )
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("session"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="seats",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=SeatStatus, default=SeatStatus.CONFIRMED, editable=False
    )
    waiting_since = models.DateTimeField(_("in line since"), null=True, editable=False)
    offered_until = models.DateTimeField(_("offered until"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(group__isnull=False, session__isnull=True)
                | models.Q(group__isnull=True, session__isnull=False),
                name="seat_in_group_or_session",
            ),
            models.UniqueConstraint(
                fields=["registration", "group"],
                condition=models.Q(group__isnull=False),
                name="seat_once_a_group",
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=models.Q(session__isnull=False),
                name="seat_once_a_session",
            ),
        ]
        indexes = [models.Index(fields=["status", "waiting_since"])]

    def __str__(self) -> str:
        return f"{self.registration_id}"

    @property
    def place(self) -> Any:
        """Return the working group or the session."""
        return self.session if self.session_id else self.group

    @property
    def is_held(self) -> bool:
        """Tell whether it is counted in its place."""
        return self.status in SEATED
