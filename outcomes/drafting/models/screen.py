"""DraftingScreen: the text that a room works on, at an unguessable address."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.screens.models import new_screen_token
from confman.web.models import UUIDModel
from outcomes.recommendations.models.recommendation import Recommendation


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
