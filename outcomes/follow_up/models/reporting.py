"""Reporting: the settings of follow-up, the dates by which addressees report, reminders."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel
from outcomes.follow_up.models.follow_up import FollowUpAction, Indicator
from outcomes.recommendations.models.addressee import Addressee


class FollowUpSettingsQuerySet(models.QuerySet["FollowUpSettings"]):
    def for_conference(self, conference: Conference) -> FollowUpSettings:
        """Return the conference's settings; unsaved defaults if it has none yet."""
        return self.filter(conference=conference).first() or FollowUpSettings(conference=conference)

    def with_public_tracker(self, conference: Conference) -> FollowUpSettingsQuerySet:
        """Filter for the settings of a conference whose public tracker shows where each recommendation stands."""
        return self.filter(conference=conference, public_tracker=True)


class FollowUpSettings(UUIDModel):
    """The settings of follow-up. `reminder_days` are counted back from the date, negative ones after it.

    `approved_ranks` are the levels of persons (`people.models.Level`) to whom nothing goes without approval.
    """

    conference = models.OneToOneField(
        "conferences.Conference", on_delete=models.CASCADE, related_name="follow_up_settings"
    )
    public_tracker = models.BooleanField(
        _("public tracker"),
        default=False,
        help_text=_("Shows everyone where each published recommendation stands, as verified."),
    )
    frequency = models.CharField(
        _("addressees report"), max_length=12, choices=Indicator.Frequency, default=Indicator.Frequency.YEARLY
    )
    first_report_on = models.DateField(_("first report due"), null=True, blank=True)
    last_report_on = models.DateField(_("last report due"), null=True, blank=True)
    reminder_days = models.JSONField(_("reminders, days before"), default=list, blank=True)
    letter_text = TranslatedField(
        _("text of the letter of transmittal"), blank=True, multiline=True, max_length=10_000
    )
    note_text = TranslatedField(_("text of the note verbale"), blank=True, multiline=True, max_length=10_000)
    approved_ranks = models.JSONField(_("ranks whose reminders are approved first"), default=list, blank=True)

    objects = FollowUpSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of follow-up")
        verbose_name_plural = _("settings of follow-up")

    def __str__(self) -> str:
        return str(self.conference)


class ReportingDate(UUIDModel):
    """A date by which the addressees report on a period."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="reporting_dates"
    )
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    due_on = models.DateField(_("due"))

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("reporting date")
        verbose_name_plural = _("reporting dates")
        constraints = [
            models.UniqueConstraint(fields=["conference", "due_on"], name="reporting_date_once"),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="reporting_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}"


class FollowUpReminderQuerySet(OfConferenceQuerySet["FollowUpReminder"]):
    conference_path = "addressee__conference"

    def to_approve(self) -> FollowUpReminderQuerySet:
        return self.filter(state=FollowUpReminder.Status.TO_APPROVE)


class FollowUpReminder(UUIDModel):
    """A reminder to one addressee. The unique key ensures that none is sent twice.

    `key` identifies the subject: the id of the letter or of the reporting date, or the day on which actions are due.
    """

    class Kind(models.TextChoices):
        RESPONSE = "response", _("answer to the letter")
        REPORT = "report", _("progress report")
        ACTION = "action", _("action")

    class Status(models.TextChoices):
        TO_APPROVE = "to-approve", _("waits for approval")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("not sent")

    addressee = models.ForeignKey(Addressee, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="follow_up_reminders"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    action = models.ForeignKey(
        FollowUpAction, on_delete=models.CASCADE, null=True, blank=True, related_name="reminders"
    )
    key = models.CharField(max_length=120, editable=False)
    due_on = models.DateField(_("due"))
    days = models.SmallIntegerField(_("days before"))
    state = models.CharField(_("state"), max_length=10, choices=Status, default=Status.TO_APPROVE)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    body = models.TextField(_("text"), blank=True, max_length=10_000)
    language = models.CharField(max_length=16, blank=True)
    message = models.ForeignKey("mail.Message", on_delete=models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpReminderQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "-days", "id"]
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["addressee", "kind", "key", "days"], name="reminder_never_twice")
        ]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.due_on}"

    conference = property(attrgetter("addressee.conference"))
