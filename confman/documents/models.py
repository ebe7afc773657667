"""Documents that users ordered, and the Word templates of conferences and organizations."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.accounts.models import User
from confman.web.models import UNFINISHED, OfConferenceQuerySet, UUIDModel, WorkStatus

# The key in `options` for the path of the Word template that the job is to try.
TRIED = "tried_template"


class DocumentJobQuerySet(OfConferenceQuerySet["DocumentJob"]):
    def unfinished(self) -> DocumentJobQuerySet:
        """Return the jobs that are waiting or being made."""
        return self.filter(status__in=UNFINISHED)

    def last_of_each_kind(self) -> DocumentJobQuerySet:
        """Return the latest of these jobs for each kind, without jobs that try a template."""
        jobs = self.made()
        of_kind = jobs.filter(kind=models.OuterRef("kind")).order_by("-created_at", "id")
        return jobs.filter(pk=models.Subquery(of_kind.values("pk")[:1]))

    def kinds_made_often(self, by: User, limit: int) -> list[str]:
        """Return the keys of the kinds that this user requested most often, in that order."""
        kinds = self.made().filter(requested_by=by).order_by().values("kind")
        times = kinds.annotate(times=models.Count("pk")).order_by("-times", "kind")
        return list(times.values_list("kind", flat=True)[:limit])

    def made(self) -> DocumentJobQuerySet:
        """Return the jobs that make a document for download, without those that try a template."""
        return self.exclude(options__has_key=TRIED)

    def downloadable(self) -> DocumentJobQuerySet:
        """Return the jobs whose file can be downloaded."""
        lasting = models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now())
        return self.filter(lasting, status=WorkStatus.DONE).exclude(file="")

    def overdue(self) -> DocumentJobQuerySet:
        """Return the jobs with an expired file."""
        return self.filter(status=WorkStatus.DONE, expires_at__lte=timezone.now())


def job_path(job: DocumentJob, name: str) -> str:
    """Return the path of a job's file in the private storage."""
    return f"documents/{job.conference_id}/{job.pk}/{name}"


class DocumentJob(UUIDModel):
    """A request for a document: who asked for it, its progress, and its file, which only our own view serves.

    `is_draft`: a draft, a sample, or a sheet to be filled in, which bears no seal. `symbol`: what its masthead prints,
    empty for a document without one, null for a file that is older than this column. `claim` names the run that works
    on it: a run whose claim was taken away leaves no file behind. `is_practice`: requested in practice mode, and
    cleared with what was entered then; null for a job that is older than this column.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="document_jobs"
    )
    kind = models.CharField(_("document"), max_length=100)
    format = models.CharField(_("format"), max_length=8)
    language = models.CharField(_("language"), max_length=16)
    options = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("requested by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.QUEUED)
    parts = models.PositiveIntegerField(default=1)
    parts_done = models.PositiveIntegerField(default=0)
    message = models.CharField(_("message"), max_length=500, blank=True)
    file = models.FileField(upload_to=job_path, max_length=300, blank=True)
    is_draft = models.BooleanField(null=True, editable=False)
    symbol = models.CharField(max_length=200, null=True, editable=False)
    is_practice = models.BooleanField(null=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True)
    claim = models.UUIDField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    expires_at = models.DateTimeField(_("kept until"), null=True)

    objects = DocumentJobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["conference", "-created_at"], name="document_job_recent")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.format}, {self.language})"

    @property
    def progress(self) -> int:
        """The percentage done, 0 to 100."""
        return 100 if self.status == WorkStatus.DONE else min(99, 100 * self.parts_done // max(self.parts, 1))

    @property
    def is_ready(self) -> bool:
        """Return whether the file is ready."""
        return self.status == WorkStatus.DONE and bool(self.file)

    @property
    def is_downloadable(self) -> bool:
        """Return whether the file can be downloaded."""
        return self.is_ready and (self.expires_at is None or self.expires_at > timezone.now())

    @property
    def tries_template(self) -> bool:
        """Return whether the job was requested only to test a Word template."""
        return TRIED in self.options

    @property
    def is_finished(self) -> bool:
        """Return whether nothing more will happen to the job by itself."""
        return self.status not in UNFINISHED

    @property
    def document_kind(self) -> Any:
        """The registered kind, or None for one that no longer exists."""
        from confman.documents.registry import document_kinds

        return document_kinds.find(self.kind)


def template_path(template: WordTemplate, name: str) -> str:
    return f"word-templates/{template.owner_id}/{template.pk}.docx"


class WordTemplate(UUIDModel):
    """A template used instead of the standard one, in one language."""

    kind = models.CharField(_("document"), max_length=100)
    language = models.CharField(_("language"), max_length=16)
    file = models.FileField(_("Word template"), upload_to=template_path, max_length=300)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["kind", "language"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"

    @property
    def owner_id(self) -> Any:
        """The key of whose template it is."""
        raise NotImplementedError

    @property
    def facts(self) -> dict[str, str]:
        """The details of an entry in the history: what the template is for."""
        return {"kind": self.kind, "language": self.language}


class CustomTemplate(WordTemplate):
    """The Word template of one conference."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="word_templates"
    )

    class Meta(WordTemplate.Meta):
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "language"], name="word_template_once")
        ]

    @property
    def owner_id(self) -> Any:
        return self.conference_id


class OrganizationTemplate(WordTemplate):
    """The Word template of an organization, for its conferences without their own."""

    organization = models.ForeignKey(
        "conferences.Organization", on_delete=models.CASCADE, related_name="word_templates"
    )

    class Meta(WordTemplate.Meta):
        verbose_name = _("Word template of the organization")
        verbose_name_plural = _("Word templates of organizations")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "language"], name="organization_template_once"
            )
        ]

    @property
    def owner_id(self) -> Any:
        return self.organization_id
