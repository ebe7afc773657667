"""ReleaseNotice: the draft of a mail to one person whom a new release of the agenda concerns."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.models.release import AgendaRelease
from confman.web.models import UUIDModel


class ReleaseNoticeState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("notice", "to be reviewed")
    SENT = "sent", pgettext_lazy("notice", "sent")
    DISCARDED = "discarded", pgettext_lazy("notice", "discarded")


class ReleaseNoticeQuerySet(models.QuerySet["ReleaseNotice"]):
    def of(self, conference: Any) -> ReleaseNoticeQuerySet:
        return self.filter(release__conference=conference)

    def drafts(self) -> ReleaseNoticeQuerySet:
        return self.filter(state=ReleaseNoticeState.DRAFT)


class ReleaseNotice(UUIDModel):
    """`changes` is the part of the release's changes that concerns the person: rows of session id and what happened."""

    State = ReleaseNoticeState

    release = models.ForeignKey(AgendaRelease, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="release_notices")
    changes = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=ReleaseNoticeState, default=ReleaseNoticeState.DRAFT
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ReleaseNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["release", "id"]
        verbose_name = _("notice of a release")
        verbose_name_plural = _("notices of a release")
        constraints = [
            models.UniqueConstraint(fields=["release", "person"], name="release_notice_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_state_display()}"
