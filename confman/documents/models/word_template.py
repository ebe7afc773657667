"""CustomTemplate: a conference's own .docx for a kind of document; OrganizationTemplate: that of an organization."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel


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
