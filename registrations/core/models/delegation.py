"""Delegations with their focal points, and messages from a participant's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country, CountryField

from confman.translation.collation import collation_key
from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet, fold
from registrations.core.models.registration import Function, Registration

# The session's key for the delegations whose pages this browser has opened, by focal point.
FOCAL_POINTS = "opened_focal_points"


class DelegationKind(models.TextChoices):
    """Kinds in the order of a list of participants."""

    STATE = "state", _("State")
    UN = "un", _("UN system")
    IGO = "igo", _("intergovernmental organization")
    NGO = "ngo", _("non-governmental organization")
    INSTITUTION = "institution", _("institution")
    MEDIA = "media", _("media")
    OTHER = "other", _("other")


class Credentials(models.TextChoices):
    NOT_RECEIVED = "not-received", _("not received")
    COPY = "copy", _("copy received")
    ORIGINAL = "original", _("original received")
    ACCEPTED = "accepted", _("accepted")
    DEFICIENT = "deficient", _("deficient")
    OBJECTED = "objected", _("objected to")


CREDENTIALS_TONES = {Credentials.ACCEPTED: "good", Credentials.DEFICIENT: "bad", Credentials.OBJECTED: "bad"}


def _number_of(rows: Any) -> Coalesce:
    """Return the number of these rows that belong to a delegation."""
    of_delegation = rows.filter(delegation=models.OuterRef("pk")).order_by().values("delegation")
    return Coalesce(models.Subquery(of_delegation.annotate(number=models.Count("*")).values("number")), 0)


class DelegationQuerySet(SearchableQuerySet):
    def awaiting_protocol(self) -> DelegationQuerySet:
        """Return the delegations whose name protocol has not approved."""
        return self.filter(approved_at=None)

    def full(self) -> DelegationQuerySet:
        return self.filter(capacity__isnull=False, taken__gte=models.F("capacity"))

    def with_papers_to_review(self) -> DelegationQuerySet:
        papers = self._related("papers").awaiting_review()
        return self.filter(models.Exists(papers.filter(delegation=models.OuterRef("pk"))))

    def without_papers(self) -> DelegationQuerySet:
        return self.filter(papers=None)

    def without_head(self) -> DelegationQuerySet:
        """Return the delegations without a head among those who come."""
        heads = Registration.objects.alive().filter(delegation=models.OuterRef("pk"), function=Function.HEAD)
        return self.exclude(models.Exists(heads))

    def without_focal_point(self) -> DelegationQuerySet:
        return self.filter(focal_points=None)

    def with_counts(self) -> DelegationQuerySet:
        """Annotate `member_count` (people named and not withdrawn), `focal_count` and `new_papers`.

        Each is counted by itself, so that a list which only counts or sorts its rows joins no table for them.
        """
        return self.annotate(
            member_count=_number_of(Registration.objects.alive()),
            focal_count=_number_of(self._related("focal_points")),
            new_papers=_number_of(self._related("papers").filter(seen_at=None)),
        )

    def _related(self, name: str) -> Any:
        field: Any = self.model._meta.get_field(name)
        return field.related_model.objects

    def by_precedence(self) -> DelegationQuerySet:
        """Sort as protocol seats and lists them: by precedence if set, then by name."""
        return self.order_by(models.F("precedence").asc(nulls_last=True), "sort_key", "id")


class Delegation(SearchableModel, UUIDModel):
    """Names are stored as invited, in each language; they are never silently taken from a list of countries.

    `capacity` is the quota; only conditional UPDATEs change `taken` (registrations/core/domain/capacity.py).
    Credentials are shown and flagged, but block nothing.
    """

    prepared = ("search_text", "sort_key", "folded_name")
    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="delegations"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DelegationKind, default=DelegationKind.OTHER)
    name = TranslatedField(_("short name"), max_length=300, help_text=_("As invited."))
    formal_name = TranslatedField(_("formal name"), blank=True, max_length=300)
    sort_name = TranslatedField(
        _("name to sort by"), blank=True, max_length=300, help_text=_("Where it differs from the short name.")
    )
    plate_name = TranslatedField(
        _("name on the plate"),
        blank=True,
        max_length=120,
        help_text=_("Where it differs from the short name."),
    )
    approved_at = models.DateTimeField(_("name approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    country: models.Field[Country | str, Country] = CountryField(_("country"), blank=True)
    show_flag = models.BooleanField(_("show a flag"), default=False)
    capacity = models.PositiveIntegerField(
        _("quota"), null=True, blank=True, help_text=_("How many people it may send. Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    precedence = models.PositiveIntegerField(
        _("precedence"), null=True, blank=True, help_text=_("Lower comes first. Empty: by name.")
    )
    credentials = models.CharField(
        _("credentials"), max_length=12, choices=Credentials, default=Credentials.NOT_RECEIVED
    )
    credentials_note = models.TextField(_("note on the credentials"), blank=True, max_length=2000)
    offered_together = models.BooleanField(
        _("only all together"),
        default=False,
        help_text=_("Those of the delegation who wait are offered places only when all of them find one."),
    )
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    folded_name = models.CharField(max_length=300, editable=False, blank=True, default="")

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="delegation_taken_within_quota",
                violation_error_message=_("More places are taken than that."),
            )
        ]
        indexes = [
            models.Index(fields=["conference", "sort_key"]),
            models.Index(fields=["conference", "folded_name"]),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def search_sources(self) -> Iterable[object]:
        return (self.name, self.formal_name)

    def prepare_search(self) -> None:
        super().prepare_search()
        name = self.name.in_language(self.conference.default_language)
        sort_name = self.sort_name.in_language(self.conference.default_language)
        self.sort_key = collation_key(sort_name or name)
        self.folded_name = fold(name)[:300]

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity

    @property
    def credentials_tone(self) -> str:
        """Return the tone of the mark on its credentials; "" where their state bears none."""
        return CREDENTIALS_TONES.get(Credentials(self.credentials), "")


class FocalPoint(UUIDModel):
    """A person who nominates for a delegation, by personal link. Raising `link_version` revokes earlier links."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="focal_points")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="focal_point_of")
    link_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("focal point")
        verbose_name_plural = _("focal points")
        constraints = [models.UniqueConstraint(fields=["delegation", "person"], name="focal_point_once")]

    def __str__(self) -> str:
        return str(self.person)


class OwnMessage(UUIDModel):
    """Joins a message to the secretariat with the registration from whose page it was written."""

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="own_messages"
    )
    message = models.OneToOneField(
        "conferences.ContactMessage", on_delete=models.CASCADE, related_name="own_message"
    )

    class Meta:
        ordering = ["-message__received_at", "id"]
        verbose_name = _("message from a participant's page")
        verbose_name_plural = _("messages from participants' pages")

    def __str__(self) -> str:
        return f"{self.registration_id}"
