"""Consent: what a person agreed to, in which version of the text, and when."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel

# Version of the texts that people consent to; raised when the wording changes.
CONSENT_TEXT_VERSION = "2026-11-30"


class Consent(UUIDModel):
    """The latest row of a kind counts; earlier ones stay on record."""

    class Kind(models.TextChoices):
        DATA = "data", _("processing of data")
        PHOTO = "photo", _("photographs")
        LISTING = "listing", _("being listed")
        CONTACT = "contact", _("mail from participants")
        NEWS = "news", _("news by e-mail")
        NEXT = "next", _("being kept for the next conferences")

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    given = models.BooleanField(_("given"))
    text_version = models.CharField(_("version of the text"), max_length=40)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    source = models.CharField(_("on whose word"), max_length=200, blank=True)

    class Meta:
        ordering = ["-at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.given}"
