"""The work after adoption: responses, actions, indicators, progress, evidence."""

from __future__ import annotations

import datetime as dt
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.translation.fields import TranslatedField
from confman.web.links import LinkField
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned
from outcomes.recommendations.models.addressee import Addressee
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.stages import FOLLOWED_STAGES, OPEN_STATUSES, FollowUpStatus


class ResponseQuerySet(OfConferenceQuerySet["Response"]):
    conference_path = "recommendation__conference"

    def received(self) -> ResponseQuerySet:
        return self.exclude(answer=Response.Answer.NO_REPLY)


class Response(UUIDModel):
    """An addressee's answer. Silence is "no reply received", never "not implemented"."""

    @toned(good="supported", warn="in-part", note="noted")
    class Answer(models.TextChoices):
        SUPPORTED = "supported", _("supported")
        IN_PART = "in-part", _("supported in part")
        NOTED = "noted", _("noted")
        NO_REPLY = "no-reply", _("no reply received")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="responses")
    addressee = models.ForeignKey(
        Addressee, verbose_name=_("addressee"), on_delete=models.RESTRICT, related_name="responses"
    )
    answer = models.CharField(_("response"), max_length=12, choices=Answer, default=Answer.NO_REPLY)
    letter_number = models.CharField(_("letter number"), max_length=60, blank=True)
    letter_date = models.DateField(_("date of the letter"), null=True, blank=True)
    text = TranslatedField(_("what they wrote"), blank=True, multiline=True, max_length=10_000)
    transmittal = models.ForeignKey(
        "outcomes.Transmittal",
        verbose_name=_("answers the letter"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="responses",
    )
    letter = models.ForeignKey(
        "registrations.Correspondence",
        verbose_name=_("letter it came by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="responses",
    )
    # The focal point's answer before it is sent: {"answer": …, "text": …}. Nobody else reads it.
    draft = models.JSONField(default=dict, blank=True, editable=False)
    by_link = models.BooleanField(_("answered through the link"), default=False, editable=False)
    received_at = models.DateTimeField(_("received"), null=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["addressee__position", "addressee__search_text", "id"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "addressee"], name="response_of_addressee_once")
        ]

    def __str__(self) -> str:
        return f"{self.addressee}: {self.get_answer_display()}"

    conference = property(attrgetter("recommendation.conference"))


class FollowUpActionQuerySet(models.QuerySet["FollowUpAction"]):
    def of(self, conference: object) -> FollowUpActionQuerySet:
        """Filter for actions on recommendations with a follow-up."""
        return self.filter(recommendation__conference=conference, recommendation__stage__in=FOLLOWED_STAGES)

    def open(self) -> FollowUpActionQuerySet:
        """Filter for actions on which something is still to be done."""
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, today: dt.date) -> FollowUpActionQuerySet:
        """Filter for actions still open after their due date."""
        return self.open().filter(due_on__lt=today)


