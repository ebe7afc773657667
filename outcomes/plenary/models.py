"""Adoption: the plenary's decision on a recommendation; Position: a delegation's statement on it."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import Method
from outcomes.recommendations.models.version import RecommendationVersion


class AdoptionOutcome(models.TextChoices):
    ADOPTED = "adopted", _("adopted")
    ADOPTED_AS_AMENDED = "adopted-as-amended", _("adopted as amended")
    NOT_ADOPTED = "not-adopted", _("not adopted")


class Majority(models.TextChoices):
    """The majority that the vote must reach. Abstentions do not count as voting."""

    SIMPLE = "simple", _("simple majority")
    TWO_THIRDS = "two-thirds", _("two-thirds majority")


class AdoptionQuerySet(OfConferenceQuerySet["Adoption"]):
    conference_path = "recommendation__conference"

    def in_force(self) -> AdoptionQuerySet:
        """Filter for decisions that were not revoked."""
        return self.filter(revoked_at=None)

    def by_number(self) -> AdoptionQuerySet:
        """Return the decisions in force on numbered recommendations, with what the formula of adoption names."""
        adoptions = self.in_force().filter(recommendation__number__isnull=False)
        return adoptions.select_related("recommendation", "session").order_by(
            "recommendation__number", "created_at"
        )


class Adoption(UUIDModel):
    """The decision on one version. `method` is empty only if an imported list does not state it.

    Decided in a session, or by circulation with a deadline (silence procedure).
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="adoptions")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.RESTRICT, related_name="adoptions")
    outcome = models.CharField(_("decision"), max_length=20, choices=AdoptionOutcome)
    method = models.CharField(_("method"), max_length=16, choices=Method, blank=True)
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("session"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="adoptions",
    )
    circulated_until = models.DateTimeField(_("deadline of the silence procedure"), null=True, blank=True)
    votes_for = models.PositiveIntegerField(_("in favour"), null=True, blank=True)
    votes_against = models.PositiveIntegerField(_("against"), null=True, blank=True)
    abstentions = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    orally_amended = models.BooleanField(_("orally amended"), default=False)
    linguistic_revision = models.BooleanField(_("subject to linguistic revision"), default=False)
    chair = models.ForeignKey(
        "people.Person",
        verbose_name=_("chair"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="chaired_adoptions",
    )
    rapporteur = models.ForeignKey(
        "people.Person",
        verbose_name=_("rapporteur"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reported_adoptions",
    )
    decided_on = models.DateField(_("date"))
    circulation = models.ForeignKey(
        "outcomes.Circulation",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="adoptions",
    )
    # A mistaken decision is never deleted: it is revoked, and `stage_before` returns.
    stage_before = models.CharField(max_length=20, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    revoked_because = models.CharField(max_length=500, blank=True, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        indexes = [models.Index(fields=["recommendation", "created_at"])]

    def __str__(self) -> str:
        return f"{self.recommendation.label}: {self.get_outcome_display()}"

    conference = property(attrgetter("recommendation.conference"))


class DelegationVote(UUIDModel):
    """The vote of one delegation in a recorded vote."""

    class Vote(models.TextChoices):
        FOR = "for", _("in favour")
        AGAINST = "against", _("against")
        ABSTAINS = "abstains", _("abstains")
        NOT_VOTING = "not-voting", _("not participating")

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="votes")
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.PROTECT,
        related_name="votes",
    )
    vote = models.CharField(_("vote"), max_length=10, choices=Vote)

    class Meta:
        ordering = ["adoption", "delegation"]
        verbose_name = _("vote of a delegation")
        verbose_name_plural = _("votes of delegations")
        constraints = [
            models.UniqueConstraint(fields=["adoption", "delegation"], name="one_vote_a_delegation")
        ]

    def __str__(self) -> str:
        return f"{self.delegation}: {self.get_vote_display()}"

    conference = property(attrgetter("adoption.recommendation.conference"))


class PositionKind(models.TextChoices):
    """The kind of a position on an adopted text."""

    RESERVATION = "reservation", _("reservation")
    INTERPRETATIVE = "interpretative-statement", _("interpretative statement")
    EXPLANATION = "explanation", _("explanation of position")
    DISSOCIATION = "dissociation", _("dissociation")


class Position(UUIDModel):
    """A reservation or a statement of a delegation, which stands in the official document."""

    Kind = PositionKind

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="positions")
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.PROTECT,
        related_name="positions",
    )
    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    text = TranslatedField(_("text"), multiline=True, max_length=10_000)
    made_on = models.DateField(_("date"))

    class Meta:
        ordering = ["made_on", "id"]
        verbose_name = _("position of a delegation")
        verbose_name_plural = _("positions of delegations")

    def __str__(self) -> str:
        return f"{self.delegation}: {self.get_kind_display()}"

    conference = property(attrgetter("recommendation.conference"))
