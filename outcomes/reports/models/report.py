"""Report: a text built from the record, then edited; ReportParagraph: one passage, which knows its source."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
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