class FollowUpAction(UUIDModel):
    """An action that someone takes so that a recommendation is implemented.

    `milestones` is a list of {"due": ISO date or "", "label": text, "done": bool}.
    """

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="actions")
    what = TranslatedField(_("action"), max_length=500)
    lead = models.ForeignKey(
        Addressee,
        verbose_name=_("lead institution"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="led_actions",
    )
    partners = models.ManyToManyField(
        Addressee, verbose_name=_("partners"), blank=True, related_name="supported_actions"
    )
    focal_point = models.ForeignKey(
        "people.Person",
        verbose_name=_("focal point"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="follow_up_actions",
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    # Reports on it that are due earlier are due then: the secretariat gave more time.
    report_by = models.DateField(_("more time for reports, until"), null=True, blank=True, editable=False)
    milestones = models.JSONField(_("milestones"), default=list, blank=True)
    status = models.CharField(
        _("status"), max_length=24, choices=FollowUpStatus, default=FollowUpStatus.NOT_STARTED
    )
    percent = models.PositiveSmallIntegerField(
        _("done, per cent"), default=0, validators=[MaxValueValidator(100)]
    )
    position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FollowUpActionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "due_on", "created_at", "id"]
        verbose_name = _("follow-up action")
        verbose_name_plural = _("follow-up actions")
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="action_percent_at_most_100"),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(due_on=None)
                | models.Q(due_on__gte=models.F("starts_on")),
                name="action_due_after_start",
                violation_error_message=_("It is due before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.what)

    conference = property(attrgetter("recommendation.conference"))

    @property
    def milestone_rows(self) -> list[dict[str, Any]]:
        """The milestones with their days as dates, for pages."""
        return [
            {**row, "due": dt.date.fromisoformat(row["due"]) if row.get("due") else None}
            for row in self.milestones
        ]

    def more_time(self, due_on: dt.date) -> dt.date | None:
        """Return the day by which it is reported on instead of this one; None if that holds for it, too."""
        return self.report_by if self.report_by and self.report_by > due_on else None

    @property
    def owes_reports(self) -> bool:
        """Say if a body leads it and it is still open."""
        return self.lead_id is not None and self.status in OPEN_STATUSES

    def is_overdue(self, today: dt.date) -> bool:
        return bool(self.status in OPEN_STATUSES and self.due_on and self.due_on < today)


class Indicator(UUIDModel):
    """An indicator that shows whether a recommendation is implemented."""

    class Frequency(models.TextChoices):
        ONCE = "once", _("once")
        QUARTERLY = "quarterly", _("every quarter")
        HALF_YEARLY = "half-yearly", _("every half-year")
        YEARLY = "yearly", _("every year")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="indicators")
    name = TranslatedField(_("indicator"), max_length=300)
    unit = TranslatedField(_("unit"), blank=True, max_length=60)
    baseline = models.DecimalField(_("baseline"), max_digits=14, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    frequency = models.CharField(_("measured"), max_length=12, choices=Frequency, default=Frequency.YEARLY)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")

    def __str__(self) -> str:
        return str(self.name)

    conference = property(attrgetter("recommendation.conference"))


class IndicatorValue(UUIDModel):
    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    as_of = models.DateField(_("as of"))
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["as_of", "id"]
        verbose_name = _("value of an indicator")
        verbose_name_plural = _("values of indicators")
        constraints = [models.UniqueConstraint(fields=["indicator", "as_of"], name="indicator_value_once")]

    def __str__(self) -> str:
        return f"{self.as_of}: {self.value}"

    conference = property(attrgetter("indicator.conference"))


class ProgressUpdateQuerySet(OfConferenceQuerySet["ProgressUpdate"]):
    conference_path = "action__recommendation__conference"

    def accepted(self) -> ProgressUpdateQuerySet:
        return self.filter(state=ProgressUpdate.Status.ACCEPTED)

    def without_drafts(self) -> ProgressUpdateQuerySet:
        """Filter for reports that were sent, or entered by the secretariat."""
        return self.exclude(state=ProgressUpdate.Status.DRAFT)

    def to_review(self) -> ProgressUpdateQuerySet:
        """Filter for reports submitted by a focal point, and neither accepted nor returned."""
        return self.filter(state=ProgressUpdate.Status.SUBMITTED)

    def on_work_of(self, addressee: Addressee) -> ProgressUpdateQuerySet:
        """Filter for a body's own reports, and those that the secretariat entered on actions that it leads."""
        entered = models.Q(term=None, action__lead=addressee)
        return self.filter(models.Q(term__addressee=addressee) | entered)

    def to_publish(self) -> ProgressUpdateQuerySet:
        """Filter for reports verified and shown to the addressee, and not published yet."""
        return self.accepted().filter(shown_at__isnull=False, published_at=None)

    def published(self) -> ProgressUpdateQuerySet:
        """Filter for reports whose verified assessment everyone may know."""
        return self.accepted().filter(published_at__isnull=False).exclude(verified_assessment="")


class ProgressUpdate(UUIDModel):
    """A report on one action. The self-assessment is the addressee's; the verified assessment is the secretariat's.

    `measured` is what it says of indicators, recorded once the report is accepted:
    [{"indicator": id, "value": "12.5", "source": text}].
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", pgettext_lazy("of a report", "submitted")
        ACCEPTED = "accepted", pgettext_lazy("of a report", "accepted")
        RETURNED = "returned", pgettext_lazy("of a report", "returned")

    action = models.ForeignKey(FollowUpAction, on_delete=models.CASCADE, related_name="updates")
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"))
    narrative = TranslatedField(_("what was done"), multiline=True, max_length=10_000)
    obstacles = TranslatedField(_("obstacles"), blank=True, multiline=True, max_length=5_000)
    percent = models.PositiveSmallIntegerField(
        _("done, per cent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    self_assessment = models.CharField(
        _("self-assessment"), max_length=24, choices=FollowUpStatus, blank=True
    )
    verified_assessment = models.CharField(
        _("verified assessment"), max_length=24, choices=FollowUpStatus, blank=True
    )
    assessment_note = TranslatedField(
        _("reasons for the assessment"), blank=True, multiline=True, max_length=5_000
    )
    addressee_comment = models.TextField(
        _("comment of the addressee"), blank=True, max_length=5000, editable=False
    )
    commented_at = models.DateTimeField(_("commented"), null=True, editable=False)
    measured = models.JSONField(default=list, blank=True, editable=False)
    shown_at = models.DateTimeField(_("shown to the addressee"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    reporting_date = models.ForeignKey(
        "outcomes.ReportingDate",
        verbose_name=_("reporting date"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="updates",
    )
    term = models.ForeignKey(
        "outcomes.FocalPointTerm",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="updates",
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    returned_because = models.TextField(_("returned because"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    is_shown: bool  # whether the body whose page it is on may read the assessment

    objects = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-period_to", "-created_at", "id"]
        verbose_name = _("progress update")
        verbose_name_plural = _("progress updates")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_from=None) | models.Q(period_to__gte=models.F("period_from")),
                name="progress_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                condition=models.Q(percent=None) | models.Q(percent__lte=100),
                name="progress_percent_at_most_100",
            ),
            models.UniqueConstraint(
                fields=["action", "reporting_date"],
                condition=models.Q(reporting_date__isnull=False),
                name="progress_once_a_reporting_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action}: {self.period_to}"

    @property
    def addressee(self) -> Addressee | None:
        """The body whose work it is about: its author's, though another may lead the action since."""
        return self.term.addressee if self.term else self.action.lead

    conference = property(attrgetter("action.recommendation.conference"))


class Evidence(UUIDModel):
    """An item of evidence that something was done. Private unless released."""

    update = models.ForeignKey(ProgressUpdate, on_delete=models.CASCADE, related_name="evidence")
    title = TranslatedField(_("title"), max_length=300)
    file = models.FileField(_("file"), upload_to="evidence/", blank=True)
    url = LinkField(_("link"), blank=True)
    is_private = models.BooleanField(_("private"), default=True)
    released_at = models.DateTimeField(_("released"), null=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return str(self.title)

    conference = property(attrgetter("update.conference"))
