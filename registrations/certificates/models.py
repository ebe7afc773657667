"""Certificates of participation."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of(self, conference: Any) -> CertificateQuerySet:
        return self.filter(registration__conference=conference)

    def in_force(self) -> CertificateQuerySet:
        """Those that are verified: not revoked, and of somebody who is still on record."""
        return self.filter(revoked_at=None, registration__person__forgotten_at=None)

    def with_names(self) -> CertificateQuerySet:
        """With all that a list or the certificate itself shows, in one query."""
        return self.select_related(
            "registration__person__contact",
            "registration__delegation",
            "registration__category",
            "registration__conference",
            "message",
        )


class Certificate(UUIDModel):
    """That somebody took part: given on attendance alone. `code` with the surname is what anyone may verify.

    `record` is what had been attended when it was issued (registrations.attendance.domain.share): hours, sessions,
    days. `message` is the mail that took it to its holder last.
    """

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="certificate"
    )
    code = models.CharField(max_length=20, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=60, editable=False)
    record = models.JSONField(default=dict, editable=False)
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    mailed_at = models.DateTimeField(_("mailed"), null=True, editable=False)
    message = models.ForeignKey(
        "mail.Message", on_delete=models.SET_NULL, null=True, editable=False, related_name="certificates"
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["issued_at", "id"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")

    def __str__(self) -> str:
        return self.number
