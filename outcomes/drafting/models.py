"""Comment: a remark on a draft, or a proposal of other words; DraftingScreen: the text that a room works on."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.screens.models import new_screen_token
from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion


class CommentQuerySet(OfConferenceQuerySet["Comment"]):
    conference_path = "recommendation__conference"

    def open(self) -> CommentQuerySet:
        return self.filter(state=Comment.Status.OPEN)


class Comment(UUIDModel):
    """A comment on one version, one paragraph ('' for the whole text) and one language.

    With `proposed_text` it is a proposal in the group, which a writer may take over with one click; the formal
    amendment in the plenary is an Amendment.
    """

    class Status(models.TextChoices):
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
    state = models.CharField(_("state"), max_length=12, choices=Status, default=Status.OPEN, editable=False)
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


class DraftingScreen(UUIDModel):
    """A group's screen, or the plenary's (no group). Its operator sets the content; each change raises `revision`.

    `oral` is a text being typed while the chair reads: paragraphs of one language that count only once confirmed.
    """

    class Shows(models.TextChoices):
        TEXT = "text", _("the text")
        CHANGES = "changes", _("what has changed since the last version")
        AMENDMENTS = "amendments", _("the amendments")
        BLANK = "blank", _("nothing")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="drafting_screens"
    )
    working_group = models.ForeignKey(
        "agenda.WorkingGroup",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="drafting_screens",
    )
    token = models.CharField(max_length=40, unique=True, default=new_screen_token, editable=False)
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    paragraph = models.CharField(max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    second_language = models.CharField(_("beside it"), max_length=16, blank=True)
    shows = models.CharField(_("shows"), max_length=10, choices=Shows, default=Shows.TEXT)
    text_size = models.PositiveSmallIntegerField(_("size of the letters"), default=3)
    oral = models.JSONField(default=list, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("drafting screen")
        verbose_name_plural = _("drafting screens")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "working_group"], name="drafting_screen_of_group_once"
            ),
            models.UniqueConstraint(
                fields=["conference"],
                condition=models.Q(working_group=None),
                name="drafting_screen_of_plenary_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.working_group or self.conference)
