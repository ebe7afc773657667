"""Page: a page of the public site, or a piece of news, in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import LongTextField, TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel

if TYPE_CHECKING:
    from confman.conferences.models.conference import Conference


class PageQuerySet(OfConferenceQuerySet["Page"]):
    def published(self) -> PageQuerySet:
        return self.filter(published_at__lte=timezone.now())

    def information_of(self, conference: Conference) -> PageQuerySet:
        """Return the pages that the conference's public site shows."""
        return self.published().filter(conference=conference, kind=Page.Kind.PAGE)

    def menu_of(self, conference: Conference) -> PageQuerySet:
        """Return the pages that stand in the menu of the conference's public site, in their order."""
        return self.information_of(conference).filter(in_menu=True).order_by("position", "slug")

    def news_of(self, conference: Conference) -> PageQuerySet:
        """Return the news that the conference's public site shows."""
        return self.published().filter(conference=conference, kind=Page.Kind.NEWS)


class Page(UUIDModel):
    class Kind(models.TextChoices):
        PAGE = "page", _("page")
        NEWS = "news", _("news")

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="pages")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PAGE)
    slug = models.SlugField(_("short name in the address"), max_length=80)
    title = TranslatedField(_("title"), max_length=200)
    body = LongTextField(_("text (Markdown)"), blank=True)
    picture = models.FileField(_("picture"), upload_to="pages/", blank=True)
    picture_text = TranslatedField(_("what the picture shows"), blank=True, max_length=300)
    in_menu = models.BooleanField(_("show in the menu of the site"), default=False)
    menu_label = TranslatedField(_("label in the menu"), blank=True, max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "position", "-published_at", "slug"]
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = [models.UniqueConstraint(fields=["conference", "slug"], name="page_slug_once")]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def label_in_menu(self) -> str:
        return str(self.menu_label or self.title)

    @property
    def is_published(self) -> bool:
        return self.published_at is not None and self.published_at <= timezone.now()
