"""CustomTemplate: a conference's own .docx for a kind of document, with its letterhead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


def template_path(template: CustomTemplate, name: str) -> str:
    return f"word-templates/{template.conference_id}/{template.pk}.docx"


class CustomTemplate(UUIDModel):
    """A template used instead of the standard one, in one language."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="word_templates"
    )
    kind = models.CharField(_("document"), max_length=100)
    language = models.CharField(_("language"), max_length=16)
    file = models.FileField(_("Word template"), upload_to=template_path, max_length=300)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        ordering = ["kind", "language"]
        verbose_name = _("Word template")
        verbose_name_plural = _("Word templates")
        constraints = [
            models.UniqueConstraint(fields=["conference", "kind", "language"], name="word_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
