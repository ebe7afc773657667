"""The parts of a conference: its themes, partners, pages and tasks, and the messages of its visitors."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import LongTextField, TranslatedField
from confman.web.colours import IS_COLOUR
from confman.web.links import LinkField
from confman.web.models import OfConferenceQuerySet, UUIDModel

if TYPE_CHECKING:
    from confman.conferences.models.conference import Conference


class Theme(UUIDModel):
    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="themes")
    name = TranslatedField(_("name"), max_length=200)
    colour = models.CharField(_("colour"), max_length=7, default="#5a6b7b", validators=[IS_COLOUR])
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return str(self.name)


class PartnerRole(models.TextChoices):
    ORGANIZER = "organizer", _("organizer")
    CO_ORGANIZER = "co-organizer", _("co-organizer")
    DONOR = "donor", _("donor")
    PARTNER = "partner", _("partner")


ORGANIZERS = (PartnerRole.ORGANIZER, PartnerRole.CO_ORGANIZER)
SUPPORTERS = (PartnerRole.DONOR, PartnerRole.PARTNER)


class Partner(UUIDModel):
    Role = PartnerRole

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="partners"
    )
    role = models.CharField(_("role"), max_length=12, choices=PartnerRole, default=PartnerRole.PARTNER)
    name = TranslatedField(_("name"), max_length=300)
    url = LinkField(_("website"), blank=True)
    logo = models.FileField(_("logo"), upload_to="partners/", blank=True)
    grant_number = models.CharField(_("grant number"), max_length=100, blank=True)
    credit_line = TranslatedField(_("required credit line"), blank=True, multiline=True)
    logo_required_on = models.CharField(_("where the logo must stand"), max_length=300, blank=True)
    logo_forbidden_on = models.CharField(_("where the logo must not stand"), max_length=300, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("partner")
        verbose_name_plural = _("partners")

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_organizer(self) -> bool:
        """Say whether the partner organizes the conference, alone or with others."""
        return self.role in ORGANIZERS


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


class Task(UUIDModel):
    """A line of the checklist. With a `key` it is done when the data say so, otherwise when someone ticks it."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="tasks")
    key = models.CharField(max_length=60, blank=True, editable=False)
    what = TranslatedField(_("what"), blank=True, max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tasks",
    )
    days_before = models.IntegerField(_("days before the opening"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        ordering = ["-days_before", "id"]
        verbose_name = _("task")
        verbose_name_plural = _("checklist")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "key"], condition=~models.Q(key=""), name="task_key_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.what) or self.key

    @property
    def due_on(self) -> dt.date:
        """The day by which it should be done."""
        return self.conference.starts_on - dt.timedelta(days=self.days_before)


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
