"""Recommendation: its stage, number and relations. Its text is in its versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet
from outcomes.recommendations.models.addressee import ConcernedGroup
from outcomes.recommendations.models.document import OutcomeDocument, Section
from outcomes.recommendations.models.paragraphs import Paragraph, TextStatus, status_of_text
from outcomes.recommendations.models.stages import (
    ADOPTED_STAGES,
    DECIDED_STAGES,
    DISCUSSED_STAGES,
    FOLLOWED_STAGES,
    GROUP_STAGES,
    OPEN_TO_ALL_STAGES,
    REPLACED_STAGES,
    STAGES,
    FollowUpStatus,
    Stage,
    StageFacts,
    stages_where,
)


class Priority(models.TextChoices):
    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class Visibility(models.TextChoices):
    """The readers of a recommendation before it is published, beside the secretariat."""

    SECRETARIAT = "secretariat", _("secretariat only")
    GROUP = "group", _("the working group")
    PARTICIPANTS = "participants", _("all participants")


class RecommendationQuerySet(SearchableQuerySet):
    named_by_number = True

    def locked(self) -> RecommendationQuerySet:
        """Lock the rows: nobody else changes stage, text or amendments until the transaction ends.

        In the order of their keys, after their document (see `lock_document`); rows may still refer to them.
        """
        rows = self.select_for_update(of=("self",), no_key=True).order_by("pk")
        return rows.select_related("conference", "current_version")

    def where(self, holds: Callable[[StageFacts], object]) -> RecommendationQuerySet:
        """Filter for recommendations at a stage for which this holds."""
        return self.filter(stage__in=stages_where(holds))

    def in_group(self) -> RecommendationQuerySet:
        """Filter for recommendations on which a group works, and has not agreed yet."""
        return self.filter(stage__in=GROUP_STAGES)

    def discussed(self) -> RecommendationQuerySet:
        """Filter for recommendations whose text the group or the drafting committee works on."""
        return self.filter(stage__in=DISCUSSED_STAGES)

    def decided(self) -> RecommendationQuerySet:
        """Filter for recommendations that the plenary decided on, in whichever way."""
        return self.filter(stage__in=DECIDED_STAGES)

    def counted(self) -> RecommendationQuerySet:
        """Leave out recommendations whose text is in others now."""
        return self.exclude(stage__in=REPLACED_STAGES)

    def adopted(self) -> RecommendationQuerySet:
        """Filter for recommendations adopted, as they were or as amended, published or not yet."""
        return self.filter(stage__in=ADOPTED_STAGES)

    def published(self) -> RecommendationQuerySet:
        """Filter for recommendations that everyone may read."""
        return self.where(lambda facts: facts.is_published)

    def followed_up(self) -> RecommendationQuerySet:
        """Filter for recommendations with a follow-up: adopted here, or carried over from an earlier conference."""
        return self.filter(stage__in=FOLLOWED_STAGES)

    def open_to_all(self) -> RecommendationQuerySet:
        """Filter for those whose text and number are public: for addressees, and for the public tracker."""
        return self.filter(stage__in=OPEN_TO_ALL_STAGES)

    def in_order(self) -> RecommendationQuerySet:
        """Order by number; those without one after, by working reference."""
        return self.order_by(models.F("number").asc(nulls_last=True), "working_ref", "id")

    def in_document_order(self) -> RecommendationQuerySet:
        """Order by number, and without numbers by section and place, as the plenary proceeds."""
        return self.order_by(
            models.F("number").asc(nulls_last=True),
            models.F("section__position").asc(nulls_last=True),
            "position",
            "working_ref",
            "id",
        )

    def with_text(self) -> RecommendationQuerySet:
        """Fetch everything that a list shows and guards need, in a constant number of queries."""
        field: Any = self.model._meta.get_field("amendments")
        amendments = field.related_model.objects
        states = models.Prefetch("amendments", amendments.for_guards(), to_attr="_amendment_states")
        return (
            self.select_related("conference", "current_version", "working_group", "section")
            .prefetch_related("addressees", "themes", states)
            .with_silence()
        )

    def with_silence(self) -> RecommendationQuerySet:
        """Fetch open circulations and their objections, too: two queries for a whole list."""
        field: Any = self.model._meta.get_field("circulations")
        running = field.related_model.objects.running().prefetch_related("objections")
        return self.prefetch_related(
            models.Prefetch("circulations", running, to_attr="_running_circulations")
        )

    def for_list(self) -> RecommendationQuerySet:
        """Fetch only what a row of the secretariat's list shows. The caller knows the conference."""
        return (
            self.select_related("current_version", "working_group")
            .only("working_ref", "number", "stage", "current_version__paragraphs", "working_group__code")
            .prefetch_related("addressees")
        )


