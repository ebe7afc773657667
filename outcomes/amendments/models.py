"""Amendment: the change that a delegation wants in a tabled text."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.marks import marked_by_letters
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion


class AmendmentKind(models.TextChoices):
    ADD = "add", _("add words")
    REPLACE = "replace", _("replace words")
    DELETE = "delete", _("delete the paragraph")
    NEW = "new", _("new paragraph")


@toned(good="open accepted", bad="rejected withdrawn fallen")
class AmendmentStatus(models.TextChoices):
    """The state of an amendment: open until the plenary has decided, or its basis is gone (fallen)."""

    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    ACCEPTED_ORALLY = "accepted-orally", _("accepted as orally amended")
    REJECTED = "rejected", _("rejected")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FALLEN = "fallen", _("fallen")


ACCEPTED_STATES = (AmendmentStatus.ACCEPTED, AmendmentStatus.ACCEPTED_ORALLY)


class AmendmentQuerySet(OfConferenceQuerySet["Amendment"]):
    conference_path = "recommendation__conference"

    def open(self) -> AmendmentQuerySet:
        return self.filter(state=AmendmentStatus.OPEN)

    def accepted(self) -> AmendmentQuerySet:
        """Filter for amendments accepted as proposed, or as orally amended."""
        return self.filter(state__in=ACCEPTED_STATES)

    def practice(self) -> AmendmentQuerySet:
        """Filter for amendments by people who registered in practice mode."""
        return self.filter(person__registrations__is_practice=True).distinct()

    def for_guards(self) -> AmendmentQuerySet:
        """Load only the fields that tell the state of each amendment: a text may have 100,000 characters."""
        return self.only("recommendation", "number", "paragraph", "kind", "state")

    def with_names(self) -> AmendmentQuerySet:
        """Fetch the proposers and supporters, too, in a constant number of queries."""
        return self.select_related("proposer", "version", "resulting_version").prefetch_related("co_sponsors")


class Amendment(UUIDModel):
    """An amendment to one version, one paragraph, one language.

    `text` is the whole paragraph as it would read ('' for a deletion); for a new paragraph, `paragraph` is the one
    that it follows ('' for the beginning). `order` is the chair's: the furthest from the text first. `number` counts
    within the recommendation and is never given again.
    """

    Kind = AmendmentKind
    Status = AmendmentStatus

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="amendments")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.RESTRICT, related_name="amendments")
    number = models.PositiveIntegerField(editable=False)
    paragraph = models.CharField(max_length=40, blank=True, editable=False)
    level = models.PositiveSmallIntegerField(_("level"), default=0)
    language = models.CharField(_("language"), max_length=16)
    kind = models.CharField(_("kind"), max_length=8, choices=AmendmentKind, default=AmendmentKind.REPLACE)
    text = models.TextField(_("would read"), blank=True, max_length=100_000)
    rationale = models.TextField(_("rationale"), blank=True, max_length=5_000)
    proposer = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="amendments",
    )
    proposed_by = models.CharField(
        _("proposed by"), max_length=300, blank=True, help_text=_("Where it is not a delegation of the list.")
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="amendments"
    )
    co_sponsors = models.ManyToManyField(
        "registrations.Delegation", verbose_name=_("co-sponsors"), blank=True, related_name="co_sponsored"
    )
    state = models.CharField(
        _("state"), max_length=16, choices=AmendmentStatus, default=AmendmentStatus.OPEN, editable=False
    )
    order = models.PositiveIntegerField(default=0, editable=False)
    accepted_text = models.TextField(blank=True, editable=False)
    resulting_version = models.ForeignKey(
        RecommendationVersion, on_delete=models.RESTRICT, null=True, editable=False, related_name="credited"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["recommendation", "order", "number"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="amendment_number_once")
        ]
        indexes = [models.Index(fields=["recommendation", "state"])]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name of the amendment with its recommendation: WG2/R07/A.3."""
        return f"{self.recommendation.working_ref}/{self.short_label}"

    @property
    def short_label(self) -> str:
        """The name of the amendment where its recommendation is clear from the context: A.3."""
        return f"A.{self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AmendmentStatus.OPEN

    @property
    def is_accepted(self) -> bool:
        return self.state in ACCEPTED_STATES

    @property
    def is_new_paragraph(self) -> bool:
        """Return whether it adds a paragraph rather than changing one."""
        return self.kind == AmendmentKind.NEW

    @property
    def own_paragraph(self) -> str:
        """The id of the paragraph that it is about, or adds."""
        return self.paragraph_made if self.is_new_paragraph else self.paragraph

    @property
    def paragraph_made(self) -> str:
        """The id of the paragraph that a new one becomes, known before it is accepted."""
        return f"p{self.pk.hex[:12]}"

    @property
    def proposers(self) -> str:
        """The name of the proposer; '' where nobody is named any more."""
        return str(self.proposer) if self.proposer else marked_by_letters(self.proposed_by)

    conference = property(attrgetter("recommendation.conference"))
