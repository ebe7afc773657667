"""Report, built from the record, and its passages, which know their sources; what donors gave, asked for and get."""

from operator import attrgetter

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class ReportKind(models.TextChoices):
    SESSION = "session", _("session report")
    DAILY = "daily", _("daily summary")
    ORAL = "oral", _("oral report of a working group")
    GROUP = "working-group", _("report of a working group")
    CHAIR = "chairs-summary", _("chair’s summary")
    CONFERENCE = "conference", _("conference report")
    DONOR = "donor", _("report to a donor")


class Report(UUIDModel):
    """A text of a kind on one subject: a session, a group, a day, a donor, or the whole conference.

    `about` is the subject's id or date as text, '' for the conference, so that there is one report on it.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        FINAL = "final", _("final")

    Kind = ReportKind

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(_("kind"), max_length=16, choices=ReportKind)
    about = models.CharField(max_length=40, blank=True, editable=False)
    session = models.ForeignKey(
        "agenda.Session", on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    working_group = models.ForeignKey(
        "agenda.WorkingGroup", on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    partner = models.ForeignKey(
        "conferences.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="reports"
    )
    day = models.DateField(_("day"), null=True, blank=True)
    title = TranslatedField(_("title"), blank=True, max_length=300)
    symbol = models.CharField(_("document symbol"), max_length=60, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.DRAFT, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    built_at = models.DateTimeField(_("built from the record"), null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "day", "created_at", "id"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "about"], name="report_of_a_thing_once")
        ]

    def __str__(self) -> str:
        return str(self.title) or str(self.get_kind_display())


class ReportParagraph(UUIDModel):
    """A passage. `built` is the text of the record when it was built, `text` the text in the report.

    `source` names its origin ("record:<uuid>", "recommendation:<uuid>", "figure:sessions"), `digest` identifies the
    source's text: another digest now means that the source has changed, which is reported, not overwritten.
    """

    class Role(models.TextChoices):
        HEADING = "heading", _("heading")
        TEXT = "text", _("text")
        FIGURE = "figure", _("figures")

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="paragraphs")
    section = models.CharField(max_length=60, blank=True, editable=False)
    role = models.CharField(max_length=8, choices=Role, default=Role.TEXT, editable=False)
    text = TranslatedField(_("text"), blank=True, multiline=True, max_length=20_000)
    built = TranslatedField(blank=True, multiline=True, editable=False)
    source = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    is_edited = models.BooleanField(_("edited by hand"), default=False, editable=False)
    is_left_out = models.BooleanField(_("left out"), default=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["report", "position", "id"]
        verbose_name = _("paragraph of a report")
        verbose_name_plural = _("paragraphs of reports")
        indexes = [models.Index(fields=["report", "position"])]

    def __str__(self) -> str:
        return str(self.text)[:80]

    conference = property(attrgetter("report.conference"))


class Grant(UUIDModel):
    """A donor's award. Its number is a field of the Partner (`grant_number`)."""

    partner = models.OneToOneField("conferences.Partner", on_delete=models.CASCADE, related_name="grant")
    period_from = models.DateField(_("period from"), null=True, blank=True)
    period_to = models.DateField(_("period to"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    purpose = TranslatedField(_("purpose"), blank=True, multiline=True, max_length=5_000)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(period_from=None)
                | models.Q(period_to=None)
                | models.Q(period_to__gte=models.F("period_from")),
                name="grant_period_in_order",
                violation_error_message=_("The period ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return str(self.partner)

    conference = property(attrgetter("partner.conference"))


class CostLine(UUIDModel):
    """A line of the costs: item, planned, actual, payer, in money or in kind."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="cost_lines"
    )
    label = TranslatedField(_("what"), max_length=300)
    planned = models.DecimalField(
        _("planned"), max_digits=14, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    actual = models.DecimalField(
        _("actual"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    payer = models.ForeignKey(
        "conferences.Partner",
        verbose_name=_("paid by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cost_lines",
    )
    paid_by = models.CharField(
        _("paid by"), max_length=300, blank=True, help_text=_("Where it is not a partner of the list.")
    )
    in_kind = models.BooleanField(_("in kind"), default=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")

    def __str__(self) -> str:
        return str(self.label)


class ReportTarget(UUIDModel):
    """A target promised to a donor (or planned, without one); the actual number is counted from the record."""

    class Measure(models.TextChoices):
        PARTICIPANTS = "participants", _("individual participants")
        WOMEN_PERCENT = "women-percent", _("women among the participants, per cent")
        COUNTRIES = "countries", _("countries represented")
        INSTITUTIONS = "institutions", _("institutions represented")
        PARTICIPANT_DAYS = "participant-days", _("participant-days")
        SESSIONS = "sessions", _("sessions held")
        ADOPTED = "adopted", _("recommendations adopted")
        IMPLEMENTED = "implemented", _("recommendations implemented")
        SATISFACTION_PERCENT = "satisfaction-percent", _("favourable answers, per cent")
        LEARNING_PERCENT = ("learning-percent", _("gain between the two tests, percentage points"))

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="report_targets"
    )
    partner = models.ForeignKey(
        "conferences.Partner", on_delete=models.CASCADE, null=True, blank=True, related_name="report_targets"
    )
    measure = models.CharField(_("measure"), max_length=24, choices=Measure)
    target = models.DecimalField(
        _("target"), max_digits=10, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        ordering = ["measure", "id"]
        verbose_name = _("target of a report")
        verbose_name_plural = _("targets of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "partner", "measure"], name="report_target_of_partner_once"
            ),
            models.UniqueConstraint(
                fields=["conference", "measure"],
                condition=models.Q(partner=None),
                name="report_target_of_conference_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_measure_display())


class EnteredResult(UUIDModel):
    """A result of a survey or test held on paper or elsewhere, typed in as totals."""

    class Kind(models.TextChoices):
        SATISFACTION = "satisfaction", _("satisfaction")
        TEST = "test", _("test before and after")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="entered_results"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    question = TranslatedField(_("question or test"), max_length=300)
    respondents = models.PositiveIntegerField(_("answers"), validators=[MinValueValidator(1)])
    before_percent = models.DecimalField(
        _("before, per cent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    result_percent = models.DecimalField(_("result, per cent"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["kind", "position", "id"]
        verbose_name = _("entered result")
        verbose_name_plural = _("entered results")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(result_percent__gte=0, result_percent__lte=100)
                & (models.Q(before_percent=None) | models.Q(before_percent__gte=0, before_percent__lte=100)),
                name="entered_result_is_a_percentage",
                violation_error_message=_("A percentage is between 0 and 100."),
            )
        ]

    def __str__(self) -> str:
        return str(self.question)

    def clean(self) -> None:
        if self.kind == self.Kind.TEST and self.before_percent is None:
            raise ValidationError({"before_percent": gettext("A test has a result before and one after.")})
