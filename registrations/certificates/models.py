"""Certificates of participation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel


class CertificateQuerySet(OfConferenceQuerySet["Certificate"]):
    conference_path = "registration__conference"

    def in_force(self) -> CertificateQuerySet:
        """Return the valid certificates: not revoked, and their holder not erased."""
        return self.filter(revoked_at=None, registration__person__forgotten_at=None)

    def with_names(self) -> CertificateQuerySet:
        """Fetch everything that a list or the certificate itself shows, in one query."""
        return self.select_related(
            "registration__person__contact",
            "registration__delegation",
            "registration__category",
            "registration__conference",
            "message",
        )


class Certificate(UUIDModel):
    """A certificate that someone took part, issued only for attendance. Anyone may verify `code` with the surname.

    `record` is the attendance at the time of issue (registrations.attendance.domain.share): hours, sessions, days.
    `message` is the mail that last delivered it.
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
