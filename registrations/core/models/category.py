"""Categories of participants."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.translation.fields import TranslatedField
from confman.web.colours import IS_COLOUR
from confman.web.models import OfConferenceQuerySet, UUIDModel


class Approval(models.TextChoices):
    OPEN = "open", _("open: approved at once while there are places")
    REVIEW = "review", _("review: the secretariat decides")
    INVITATION = "invitation", _("invitation: not offered on the public form")


class CategoryQuerySet(OfConferenceQuerySet["Category"]):
    def offered(self) -> CategoryQuerySet:
        """Return the categories offered on the public form."""
        return self.exclude(approval=Approval.INVITATION)

    def full(self) -> CategoryQuerySet:
        return self.filter(capacity__isnull=False, taken__gte=models.F("capacity"))


class Category(UUIDModel):
    """A category of participants. Only conditional UPDATEs change `taken` (registrations/core/domain/capacity.py)."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="categories"
    )
    name = TranslatedField(_("name"), max_length=120)
    letter = models.CharField(
        _("letter"),
        max_length=2,
        help_text=_("Stands on the badge beside the colour, for those who cannot tell colours apart."),
    )
    colour = models.CharField(_("colour"), max_length=7, default="#1f4e79", validators=[IS_COLOUR])
    approval = models.CharField(_("who decides"), max_length=12, choices=Approval, default=Approval.REVIEW)
    may_take_seat = models.BooleanField(_("has a seat at the table"), default=True)
    may_speak = models.BooleanField(_("may speak"), default=True)
    may_propose = models.BooleanField(_("may propose texts"), default=False)
    may_vote = models.BooleanField(_("may vote"), default=False)
    in_figures = models.BooleanField(
        _("counts as a participant"),
        default=True,
        help_text=_("Staff, interpreters and press are left out of the figures of reports."),
    )
    zones = models.CharField(
        _("zones"),
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                r"^\s*\w{1,4}(?:[\s,;]+\w{1,4})*[\s,;]*$",
                _("Letters or numbers of areas, four signs each at most, as in “A B 3”."),
            )
        ],
        help_text=_("Areas that the badge opens, as in “A B 3”: printed on it for who keeps the doors."),
    )
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit.")
    )
    taken = models.PositiveIntegerField(default=0, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0)
    badge_design = models.ForeignKey(
        "registrations.BadgeDesign",
        verbose_name=_("badge design"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="categories",
    )

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "letter", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(capacity=None) | models.Q(taken__lte=models.F("capacity")),
                name="category_taken_within_capacity",
                violation_error_message=_("More places are taken than that."),
            ),
            models.UniqueConstraint(
                fields=["conference", "letter"],
                name="category_letter_once",
                violation_error_message=_("Another category has this letter."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def css_class(self) -> str:
        """The class of the generated style sheet for its colour."""
        return f"category-{self.pk}"

    @property
    def zone_list(self) -> tuple[str, ...]:
        """The areas one by one, without repetitions."""
        return tuple(dict.fromkeys(re.findall(r"\w+", self.zones)))

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken >= self.capacity
