"""The settings of the agenda of a conference."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class AgendaSettings(UUIDModel):
    """Settings of the agenda of one conference. Publishing locks this row.

    `severities` maps a conflict kind to block | warn | ignore where it is not the usual. `imported` keeps
    what an imported schedule says of the conference as a whole, to be written out again.
    """

    conference = models.OneToOneField(
        "conferences.Conference", on_delete=models.CASCADE, related_name="agenda_settings"
    )
    next_item_number = models.PositiveIntegerField(default=1, editable=False)
    severities = models.JSONField(_("severity of conflicts"), default=dict, blank=True)
    imported = models.JSONField(default=dict, blank=True, editable=False)
    minutes_between_rooms = models.PositiveSmallIntegerField(
        _("minutes from one room to another"),
        default=5,
        help_text=_("A person with two sessions in different rooms needs at least this long between them."),
    )
    longest_minutes_without_break = models.PositiveSmallIntegerField(
        _("longest time without a break, in minutes"), default=150
    )
    interpreter_minutes_a_day = models.PositiveSmallIntegerField(
        _("longest day of an interpreter, in minutes"),
        default=360,
        help_text=_("Interpreters’ associations count on two meetings of three hours a day in a team."),
    )
    materials_due = models.DateTimeField(
        _("presentations are due"), null=True, blank=True, help_text=_("Speakers can hand in until then.")
    )

    class Meta:
        ordering = ["conference"]
        verbose_name = _("settings of the agenda")
        verbose_name_plural = _("settings of the agenda")

    def __str__(self) -> str:
        return str(self.conference_id)
