"""Task: something the secretariat must not forget, due a number of days before the opening."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel


class Task(UUIDModel):
    """A line of the checklist. With a `key` it is done when the data say so, otherwise when someone ticks it."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=60, blank=True, editable=False)
    what = TranslatedField(_("what"), blank=True, max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
    )
    days_before = models.IntegerField(_("days before the opening"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["-days_before", "id"]
        verbose_name = _("task")
        verbose_name_plural = _("checklist")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "key"], condition=~models.Q(key=""), name="task_key_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.what) or self.key

    @property
    def due_on(self) -> dt.date:
        """The day by which it should be done."""
        return self.conference.starts_on - dt.timedelta(days=self.days_before)
