"""ReleaseNotice: the draft of a mail to one reader whom a new release of the agenda concerns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.releases.models.release import AgendaRelease
from confman.web.models import OfConferenceQuerySet, UUIDModel


class ReleaseNoticeStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("notice", "to be reviewed")
    SENT = "sent", pgettext_lazy("notice", "sent")
    DISCARDED = "discarded", pgettext_lazy("notice", "discarded")


class ReleaseNoticeQuerySet(OfConferenceQuerySet["ReleaseNotice"]):
    conference_path = "release__conference"

    def drafts(self) -> ReleaseNoticeQuerySet:
        return self.filter(state=ReleaseNoticeStatus.DRAFT)


class ReleaseNotice(UUIDModel):
    """Addressed to a person, or to a user who starred a session and is no person of the conference.

    `changes` is the part of the release's changes that concerns them (PersonalChange as plain values),
    counted from the release numbered `since`, the last of which they were told; 0 if they were told of
    none.
    """

    Status = ReleaseNoticeStatus

    release = models.ForeignKey(AgendaRelease, on_delete=models.CASCADE, related_name="notices")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="release_notices"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="release_notices",
    )
    since = models.PositiveIntegerField(default=0, editable=False)
    changes = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=10, choices=ReleaseNoticeStatus, default=ReleaseNoticeStatus.DRAFT
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    mail = models.ForeignKey(
        "mail.Message", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ReleaseNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["release", "id"]
        verbose_name = _("notice of a release")
        verbose_name_plural = _("notices of a release")
        constraints = [
            models.UniqueConstraint(fields=["release", "person"], name="release_notice_once_a_person"),
            models.UniqueConstraint(fields=["release", "user"], name="release_notice_once_a_user"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, user__isnull=True)
                | models.Q(person__isnull=True, user__isnull=False),
                name="release_notice_to_person_or_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person or self.user}: {self.get_state_display()}"
