"""SessionRecord: the statements in a session and their speakers, as the record keeper notes them."""

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel


class SessionRecordQuerySet(OfConferenceQuerySet["SessionRecord"]):
    conference_path = "session__conference"


class SessionRecord(UUIDModel):
    """An intervention, under an item if the session has items.

    A statement not for attribution is never shown with its speaker. Every save raises `revision`: saving an older one
    is refused, and nothing is overwritten.
    """

    session = models.ForeignKey(
        "agenda.Session", verbose_name=_("session"), on_delete=models.CASCADE, related_name="records"
    )
    item = models.ForeignKey(
        "agenda.Item",
        verbose_name=_("item"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="records",
    )
    speaker = models.ForeignKey(
        "people.Person",
        verbose_name=_("speaker"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session_records",
    )
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("on behalf of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="session_records",
    )
    capacity = models.CharField(_("in what capacity"), max_length=300, blank=True)
    points = models.TextField(_("points made"), blank=True)
    proposal = models.TextField(_("proposal"), blank=True)
    language = models.CharField(_("language"), max_length=16, blank=True)
    not_for_attribution = models.BooleanField(_("not for attribution"), default=False)
    spoken_at = models.DateTimeField(_("time"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    named: bool  # whether the page says who spoke

    objects = SessionRecordQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "created_at", "id"]
        verbose_name = _("session record")
        verbose_name_plural = _("session records")
        indexes = [models.Index(fields=["session", "position"])]

    def __str__(self) -> str:
        return self.capacity or str(_("session record"))

    conference = property(attrgetter("session.conference"))
