"""Room, and the hours in which a room or a person is free."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.rooms.models.photography import Photography
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class RoomLayout(models.TextChoices):
    THEATRE = "theatre", _("theatre")
    CLASSROOM = "classroom", _("classroom")
    U_SHAPE = "u-shape", _("U shape")
    HOLLOW_SQUARE = "hollow-square", _("hollow square")
    ROUND_TABLES = "round-tables", _("round tables")
    BOARD = "board", _("board table")
    OTHER = "other", _("other")


class Room(UUIDModel):
    """A place where sessions are held. `parallel_use` is for foyers and halls that hold several at once."""

    Layout = RoomLayout

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="rooms")
    name = TranslatedField(_("name"), max_length=200)
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    layout = models.CharField(_("layout"), max_length=16, choices=RoomLayout, blank=True)
    booths = models.PositiveSmallIntegerField(_("interpreters' booths"), default=0)
    accessible = models.BooleanField(_("accessible by wheelchair"), default=True)
    parallel_use = models.BooleanField(
        _("several sessions at once"),
        default=False,
        help_text=_("For foyers, courtyards and exhibition halls."),
    )
    photography = models.CharField(
        _("photographs"),
        max_length=8,
        choices=Photography,
        blank=True,
        help_text=_("Announced on the agenda, door signs and screens. Empty: nothing is announced."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("room")
        verbose_name_plural = _("rooms")
        indexes = [models.Index(fields=["conference", "position"])]

    def __str__(self) -> str:
        return str(self.name)


class Availability(UUIDModel):
    """Hours in which a person can speak, or a room is open. Without a row they are free at all times."""

    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="availabilities"
    )
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="availabilities"
    )
    start = models.DateTimeField(_("from"))
    end = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["start", "id"]
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, room__isnull=True)
                | models.Q(person__isnull=True, room__isnull=False),
                name="availability_of_person_or_room",
            ),
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")),
                name="availability_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M}–{self.end:%H:%M}"
