"""BadgeDesign and BadgePrint: how badges look, and every badge that was printed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from confman.web.models import OfConferenceQuerySet, UUIDModel
from confman.web.search import words_of


class BadgeDesign(UUIDModel):
    """The design of badges.

    `layout` is what BadgeLayout writes (registrations/badges/domain/layout.py); a typst `template` replaces it.

    A category has one design (`Category.badge_design`) or the conference's usual one (`is_default`).
    `revision` rises with every change: a form opened before reports the change instead of overwriting it.
    """

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="badge_designs"
    )
    name = models.CharField(pgettext_lazy("of a thing", "name"), max_length=120)
    layout = models.JSONField(_("layout"), default=dict)
    # Elements that are not shown for now, each as (its place among all, the element).
    put_aside = models.JSONField(default=list, blank=True)
    template = models.TextField(_("own template"), blank=True, max_length=50_000)
    background = models.FileField(
        _("picture behind the front"), upload_to="badge-designs/", max_length=300, blank=True
    )
    back_background = models.FileField(
        _("picture behind the back"), upload_to="badge-designs/", max_length=300, blank=True
    )
    is_default = models.BooleanField(_("the usual design"), default=False, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = OfConferenceQuerySet.as_manager()

    class Meta:
        ordering = ["-is_default", "name", "id"]
        verbose_name = _("badge design")
        verbose_name_plural = _("badge designs")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                name="badge_design_name_once",
                violation_error_message=_("Another design has this name."),
            ),
            models.UniqueConstraint(
                fields=["conference"], condition=Q(is_default=True), name="badge_design_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PrintReason(models.TextChoices):
    """The reason for a print; the last four are chosen by a person."""

    FIRST = "first", _("printed for the first time")
    CHANGED = "changed", _("what stands on it changed")
    AGAIN = "again", _("the same badge once more")
    LOST = "lost", _("lost")
    DAMAGED = "damaged", _("damaged")
    WRONG_NAME = "wrong-name", _("the name was wrong")
    OTHER = "other", pgettext_lazy("a reason", "another reason")


# After these the badge printed before opens no door.
REPLACING = (PrintReason.LOST, PrintReason.DAMAGED, PrintReason.WRONG_NAME, PrintReason.OTHER)


class BadgePrintQuerySet(OfConferenceQuerySet["BadgePrint"]):
    conference_path = "registration__conference"

    def valid(self) -> BadgePrintQuerySet:
        """Return those that are valid: not replaced, and their holder not deleted."""
        return self.filter(revoked_at=None)

    def newest(self) -> BadgePrintQuerySet:
        """Return the last valid one of every registration."""
        newest = (
            BadgePrint.objects.valid()
            .filter(registration=OuterRef("registration"))
            .order_by("-number")
            .values("pk")[:1]
        )
        return self.valid().filter(pk=Subquery(newest))

    def search(self, query: str) -> BadgePrintQuerySet:
        """Return those whose holder or delegation has all the words."""
        lines = self
        for word in words_of(query):
            lines = lines.filter(
                Q(registration__person__search_text__contains=word)
                | Q(registration__delegation__search_text__contains=word)
            )
        return lines

    def holders(self) -> models.QuerySet[BadgePrint, Any]:
        """Return the ids of their registrations."""
        return self.order_by().values("registration")

    def with_names(self) -> BadgePrintQuerySet:
        """Fetch all that a line of the log shows, in one query."""
        return self.select_related(
            "registration__person", "registration__category", "registration__delegation", "printed_by"
        )


class BadgePrint(UUIDModel):
    """A line of the print log: a badge that was handed out as a file to be printed.

    `digest` is of the content of the card (card_digest in registrations/badges/documents/print_runs.py), to
    detect later changes. A badge printed once more has the same `token`; one that replaces another has a new
    one, and the other gets `revoked_at`.
    """

    registration = models.ForeignKey(
        "registrations.Registration", on_delete=models.CASCADE, related_name="badge_prints"
    )
    design = models.ForeignKey(
        BadgeDesign, on_delete=models.SET_NULL, null=True, blank=True, related_name="prints"
    )
    # Name and revision of the design at that time: the line outlives the design.
    design_name = models.CharField(_("design"), max_length=120, blank=True)
    design_revision = models.PositiveIntegerField(null=True)
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveIntegerField(_("print"))
    token = models.CharField(max_length=40, db_index=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(
        "documents.DocumentJob", on_delete=models.SET_NULL, null=True, blank=True, related_name="badge_prints"
    )
    reason = models.CharField(_("reason"), max_length=10, choices=PrintReason, default=PrintReason.FIRST)
    note = models.CharField(_("note"), max_length=300, blank=True)
    printed_at = models.DateTimeField(_("printed"))
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("printed by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    revoked_at = models.DateTimeField(_("no longer valid since"), null=True, blank=True)

    objects = BadgePrintQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "-number", "id"]
        verbose_name = _("printed badge")
        verbose_name_plural = _("printed badges")
        constraints = [
            models.UniqueConstraint(fields=["registration", "number"], name="badge_print_number_once")
        ]
        indexes = [
            models.Index(fields=["registration", "revoked_at", "-number"], name="badge_print_latest"),
            models.Index(fields=["-printed_at"], name="badge_print_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.registration} ({self.number})"

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None
