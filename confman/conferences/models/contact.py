"""ContactMessage: a visitor's message to the secretariat, and its answer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import OfConferenceQuerySet, UUIDModel


class ContactMessageQuerySet(OfConferenceQuerySet["ContactMessage"]):
    def open(self) -> ContactMessageQuerySet:
        """Return the messages that are not answered yet."""
        return self.filter(answered_at=None)


class ContactMessage(UUIDModel):
    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="contact_messages"
    )
    name = models.CharField(_("your name"), max_length=200)
    email = models.EmailField(_("your e-mail"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("message"), max_length=5000)
    language = models.CharField(max_length=16)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    is_practice = models.BooleanField(default=False, editable=False)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ContactMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "id"]
        verbose_name = _("message to the secretariat")
        verbose_name_plural = _("messages to the secretariat")
        indexes = [models.Index(fields=["conference", "received_at"])]

    def __str__(self) -> str:
        return self.subject
