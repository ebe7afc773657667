"""SpeakersList: the requests for the floor, for the chair."""

from operator import attrgetter

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class SpeakersList(UUIDModel):
    """The list of one session, or of one of its items."""

    class Order(models.TextChoices):
        TIME = "time", _("in order of request")
        RANK = "rank", _("by rank, then in order of request")

    session = models.ForeignKey("agenda.Session", on_delete=models.CASCADE, related_name="speakers_lists")
    item = models.ForeignKey(
        "agenda.Item", on_delete=models.CASCADE, null=True, blank=True, related_name="speakers_lists"
    )
    order = models.CharField(_("order"), max_length=8, choices=Order, default=Order.TIME)
    minutes = models.PositiveSmallIntegerField(_("minutes each"), default=3)
    is_closed = models.BooleanField(_("closed: no further requests"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("list of speakers")
        verbose_name_plural = _("lists of speakers")
        constraints = [
            models.UniqueConstraint(fields=["session", "item"], name="speakers_list_of_item_once"),
            models.UniqueConstraint(
                fields=["session"], condition=models.Q(item=None), name="speakers_list_of_session_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.item or self.session)

    conference = property(attrgetter("session.conference"))


class SpeakingRequest(UUIDModel):
    """A request for the floor. A point of order goes before every other."""

    class Kind(models.TextChoices):
        STATEMENT = "statement", _("statement")
        POINT_OF_ORDER = "point-of-order", _("point of order")
        RIGHT_OF_REPLY = "right-of-reply", _("right of reply")

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SPEAKING = "speaking", _("has the floor")
        SPOKEN = "spoken", _("has spoken")
        WITHDRAWN = "withdrawn", _("withdrawn")

    speakers_list = models.ForeignKey(SpeakersList, on_delete=models.CASCADE, related_name="requests")
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="speaking_requests",
    )
    person = models.ForeignKey(
        "people.Person",
        verbose_name=_("speaker"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="speaking_requests",
    )
    name = models.CharField(_("name"), max_length=300, blank=True)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.STATEMENT)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=Status, default=Status.WAITING, editable=False
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position", "requested_at", "id"]
        verbose_name = _("request for the floor")
        verbose_name_plural = _("requests for the floor")
        constraints = [
            models.UniqueConstraint(
                fields=["speakers_list"],
                condition=models.Q(state="speaking"),
                name="one_speaker_has_the_floor",
            )
        ]

    def __str__(self) -> str:
        # Once a person is erased, only the fact that someone spoke remains.
        return str(self.delegation or self.person or self.name) or "…"

    conference = property(attrgetter("speakers_list.session.conference"))
