"""AgendaRelease: the agenda as it was published; ReleaseNotice: the draft of a mail to a reader whom it concerns."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from confman.conferences.models import Conference
from confman.mail.models import UNDELIVERED
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel

# The labels that say no more than the state.
PROVISIONAL, FINAL = "provisional", "final"


def label_in_words(label: str) -> str:
    """Return a release's label as readers see it: the two usual ones in their language, any other as typed."""
    usual = {
        PROVISIONAL: pgettext("release of the agenda", "provisional"),
        FINAL: pgettext("release of the agenda", "final"),
    }
    return usual.get(label.strip().casefold(), label)


def state_in(label: str) -> bool | None:
    """Return whether a label calls the agenda final (True) or provisional (False); None if it says neither."""
    return {FINAL: True, PROVISIONAL: False}.get(label.strip().casefold())


def revision_in(label: str) -> str:
    """Return Rev.1, or another label that adds something to the state."""
    return label if state_in(label) is None else ""


class AgendaReleaseQuerySet(models.QuerySet["AgendaRelease"]):
    def of(self, conference: Conference) -> AgendaReleaseQuerySet:
        return self.filter(conference=conference)

    def latest_of(self, conference: Conference) -> AgendaRelease | None:
        """Return the release that readers see now."""
        return self.filter(conference=conference).order_by("-number").first()

    def final(self) -> AgendaReleaseQuerySet:
        """Filter for final agendas."""
        return self.filter(models.Q(final=True) | models.Q(final=None, label__iexact=FINAL))

    def with_drafts(self) -> AgendaReleaseQuerySet:
        """Annotate each with `draft_count`: how many of its mails wait for review."""
        waiting = models.Q(notices__state="draft")
        return self.annotate(draft_count=models.Count("notices", filter=waiting))


class AgendaRelease(UUIDModel):
    """`content` is the whole tree (see `freeze`), with ids of persons and no name.

    `changes` says what is new, moved, changed or cancelled since the release before. `followers` says who had
    starred or signed up for sessions of this release that were deleted since, as they can no longer be
    queried.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="agenda_releases"
    )
    number = models.PositiveIntegerField(_("number"))
    label = models.CharField(
        _("label"), max_length=40, blank=True, help_text=_("As in provisional, Rev.1, final.")
    )
    # Empty where older code published it, beside the new (see `is_final`).
    final = models.BooleanField(_("final agenda"), null=True)
    note = models.TextField(_("note"), blank=True)
    content = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    followers = models.JSONField(default=dict, editable=False)
    mail_text = TranslatedField(
        _("message in the mails"),
        blank=True,
        multiline=True,
        max_length=5000,
        help_text=_("Stands above what changed, in each mail to those concerned by this release."),
    )
    published_at = models.DateTimeField(_("published"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+"
    )

    draft_count: int  # with_drafts

    objects = AgendaReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("release of the agenda")
        verbose_name_plural = _("releases of the agenda")
        constraints = [models.UniqueConstraint(fields=["conference", "number"], name="release_number_once")]

    @property
    def is_final(self) -> bool:
        """Tell whether it is the final agenda, which documents no longer call provisional."""
        return bool(state_in(self.label) if self.final is None else self.final)

    @property
    def numbered(self) -> str:
        """Return its number and label, "2. provisional": several may have the same label."""
        return ". ".join(part for part in (f"{self.number}", label_in_words(self.label)) if part)

    def __str__(self) -> str:
        return label_in_words(self.label) or f"{self.number}"


class ReleaseNoticeStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("notice", "to be reviewed")
    SENT = "sent", pgettext_lazy("notice", "sent")
    DISCARDED = "discarded", pgettext_lazy("notice", "discarded")


class ReleaseNoticeQuerySet(OfConferenceQuerySet["ReleaseNotice"]):
    conference_path = "release__conference"

    def drafts(self) -> ReleaseNoticeQuerySet:
        return self.filter(state=ReleaseNoticeStatus.DRAFT)

    def undelivered(self) -> ReleaseNoticeQuerySet:
        """Return those whose mail the mail server refused, or that came back."""
        return self.filter(mail__status__in=UNDELIVERED)


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
