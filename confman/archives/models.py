"""Archives that someone asked for on a page: one to be made, one to be restored."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import UNFINISHED, OfConferenceQuerySet, UUIDModel, WorkStatus

# A run that takes longer was killed.
MAX_SECONDS = 6 * 60 * 60


def archive_path(archive: Archive, filename: str) -> str:
    """Return the name under which the file is stored: nobody can guess it."""
    return f"archives/{archive.pk.hex}/{filename}"


class WorkQuerySet(models.QuerySet[Any]):
    """Rows that the worker works on."""

    def unfinished(self) -> Self:
        """Return what waits for the worker, or is being worked on."""
        return self.filter(status__in=UNFINISHED)

    def killed(self) -> Self:
        """Return what was begun, or asked for, too long ago to be still worked on."""
        since = timezone.now() - dt.timedelta(seconds=MAX_SECONDS)
        return self.unfinished().filter(Q(started_at__lt=since) | Q(started_at=None, created_at__lt=since))


class ArchiveQuerySet(OfConferenceQuerySet["Archive"], WorkQuerySet):  # type: ignore[override]
    def expired(self) -> ArchiveQuerySet:
        """Return the archives whose file need not be kept any longer."""
        return self.exclude(file="").filter(expires_at__lte=timezone.now())


class Archive(UUIDModel):
    """An archive and how far it is. `passphrase` is sealed, and only there until the worker has used it."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="archives"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    personal_data = models.BooleanField(_("with personal data"), default=True)
    protected = models.BooleanField(_("with protected answers"), default=False)
    passphrase = models.TextField(blank=True, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    file = models.FileField(upload_to=archive_path, max_length=300, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("archive")
        verbose_name_plural = _("archives")

    def __str__(self) -> str:
        return f"{self.conference_id} {self.created_at:%Y-%m-%d}"

    @property
    def is_working(self) -> bool:
        """Return whether the worker makes it, or will soon."""
        return self.status in UNFINISHED

    @property
    def is_downloadable(self) -> bool:
        """Return whether its file can be downloaded."""
        return bool(self.file) and self.expires_at is not None and self.expires_at > timezone.now()


def restoration_path(restoration: Restoration, filename: str) -> str:
    """Return the name under which the file is stored: nobody can guess it."""
    return f"restorations/{restoration.pk.hex}/archive.zip"


class Restoration(UUIDModel):
    """An archive that the operator has brought, and how far it is. The file goes as soon as it was read.

    `slug` is the address that was asked for, afterwards that of the conference; `passphrase` is sealed, and only there
    until the worker has used it.
    """

    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    name = models.CharField(_("file"), max_length=200)
    slug = models.SlugField(_("short name in the address"), max_length=60, blank=True)
    without_protected = models.BooleanField(_("without protected answers"), default=False)
    passphrase = models.TextField(blank=True, editable=False)
    status = models.CharField(_("status"), max_length=8, choices=WorkStatus, default=WorkStatus.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("message"), blank=True)
    file = models.FileField(upload_to=restoration_path, max_length=300, blank=True)
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, editable=False)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("restoration of an archive")
        verbose_name_plural = _("restorations of archives")

    def __str__(self) -> str:
        return self.name

    @property
    def is_working(self) -> bool:
        """Return whether the worker restores it, or will soon."""
        return self.status in UNFINISHED
