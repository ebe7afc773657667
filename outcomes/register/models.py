"""The register of the conference's documents: series, documents, and the file of each in each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from operator import attrgetter
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Exists, Max, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Greatest, LPad
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agenda.sessions.models.session import Item
from confman.translation.fields import TranslatedField
from confman.web.models import OfConferenceQuerySet, UUIDModel, toned
from confman.web.search import SearchableModel, SearchableQuerySet
from outcomes.recommendations.models.document import OutcomeDocument
from outcomes.recommendations.models.recommendation import Recommendation
from outcomes.recommendations.models.version import RecommendationVersion
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration

Distribution = OutcomeDocument.Distribution
READERS = {
    Distribution.GENERAL: _("everyone"),
    Distribution.LIMITED: _("approved participants"),
    Distribution.RESTRICTED: _("only those who keep the register"),
}


class OpenTo(models.TextChoices):
    NOBODY = "nobody", _("nobody: the secretariat enters them")
    DELEGATIONS = "delegations", _("delegations")


class DocumentSeriesQuerySet(OfConferenceQuerySet["DocumentSeries"]):
    def originally(self, *codes: str) -> Self:
        """Return those whose first code is one of these, whatever an organizer calls them now."""
        return self.alias(original=Coalesce("first_code", "code")).filter(original__in=codes)

    def by_code(self, code: str) -> Self:
        """Return the series of a symbol with this code, which it has now or had first."""
        return self.filter(Q(code=code) | Q(first_code=code))

    def of_delegations(self) -> Self:
        """Return the series in which delegations hand in, also after the deadline: latecomers are shown the time."""
        return self.filter(open_to=OpenTo.DELEGATIONS).select_related("conference")

    def taking(self, now: dt.datetime) -> Self:
        """Return those in which delegations may hand in now."""
        return self.of_delegations().filter(Q(deadline=None) | Q(deadline__gte=now))


class DocumentSeries(UUIDModel):
    """A series of documents. Their symbols contain its code; the main series has none.

    `last_number` is the highest number ever given; it only grows, so a number is never reused.
    """

    class Separator(models.TextChoices):
        POINT = ".", _("a point, as in INF.1")
        SLASH = "/", _("a stroke, as in NGO/1")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="document_series"
    )
    code = models.CharField(
        _("code"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]+\Z", _("Only capital letters from A to Z, as in INF."))],
        help_text=_("As in INF or CRP. Empty for the main series, whose symbols are those of CONF/2017/1."),
    )
    # By this the product knows what it enters itself; empty until the series is called otherwise.
    first_code = models.CharField(_("first code"), max_length=12, null=True, editable=False)
    separator = models.CharField(
        _("before the number"), max_length=1, choices=Separator, default=Separator.POINT
    )
    title = TranslatedField(_("title"), max_length=200)
    distribution = models.CharField(
        _("usual distribution"), max_length=12, choices=Distribution, default=Distribution.GENERAL
    )
    open_to = models.CharField(_("may be handed in by"), max_length=12, choices=OpenTo, default=OpenTo.NOBODY)
    deadline = models.DateTimeField(_("handed in until"), null=True, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = DocumentSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code", "id"]
        verbose_name = _("series of documents")
        verbose_name_plural = _("series of documents")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "code"],
                name="document_series_code_once",
                violation_error_message=_("There is a series with this code already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.code})" if self.code else str(self.title)

    def clean(self) -> None:
        renamed = DocumentSeries.objects.filter(conference=self.conference_id, first_code=self.code)
        if other := renamed.exclude(pk=self.pk).first():
            message = _("“%(series)s” had this code first, and its earlier documents bear it.")
            raise ValidationError({"code": message % {"series": other}})

    @property
    def original_code(self) -> str:
        """Return the code that it had first."""
        return self.code if self.first_code is None else self.first_code

    def is_past_deadline(self, now: dt.datetime) -> bool:
        """Tell whether the time to hand in is over."""
        return self.deadline is not None and now > self.deadline


@toned(good="issued", note="handed-in")
class DocumentStatus(models.TextChoices):
    HANDED_IN = "handed-in", pgettext_lazy("a document", "handed in")
    CHECKED = "checked", pgettext_lazy("a document", "checked")
    ISSUED = "issued", pgettext_lazy("a document", "issued")
    RETURNED = "returned", pgettext_lazy("a document", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("a document", "withdrawn")


CLOSED_STATUSES = (DocumentStatus.RETURNED, DocumentStatus.WITHDRAWN)


@toned(warn="in-translation")
class FileStatus(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("a language of a document", "received")
    IN_TRANSLATION = "in-translation", pgettext_lazy("a language of a document", "in translation")
    ISSUED = "issued", pgettext_lazy("a language of a document", "issued")


# The number under which a document stands in its series: an addendum, a corrigendum or a revision with its document,
# and what belongs to one of these with that. None while it has no symbol.
PLACE_IN_SERIES = Case(
    When(parent=None, then="number"),
    When(number__isnull=False, then=Coalesce("parent__parent__number", "parent__number")),
)


def _part(path: str = "") -> Concat:
    return Concat(f"{path}kind", LPad(Cast(f"{path}number", models.CharField()), 9, Value("0")))


# A part stands below its document by kind and number, Add.2 before Add.10, and each before its own parts.
PART_IN_PLACE = Case(
    When(parent=None, then=Value("")), When(parent__parent=None, then=_part()),
    default=Concat(_part("parent__"), _part()),
)  # fmt: skip


class RegisteredDocumentQuerySet(SearchableQuerySet):
    def to_check(self) -> Self:
        """Return documents that were handed in and have not been checked."""
        return self.filter(state=DocumentStatus.HANDED_IN)

    def not_closed(self) -> Self:
        """Return documents that were neither returned nor withdrawn."""
        return self.exclude(state__in=CLOSED_STATUSES)

    def not_withdrawn(self) -> Self:
        """Return documents that were not withdrawn from all readers."""
        return self.exclude(state=DocumentStatus.WITHDRAWN)

    def of_series(self, code: str) -> Self:
        """Return the documents of a series by its first code."""
        return self.filter(series__in=DocumentSeries.objects.originally(code))

    def of_delegation(self, delegation: Delegation) -> Self:
        """Return what a delegation submits."""
        return self.filter(delegation=delegation)

    def in_translation(self) -> Self:
        """Return documents with a translation that is still awaited."""
        awaited = DocumentFile.objects.filter(document=OuterRef("pk"), state=FileStatus.IN_TRANSLATION)
        return self.not_closed().filter(Exists(awaited))

    def missing_language(self, language: str) -> Self:
        """Return documents that have not been issued in this language."""
        issued = DocumentFile.objects.filter(
            document=OuterRef("pk"), language=language, state=FileStatus.ISSUED
        )
        return self.filter(~Exists(issued))

    def available(self, now: dt.datetime) -> Self:
        """Return issued documents that are under no embargo at this time."""
        return self.filter(Q(embargo=None) | Q(embargo__lte=now), state=DocumentStatus.ISSUED)

    def made_from(self, origin: str) -> Self:
        """Return what was made here from the same kind and options, the latest first; without what is closed."""
        return self.not_closed().filter(made_from=origin).order_by("-received_at", "id")

    def made_as(self, kind: str) -> Self:
        """Return what was made here as one kind of document, whatever its options; without what is closed."""
        return self.not_closed().filter(made_from__startswith=f"{kind}:")

    def with_symbol(self) -> Self:
        """Return what has its symbol."""
        return self.exclude(symbol="")

    def of_text(self, recommendation: Recommendation) -> Self:
        """Return the documents as which a text was issued, the latest first; without what is closed."""
        rows = self.not_closed().filter(text_version__recommendation=recommendation)
        return rows.order_by("-received_at", "-id")

    def latest_texts(self) -> Self:
        """Return the texts of groups as they were issued last."""
        newer = RegisteredDocument.objects.filter(replaces=OuterRef("pk"), state=DocumentStatus.ISSUED)
        return self.filter(~Exists(newer), state=DocumentStatus.ISSUED, text_version__isnull=False)

    def to_announce(self, now: dt.datetime) -> Self:
        """Return what readers may have and no subscriber to the series was told of: documents, and later languages."""
        later = DocumentFile.objects.filter(document=OuterRef("pk"), issued_at__gt=OuterRef("announced_at"))
        return self.available(now).not_restricted().filter(Q(announced_at=None) | Exists(later))

    def for_everyone(self, now: dt.datetime) -> Self:
        """Return what everybody may read."""
        return self.available(now).filter(distribution=Distribution.GENERAL)

    def for_participants(self, now: dt.datetime) -> Self:
        """Return what participants may read: all but restricted documents."""
        return self.available(now).exclude(distribution=Distribution.RESTRICTED)

    def for_reader(self, registration: Registration) -> Self:
        """Return what the participant may read now: limited documents, too, once the registration is approved."""
        now = timezone.now()
        return self.for_participants(now) if registration.is_approved else self.for_everyone(now)

    def not_restricted(self) -> Self:
        """Return what the whole team may read."""
        return self.exclude(distribution=Distribution.RESTRICTED)

    def with_dates(self) -> Self:
        """Add since when readers have an issued document, and since when the last of its languages."""
        open_since = Greatest("issued_at", Coalesce("embargo", "issued_at"))
        rows = self.annotate(
            open_since=open_since, last_language=Coalesce(Max("files__issued_at"), open_since)
        )
        return rows.annotate(updated_at=Greatest("open_since", "last_language"))

    def with_files(self) -> Self:
        """Fetch what a line of the register shows."""
        rows = self.select_related("conference", "series", "item", "delegation", "parent", "replaces")
        return rows.prefetch_related("files")


class RegisteredDocument(SearchableModel, UUIDModel):
    """A document under a symbol, once it has one; an addendum, corrigendum or revision names its `parent`.

    The symbol is kept as it was given: a later change of the conference's prefix changes no document.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("document of its own")
        ADDENDUM = "Add", _("addendum")
        CORRIGENDUM = "Corr", _("corrigendum")
        REVISION = "Rev", _("revision")

    Status = DocumentStatus
    Distribution = Distribution

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="registered_documents"
    )
    series = models.ForeignKey(
        DocumentSeries, verbose_name=_("series"), on_delete=models.RESTRICT, related_name="documents"
    )
    number = models.PositiveIntegerField(_("number"), null=True, editable=False)
    symbol = models.CharField(_("document symbol"), max_length=100, blank=True, editable=False)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), on_delete=models.RESTRICT, null=True, blank=True, related_name="parts"
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.ORIGINAL)
    title = TranslatedField(_("title"), max_length=500)
    item = models.ForeignKey(
        Item,
        verbose_name=_("agenda item"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registered_documents",
    )
    delegation = models.ForeignKey(
        Delegation,
        verbose_name=_("delegation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="registered_documents",
    )
    sponsor = models.CharField(_("somebody else"), max_length=300, blank=True)
    distribution = models.CharField(_("distribution"), max_length=12, choices=Distribution)
    embargo = models.DateTimeField(_("not before"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaced_by",
    )
    state = models.CharField(_("state"), max_length=12, choices=DocumentStatus, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    received_at = models.DateTimeField(_("received"), editable=False)
    issued_at = models.DateTimeField(_("issued"), null=True, editable=False)
    # The time at which subscribers to the series were told; of a language that is issued later they are told again.
    announced_at = models.DateTimeField(null=True, editable=False)
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Of a document made here, its kind and a digest of the options: its other languages join it (origin_of).
    made_from = models.CharField(max_length=170, blank=True, db_index=True, editable=False)
    text_version = models.ForeignKey(
        RecommendationVersion, on_delete=models.SET_NULL, null=True, editable=False, related_name="issued_as"
    )
    is_practice = models.BooleanField(default=False, editable=False)

    objects = RegisteredDocumentQuerySet.as_manager()

    class Meta:
        ordering = [
            "series__position", "series__code", PLACE_IN_SERIES.asc(nulls_last=True), PART_IN_PLACE, "symbol",
            "received_at", "id",
        ]  # fmt: skip
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "symbol"], condition=~Q(symbol=""), name="document_symbol_once"
            ),
            models.UniqueConstraint(
                fields=["series", "number"],
                condition=Q(parent=None, number__isnull=False),
                name="document_number_once",
            ),
            models.UniqueConstraint(
                fields=["parent", "kind", "number"],
                condition=Q(parent__isnull=False, number__isnull=False),
                name="document_part_once",
            ),
            models.CheckConstraint(
                condition=Q(parent=None, kind="original") | Q(parent__isnull=False) & ~Q(kind="original"),
                name="document_part_has_parent",
                violation_error_message=_("An addendum, corrigendum or revision belongs to a document."),
            ),
        ]
        indexes = [models.Index(fields=["conference", "state"])]

    def __str__(self) -> str:
        return f"{self.symbol} {self.title}" if self.symbol else str(self.title)

    def search_sources(self) -> Iterable[object]:
        return self.symbol, self.title, self.sponsor

    @property
    def submitted_by(self) -> str:
        """Name the submitter; empty for the secretariat's own."""
        return str(self.delegation) if self.delegation else self.sponsor

    @property
    def readers(self) -> str:
        """Return in words who may read it once it is issued."""
        return str(READERS[Distribution(self.distribution)])

    @property
    def is_closed(self) -> bool:
        """Return whether it was returned or withdrawn."""
        return self.state in CLOSED_STATUSES

    @property
    def later_languages(self) -> list[str]:
        """Return the languages that were issued since subscribers to the series were told of the document."""
        told_at = self.announced_at
        return [
            file.language
            for file in self.issued_files
            if told_at and file.issued_at and file.issued_at > told_at
        ]

    @property
    def issued_files(self) -> list[DocumentFile]:
        """Return the languages in which it is issued."""
        return [file for file in self.files.all() if file.state == FileStatus.ISSUED]


class DocumentSubscription(UUIDModel):
    """A participant is notified by mail of what is issued in a series."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="document_subscriptions"
    )
    series = models.ForeignKey(DocumentSeries, on_delete=models.CASCADE, related_name="subscriptions")

    class Meta:
        ordering = ["series", "id"]
        verbose_name = _("subscription to a series of documents")
        verbose_name_plural = _("subscriptions to series of documents")
        constraints = [
            models.UniqueConstraint(fields=["registration", "series"], name="document_subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.registration}: {self.series}"


class DocumentFile(UUIDModel):
    """One language of a document: its state, and its file unless that is still awaited."""

    Status = FileStatus

    document = models.ForeignKey(RegisteredDocument, on_delete=models.CASCADE, related_name="files")
    language = models.CharField(_("language"), max_length=16)
    state = models.CharField(_("state"), max_length=16, choices=FileStatus, default=FileStatus.RECEIVED)
    file = models.FileField(_("file"), upload_to="register/", max_length=300, blank=True)
    name = models.CharField(_("name of the file"), max_length=200, blank=True)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    size = models.PositiveBigIntegerField(null=True, editable=False)  # in bytes
    downloads = models.PositiveIntegerField(default=0, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["language", "id"]
        verbose_name = _("language of a document")
        verbose_name_plural = _("languages of documents")
        constraints = [
            models.UniqueConstraint(fields=["document", "language"], name="document_language_once"),
            models.CheckConstraint(
                condition=Q(state="in-translation", file="") | ~Q(state="in-translation") & Q(file__gt=""),
                name="document_language_awaited_or_here",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.language})"

    conference = property(attrgetter("document.conference"))
