"""VenueScreen: a screen in the venue, at an unguessable address; and the clock that a podium's screen shows."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


def new_screen_token() -> str:
    """Return 144 random bits, short enough to be typed on the remote control of a television."""
    return secrets.token_urlsafe(18)


class ScreenKind(models.TextChoices):
    NOW_AND_NEXT = "now-and-next", _("now and next")
    DOOR_SIGN = "door-sign", _("door sign")
    WELCOME = "welcome", _("welcome screen")
    ROTATION = "rotation", _("several screens in turn")
    TIMER = "timer", _("speaker timer")


class ScreenScheme(models.TextChoices):
    DARK = "dark", _("light letters on dark")
    LIGHT = "light", _("dark letters on light")


class ScreenArrangement(models.TextChoices):
    IN_TURN = "in-turn", _("one after the other")
    SIDE_BY_SIDE = "side-by-side", _("two side by side")


class ScreenSize(models.IntegerChoices):
    SMALL = 80, _("small")
    NORMAL = 100, _("normal")
    LARGE = 120, _("large")
    VERY_LARGE = 140, _("very large")


class VenueScreenQuerySet(OfConferenceQuerySet["VenueScreen"]):
    def with_room(self) -> VenueScreenQuerySet:
        return self.select_related("room")

    def for_rotation(self) -> VenueScreenQuerySet:
        """Return the screens that can be shown in turn: no timers, and no other rotations."""
        return self.exclude(kind__in=(ScreenKind.ROTATION, ScreenKind.TIMER))


class VenueScreen(UUIDModel):
    """The content and the look of one screen. It reads the latest release and nothing else of the agenda.

    A door sign or a timer belongs to one room; "now and next" to one or, without a room, to the whole venue.
    `last_seen_at` is when a browser last asked for it: a screen that is alive asks at least every half
    minute.
    """

    Kind = ScreenKind
    Size = ScreenSize
    Arrangement = ScreenArrangement

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="venue_screens"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ScreenKind, default=ScreenKind.NOW_AND_NEXT)
    name = models.CharField(
        _("name"), max_length=120, help_text=_("For you, as in Foyer, left of the stairs.")
    )
    room = models.ForeignKey(
        "agenda.Room",
        verbose_name=_("room"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="venue_screens",
        help_text=_("Empty: the whole venue."),
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    arrangement = models.CharField(
        _("several languages"), max_length=12, choices=ScreenArrangement, default=ScreenArrangement.IN_TURN
    )
    message = TranslatedField(_("message"), blank=True, multiline=True, max_length=600)
    partners = models.ManyToManyField(
        "conferences.Partner", verbose_name=_("logos of partners"), blank=True, related_name="+"
    )
    shows = models.ManyToManyField(
        "self", verbose_name=_("screens in turn"), symmetrical=False, blank=True, related_name="shown_by"
    )
    seconds = models.PositiveSmallIntegerField(
        _("seconds each"), default=15, help_text=_("Where languages, pages or screens follow one another.")
    )
    scheme = models.CharField(_("colours"), max_length=5, choices=ScreenScheme, default=ScreenScheme.DARK)
    size = models.PositiveSmallIntegerField(
        _("size of the letters"),
        choices=ScreenSize,
        default=ScreenSize.NORMAL,
        help_text=_("Text that does not fit is reduced automatically."),
    )
    token = models.CharField(max_length=40, unique=True, default=new_screen_token, editable=False)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VenueScreenQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("screen")
        verbose_name_plural = _("screens")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seconds__gte=5, seconds__lte=600),
                name="venue_screen_seconds",
                violation_error_message=_("Give between 5 and 600 seconds."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RevokedScreenAddress(UUIDModel):
    """An address that a screen had and has no longer: those who open it are told so."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, unique=True)
    revoked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-revoked_at", "id"]
        verbose_name = _("revoked address of a screen")
        verbose_name_plural = _("revoked addresses of screens")


class SpeakerClock(UUIDModel):
    """The clock of a timer's screen. `elapsed` is the time run before; since `running_since` it runs on.

    `session` and `item` are ids within the release, where what is shown above the clock is read; both are
    empty if the time is free. `revision` grows with each action, so that of two operators the second is told.
    """

    screen = models.OneToOneField(VenueScreen, on_delete=models.CASCADE, related_name="clock")
    session = models.UUIDField(null=True, blank=True)
    item = models.UUIDField(null=True, blank=True)
    seconds = models.PositiveIntegerField(_("seconds"), default=600)
    elapsed = models.FloatField(default=0)
    running_since = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("clock")
        verbose_name_plural = _("clocks")

    @property
    def conference(self) -> Any:
        return self.screen.conference
