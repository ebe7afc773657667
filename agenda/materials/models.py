"""Material: a presentation or a document of a session, as a file or a link."""

import datetime as dt
from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.sessions.models.session import Item, Session, SessionVisibility
from confman.translation.fields import TranslatedField
from confman.web.links import LinkField
from confman.web.models import UUIDModel


class MaterialQuerySet(models.QuerySet["Material"]):
    def open_to(self, visibilities: Collection[str], now: dt.datetime) -> Self:
        """Return what these readers may have now by the working agenda.

        A file is served as it is, so what was put behind a door since the release is not served any more.
        """
        over = models.Q(embargo=None) | models.Q(embargo__lte=now)
        return self.filter(over, visibility__in=visibilities)


class Material(UUIDModel):
    """A presentation or document: either `file` or `link` is set. Under an embargo it is not shown before its hour."""

    Visibility = SessionVisibility

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    item = models.ForeignKey(Item, on_delete=models.SET_NULL, null=True, blank=True, related_name="materials")
    title = TranslatedField(_("title"), blank=True, max_length=300)
    file = models.FileField(_("file"), upload_to="materials/", blank=True)
    link = LinkField(_("link"), max_length=1000, blank=True)
    media_type = models.CharField(max_length=100, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=16, blank=True)
    symbol = models.CharField(_("document symbol"), max_length=60, blank=True)
    visibility = models.CharField(
        _("visible to"), max_length=12, choices=SessionVisibility, default=SessionVisibility.PUBLIC
    )
    embargo = models.DateTimeField(_("not before"), null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    uploaded_by = models.ForeignKey(
        "people.Person",
        verbose_name=_("handed in by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The speaker, where it came through the speaker’s page."),
    )
    uploaded_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(_("pages"), null=True, editable=False)
    size = models.PositiveBigIntegerField(null=True, editable=False)  # in bytes
    downloads = models.PositiveIntegerField(null=True, editable=False)
    position = models.PositiveIntegerField(default=0)
    extra = models.JSONField(default=dict, blank=True, editable=False)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(file="", link__gt="") | models.Q(file__gt="", link=""),
                name="material_file_or_link",
                violation_error_message=_("Give either a file or a link."),
            )
        ]

    def __str__(self) -> str:
        return str(self.title) or self.link or self.file.name or ""
