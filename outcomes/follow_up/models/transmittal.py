"""Transmittal: the letter to an addressee, and who answers for it."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation


class FocalPointTermQuerySet(OfConferenceQuerySet["FocalPointTerm"]):
    conference_path = "addressee__conference"

    def current(self) -> FocalPointTermQuerySet:
        return self.filter(ended_at=None)


class FocalPointTerm(UUIDModel):
    """The term of a person as an addressee's focal point.

    Personal links name the term: they end with it, or earlier by raising `link_version`. Without a person, the
    addressee's own mailbox answers; `name` is kept for the history.
    """

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="terms")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="focal_point_terms"
    )
    name = models.CharField(max_length=300, blank=True, editable=False)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = FocalPointTermQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "id"]
        verbose_name = _("term of a focal point")
        verbose_name_plural = _("terms of focal points")
        constraints = [
            models.UniqueConstraint(
                fields=["addressee"], condition=models.Q(ended_at=None), name="one_focal_point_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return str(self.person or self.name)

    conference = property(attrgetter("addressee.conference"))


class TransmittalQuerySet(OfConferenceQuerySet["Transmittal"]):
    conference_path = "addressee__conference"

    def in_force(self) -> TransmittalQuerySet:
        """Filter for letters that are not struck out of the register."""
        return self.filter(correspondence__struck_out_at=None)

    def sent(self) -> TransmittalQuerySet:
        return self.in_force().filter(sent_at__isnull=False)


class Transmittal(UUIDModel):
    """The numbered letter to one addressee, with the recommendations sent with it.

    It is only deleted with its conference: an addressee with letters cannot be removed (`remove_addressee`).
    """

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="transmittals")
    correspondence = models.OneToOneField(
        "registrations.Correspondence", on_delete=models.RESTRICT, related_name="transmittal"
    )
    recommendations = models.ManyToManyField(Recommendation, related_name="transmittals")
    signatory = models.ForeignKey(
        "registrations.Signatory",
        verbose_name=_("signed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    language = models.CharField(_("language"), max_length=16)
    is_note = models.BooleanField(_("note verbale"), default=False, editable=False)
    answer_by = models.DateField(_("answer by"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TransmittalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("letter of transmittal")
        verbose_name_plural = _("letters of transmittal")

    def __str__(self) -> str:
        return f"{self.correspondence.number}: {self.addressee}"

    conference = property(attrgetter("addressee.conference"))
