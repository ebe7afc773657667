"""Comment: a remark of a group member on a draft, or a proposal of other words."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.recommendations.models.recommendation import Recommendation, RecommendationVersion


class CommentQuerySet(OfConferenceQuerySet["Comment"]):
    conference_path = "recommendation__conference"

    def open(self) -> CommentQuerySet:
        return self.filter(state=Comment.State.OPEN)


class Comment(UUIDModel):
    """A comment on one version, one paragraph ('' for the whole text) and one language.

    With `proposed_text` it is a proposal in the group, which a writer may take over with one click; the formal
    amendment in the plenary is an Amendment.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN_OVER = "taken-over", _("taken over")
        SETTLED = "settled", _("settled")
        REMOVED = "removed", _("removed")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.CASCADE, related_name="comments")
    paragraph = models.CharField(max_length=40, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=16)
    text = models.TextField(_("comment"), blank=True, max_length=5_000)
    proposed_text = models.TextField(_("write instead"), blank=True, max_length=20_000)
    answer_to = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="answers"
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="outcome_comments"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN, editable=False)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("comment on a draft")
        verbose_name_plural = _("comments on drafts")
        indexes = [models.Index(fields=["recommendation", "state"])]

    def __str__(self) -> str:
        return (self.text or self.proposed_text)[:80]

    conference = property(attrgetter("recommendation.conference"))
