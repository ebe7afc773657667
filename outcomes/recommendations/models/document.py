"""OutcomeDocument: the document that a conference adopts, its sections, and the counters of its numbers."""

from __future__ import annotations

from operator import attrgetter

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel


class OutcomeDocumentQuerySet(OfConferenceQuerySet["OutcomeDocument"]):
    def locked(self) -> OutcomeDocumentQuerySet:
        """Lock the rows until the transaction ends; others may still refer to them."""
        return self.select_for_update(of=("self",), no_key=True).select_related("conference")

    def of_recommendations(self, conference: models.Model) -> OutcomeDocument | None:
        """Return the conference's document of recommendations; None before the first draft."""
        return self.of(conference).filter(kind=OutcomeDocument.Kind.RECOMMENDATIONS).first()


class OutcomeDocument(UUIDModel):
    """`last_number` is the highest number ever given; it only grows, so a number is never reused."""

    class Kind(models.TextChoices):
        RECOMMENDATIONS = "recommendations", _("recommendations")
        DECLARATION = "declaration", _("declaration")
        REPORT = "report", _("report")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    class Distribution(models.TextChoices):
        GENERAL = "general", _("general")
        LIMITED = "limited", _("limited")
        RESTRICTED = "restricted", _("restricted")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="outcome_documents"
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.RECOMMENDATIONS)
    title = TranslatedField(
        _("title"),
        blank=True,
        max_length=300,
        help_text=_("Empty: “Recommendations” and the conference’s title."),
    )
    symbol = models.CharField(
        _("document symbol"), max_length=60, blank=True, help_text=_("As in CONF/2017/5.")
    )
    preamble = TranslatedField(
        _("preamble"),
        blank=True,
        multiline=True,
        max_length=20_000,
        help_text=_("An empty line begins a new paragraph."),
    )
    distribution = models.CharField(
        _("distribution"), max_length=12, choices=Distribution, default=Distribution.GENERAL
    )
    original_language = models.CharField(_("original language"), max_length=16, blank=True)
    revision = models.CharField(
        _("revision"), max_length=20, blank=True, help_text=_("As in Rev.1 or Corr.1.")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OutcomeDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["position", "created_at", "id"]
        verbose_name = _("outcome document")
        verbose_name_plural = _("outcome documents")
        constraints = [
            models.UniqueConstraint(
                fields=["conference"],
                condition=models.Q(kind="recommendations"),
                name="outcome_recommendations_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.title) or str(self.get_kind_display())

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    @property
    def is_general(self) -> bool:
        """Return whether everyone may have it."""
        return self.distribution == self.Distribution.GENERAL

    @property
    def full_symbol(self) -> str:
        """The symbol with its revision: CONF/2017/5/Rev.1."""
        return "/".join(part for part in (self.symbol, self.revision) if part)


class Section(UUIDModel):
    """A part of an outcome document, under its own heading."""

    document = models.ForeignKey(OutcomeDocument, on_delete=models.CASCADE, related_name="sections")
    title = TranslatedField(_("heading"), max_length=300)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return str(self.title)

    conference = property(attrgetter("document.conference"))


class Annex(UUIDModel):
    """A text or a file at the end of an outcome document."""

    document = models.ForeignKey(OutcomeDocument, on_delete=models.CASCADE, related_name="annexes")
    title = TranslatedField(_("title"), max_length=300)
    text = TranslatedField(_("text"), blank=True, multiline=True, max_length=50_000)
    file = models.FileField(_("file"), upload_to="annexes/", blank=True)
    position = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")

    def __str__(self) -> str:
        return str(self.title)

    conference = property(attrgetter("document.conference"))


class DocumentIssue(UUIDModel):
    """An issue of a published document: the first one, a corrigendum (Corr.1) or a revision (Rev.1).

    `content` is the whole document as it was issued, `changes` what differs from the issue before. Never changed.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original")
        CORRIGENDUM = "corrigendum", _("corrigendum")
        REVISION = "revision", _("revision")

    document = models.ForeignKey(OutcomeDocument, on_delete=models.CASCADE, related_name="issues")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.ORIGINAL)
    number = models.PositiveIntegerField(default=0)
    symbol = models.CharField(_("document symbol"), max_length=80, blank=True)
    note = TranslatedField(_("note"), blank=True, multiline=True, max_length=5_000)
    content = models.JSONField(default=dict, editable=False)
    changes = models.JSONField(default=list, editable=False)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["document", "issued_at", "id"]
        verbose_name = _("issue of a document")
        verbose_name_plural = _("issues of documents")
        constraints = [
            models.UniqueConstraint(fields=["document", "kind", "number"], name="document_issue_once")
        ]

    def __str__(self) -> str:
        return self.symbol or str(self.document)

    conference = property(attrgetter("document.conference"))


class ReferenceCounter(UUIDModel):
    """The last working reference given under a prefix: WG2 -> 7 after WG2/R07. Only grows."""

    conference = models.ForeignKey("conferences.Conference", on_delete=models.CASCADE, related_name="+")
    prefix = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["prefix"]
        constraints = [models.UniqueConstraint(fields=["conference", "prefix"], name="reference_prefix_once")]

    def __str__(self) -> str:
        return f"{self.prefix}: {self.last}"
