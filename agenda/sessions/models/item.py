"""Item: a subject within a session, one after the other from its start."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Session
from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet


class ItemKind(models.TextChoices):
    STATEMENT = "statement", _("statement")
    WELCOME = "welcome", _("welcoming speech")
    PRESENTATION = "presentation", _("presentation")
    DISCUSSION = "discussion", _("discussion")
    QUESTIONS = "questions", _("questions and answers")
    ADOPTION = "adoption", _("adoption")
    ORGANIZATION = "organization", _("organization of work")
    OTHER = "other", _("other")


class ItemQuerySet(SearchableQuerySet):
    conference_path = "session__conference"


class Item(SearchableModel, UUIDModel):
    """An item of the agenda. Its number is given when it is first published, and then never changes."""

    Kind = ItemKind

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(default=0)
    number = models.PositiveIntegerField(_("number"), null=True, blank=True, editable=False)
    title = TranslatedField(_("title"), max_length=500)
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind, default=ItemKind.PRESENTATION)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=60, blank=True)
    background = TranslatedField(
        _("background"),
        blank=True,
        multiline=True,
        help_text=_("For the annotated agenda: how the item came up, mandates, earlier decisions."),
    )
    expected_action = TranslatedField(
        _("expected action"),
        blank=True,
        multiline=True,
        help_text=_("For the annotated agenda: what the meeting is asked to do."),
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        indexes = [models.Index(fields=["session", "position"])]

    def __str__(self) -> str:
        return str(self.title)

    def search_sources(self) -> Iterable[object]:
        return self.title, self.symbol
