"""BoothShift: who interprets from which language into which, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Session
from confman.web.models import OfConferenceQuerySet, UUIDModel


class BoothShiftQuerySet(OfConferenceQuerySet["BoothShift"]):
    conference_path = "session__conference"


class BoothShift(UUIDModel):
    """An interpreter's turn in a session: the whole of it, or from `start` to `end`.

    Languages are BCP 47. With `relay` the booth does not hear the floor but the interpretation into that
    language. Without an interpreter it is still to be filled. `both_ways`: the booth also interprets in the
    other direction.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="booth_shifts")
    booth = models.CharField(_("booth"), max_length=20, blank=True, help_text=_("As in 1, or Russian booth."))
    source_language = models.CharField(_("from"), max_length=16)
    target_language = models.CharField(_("into"), max_length=16)
    both_ways = models.BooleanField(_("both ways"), default=True)
    relay = models.CharField(
        _("relay"),
        max_length=16,
        blank=True,
        help_text=_("The language it is taken from, if not the floor’s."),
    )
    interpreter = models.ForeignKey(
        "people.Person",
        verbose_name=_("interpreter"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="booth_shifts",
    )
    start = models.DateTimeField(_("from"), null=True, blank=True)
    end = models.DateTimeField(_("until"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    objects = BoothShiftQuerySet.as_manager()

    class Meta:
        ordering = ["session", "position", "id"]
        verbose_name = _("interpreter’s turn")
        verbose_name_plural = _("interpreters’ turns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start=None) | models.Q(end=None) | models.Q(end__gt=models.F("start")),
                name="booth_shift_ends_after_start",
                violation_error_message=_("The end is not after the start."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source_language=models.F("target_language")),
                name="booth_shift_between_two_languages",
                violation_error_message=_("Choose two different languages."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_language}–{self.target_language}"
