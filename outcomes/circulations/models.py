"""Circulation: a silence procedure from its letter to its end; Objection: a delegation's statement against it."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned
from outcomes.recommendations.models.recommendation import Recommendation


def _prefetches() -> tuple[models.Prefetch, ...]:
    texts = Recommendation.objects.select_related("conference", "current_version", "section")
    return (
        models.Prefetch("recommendations", texts.in_document_order()),
        models.Prefetch("objections", Objection.objects.select_related("delegation", "recommendation")),
        models.Prefetch("adoptions"),
    )


def fetch_texts(circulations: list[Circulation]) -> None:
    """Fetch texts in document order, objections and adoptions, like `with_texts`, unless fetched before."""
    models.prefetch_related_objects(circulations, *_prefetches())


class CirculationQuerySet(OfConferenceQuerySet["Circulation"]):
    def running(self) -> CirculationQuerySet:
        return self.filter(state=Circulation.Status.RUNNING)

    def with_texts(self, conference: Conference) -> list[Circulation]:
        """Fetch what determines the state of each text, too: three queries, however many circulations."""
        circulations = list(self.prefetch_related(*_prefetches()))
        for circulation in circulations:
            circulation.conference = conference
        return circulations


class Circulation(UUIDModel):
    """A set of texts sent to all delegations: adopted unless one of them objects before the deadline."""

    @toned(good="running adopted", warn="broken")
    class Status(models.TextChoices):
        RUNNING = "running", _("silence runs")
        ADOPTED = "adopted", _("silence kept: adopted")
        BROKEN = "broken", _("silence broken")
        STOPPED = "stopped", _("called off")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="circulations"
    )
    recommendations = models.ManyToManyField(
        Recommendation, verbose_name=_("recommendations"), related_name="circulations"
    )
    message = TranslatedField(_("letter to the delegations"), blank=True, multiline=True, max_length=10_000)
    deadline = models.DateTimeField(_("objections until"))
    state = models.CharField(_("state"), max_length=8, choices=Status, default=Status.RUNNING, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = CirculationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "id"]
        verbose_name = _("silence procedure")
        verbose_name_plural = _("silence procedures")

    def __str__(self) -> str:
        return f"{self.conference}: {self.deadline:%Y-%m-%d %H:%M}"


class Objection(UUIDModel):
    """A delegation breaks the silence, on one text or on all (`recommendation` empty)."""

    circulation = models.ForeignKey(Circulation, on_delete=models.CASCADE, related_name="objections")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, null=True, blank=True, related_name="objections"
    )
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.PROTECT,
        related_name="objections",
    )
    text = models.TextField(_("reasons"), blank=True, max_length=5_000)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_at", "id"]
        verbose_name = _("objection")
        verbose_name_plural = _("objections")

    def __str__(self) -> str:
        return str(self.delegation)

    conference = property(attrgetter("circulation.conference"))
