"""Cue: a row of the run of show, which says who does what at which minute of a session."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Item, Session
from confman.web.models import OfConferenceQuerySet, UUIDModel


class CueQuerySet(OfConferenceQuerySet["Cue"]):
    conference_path = "session__conference"


class Cue(UUIDModel):
    """Cues of a session follow one another from its start. One with `fixed_at` begins then and not before.

    `delay` minutes, given on the day, move it and those after it up to the next fixed one. For staff alone,
    so in the language of those who write it.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="cues")
    item = models.ForeignKey(
        Item, verbose_name=_("item"), on_delete=models.SET_NULL, null=True, blank=True, related_name="cues"
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5)
    fixed_at = models.DateTimeField(_("fixed time"), null=True, blank=True)
    delay = models.PositiveSmallIntegerField(_("delay in minutes"), default=0)
    cue = models.CharField(_("cue"), max_length=300)
    who = models.CharField(_("who walks or speaks"), max_length=200, blank=True)
    from_where = models.CharField(_("from where"), max_length=120, blank=True)
    microphone = models.CharField(_("microphone"), max_length=120, blank=True)
    screen = models.CharField(_("screen"), max_length=200, blank=True)
    languages = models.CharField(_("languages and relay"), max_length=120, blank=True)
    responsible = models.CharField(_("responsible"), max_length=120, blank=True)
    fallback = models.CharField(_("if it fails"), max_length=300, blank=True)
    begun_at = models.DateTimeField(_("begun"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = CueQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "id"]
        verbose_name = _("cue")
        verbose_name_plural = _("cues")
        indexes = [models.Index(fields=["session", "position"])]

    def __str__(self) -> str:
        return self.cue