class Recommendation(SearchableModel, UUIDModel):
    """A proposal of the conference to someone. Its text is in versions; `current_version` is the newest.

    `working_ref` (WG2/R07) is given to the first draft; `number` by adoption: it is permanent, and public after
    publication.
    """

    Stage = Stage

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="recommendations"
    )
    document = models.ForeignKey(
        OutcomeDocument, verbose_name=_("document"), on_delete=models.RESTRICT, related_name="recommendations"
    )
    section = models.ForeignKey(
        Section,
        verbose_name=_("section"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    working_ref = models.CharField(_("working reference"), max_length=40)
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    position = models.PositiveIntegerField(_("place in the document"), default=0)
    working_group = models.ForeignKey(
        "agenda.WorkingGroup",
        verbose_name=_("working group"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    session = models.ForeignKey(
        "agenda.Session",
        verbose_name=_("session it comes from"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="recommendations",
    )
    proposers = models.ManyToManyField(
        "registrations.Delegation",
        verbose_name=_("proposing delegations"),
        blank=True,
        related_name="recommendations",
    )
    proposed_by = models.CharField(
        _("proposed by"), max_length=300, blank=True, help_text=_("Where it is not a delegation of the list.")
    )
    themes = models.ManyToManyField(
        "conferences.Theme", verbose_name=_("themes"), blank=True, related_name="recommendations"
    )
    sdg_targets = models.JSONField(
        _("SDG targets"), default=list, blank=True, help_text=_("As in 5.2, 8.7, 16.2.")
    )
    concerned_groups = models.JSONField(_("groups concerned"), default=list, blank=True)
    addressees = models.ManyToManyField(
        "outcomes.Addressee", verbose_name=_("addressees"), blank=True, related_name="recommendations"
    )
    priority = models.CharField(_("priority"), max_length=8, choices=Priority, blank=True)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, default=Stage.DRAFT, editable=False, db_index=True
    )
    visibility = models.CharField(
        _("who may read the draft"), max_length=12, choices=Visibility, default=Visibility.GROUP
    )
    current_version = models.ForeignKey(
        "outcomes.RecommendationVersion",
        on_delete=models.RESTRICT,
        null=True,
        editable=False,
        related_name="+",
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, editable=False, related_name="merged"
    )
    symbol = models.CharField(_("symbol as tabled"), max_length=60, blank=True, editable=False)
    # The version tabled in the plenary; an accepted amendment changes the text afterwards.
    tabled_version = models.ForeignKey(
        "outcomes.RecommendationVersion",
        on_delete=models.RESTRICT,
        null=True,
        editable=False,
        related_name="+",
    )
    amendments_from = models.DateTimeField(_("amendments from"), null=True, editable=False)
    last_amendment = models.PositiveIntegerField(default=0, editable=False)
    amendments_until = models.DateTimeField(_("deadline for amendments"), null=True, editable=False)
    follow_up = models.CharField(
        _("follow-up"),
        max_length=24,
        choices=FollowUpStatus,
        default=FollowUpStatus.NOT_STARTED,
        editable=False,
    )
    due_on = models.DateField(_("to be implemented by"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True, editable=False)
    # The recommendation of an earlier conference that this is a copy of, with its own follow-up.
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="carried_to"
    )
    origin = models.CharField(_("origin"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    adopted_on = models.DateField(_("adopted on"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["number", "working_ref", "id"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [
            models.UniqueConstraint(fields=["conference", "working_ref"], name="recommendation_ref_once"),
            models.UniqueConstraint(fields=["document", "number"], name="recommendation_number_once"),
            models.CheckConstraint(
                condition=~models.Q(stage__in=[*ADOPTED_STAGES]) | models.Q(number__isnull=False),
                name="recommendation_adopted_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["conference", "stage", "number"]),
            models.Index(fields=["conference", "working_ref"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its number while it is adopted, its origin if it was carried over, else its working reference."""
        if self.facts.is_carried_over and self.origin:
            return self.origin
        if self.number_in_force:
            return gettext("Recommendation %(number)d") % {"number": self.number_in_force}
        return self.working_ref

    @property
    def number_in_force(self) -> int | None:
        """The number while it is adopted. A text whose adoption was revoked keeps it, unseen, for its next adoption."""
        return self.number if self.is_followed_up else None

    @property
    def facts(self) -> StageFacts:
        """The facts about its stage."""
        return STAGES[self.stage]

    @property
    def is_adopted(self) -> bool:
        return self.facts.is_adopted

    @property
    def is_followed_up(self) -> bool:
        return self.facts.is_followed_up

    @property
    def reference(self) -> str:
        """The entry in the column of numbers: the number, else the working reference."""
        return str(self.number_in_force or self.working_ref)

    @property
    def is_attributed(self) -> bool:
        """Return whether proposers may be named: not for a text that was discussed under the Chatham House Rule."""
        return not (self.session and self.session.chatham_house)

    @property
    def is_closed(self) -> bool:
        """Return whether the text is final: nothing more happens to it."""
        return self.facts.is_final

    @property
    def amendment_states(self) -> list[Any]:
        """The amendments, for guards: those fetched by `with_text` for a list, else queried now."""
        prefetched = getattr(self, "_amendment_states", None)
        return list(self.amendments.for_guards()) if prefetched is None else prefetched

    @property
    def running_circulations(self) -> list[Any]:
        """The open silence procedures it is in: those fetched by `with_silence`, else queried now."""
        prefetched = getattr(self, "_running_circulations", None)
        return list(
            self.circulations.running().prefetch_related("objections") if prefetched is None else prefetched
        )

    def forget_guards(self) -> None:
        """Query amendments and silence procedures anew: others may have begun one since a list was fetched."""
        for name in ("_amendment_states", "_running_circulations"):
            vars(self).pop(name, None)

    @property
    def body(self) -> list[Paragraph]:
        """The paragraphs of its newest version; none before the first."""
        return self.current_version.body if self.current_version else []

    @property
    def opening(self) -> str:
        """The first words of the text in the language being read."""
        return self.current_version.opening if self.current_version else ""

    @property
    def language_statuses(self) -> list[tuple[str, str]]:
        """The code and the status of the text for each language of the conference, for lists."""
        statuses = ((code, status_of_text(self.body, code)) for code in self.conference.languages)
        return [
            (code, gettext("missing") if status == "missing" else str(TextStatus(status).label))
            for code, status in statuses
        ]

    @property
    def stage_label(self) -> str:
        """The same as `get_stage_display`, which builds a table of all stages for each row of a list."""
        return str(Stage(self.stage).label)

    @property
    def concerned_labels(self) -> list[str]:
        """The groups concerned, as they are called."""
        names = dict(ConcernedGroup.choices)
        return [str(names.get(value, value)) for value in self.concerned_groups]

    def search_sources(self) -> Iterable[object]:
        yield from (self.working_ref, str(self.number or ""), self.proposed_by, self.symbol)
        yield from (text.text for paragraph in self.body for text in paragraph.texts.values())
