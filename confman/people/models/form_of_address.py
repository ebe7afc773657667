"""FormOfAddress: how letters speak to an institution and to the person who receives them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.people.models.person import Sex
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText


class Rank(models.TextChoices):
    """By which the addressee of a letter is addressed."""

    EXCELLENCY = "excellency", _("Excellency: head of State or Government, minister, ambassador")
    OTHER = "other", _("without such a title")


class FormOfAddress(models.Model):
    """Opening and ending of a letter to a row (`conference`, `name`); in a note verbale, its name in the dative."""

    conference: Any
    name: Any

    salutation = TranslatedField(
        _("salutation"), blank=True, max_length=200, help_text=_("As in “Excellency,”.")
    )
    rank = models.CharField(
        _("rank of the addressee"),
        max_length=12,
        choices=Rank,
        default=Rank.OTHER,
        help_text=_("Salutation and end of the letter follow rank and sex."),
    )
    sex = models.CharField(_("sex of the addressee"), max_length=12, choices=Sex, default=Sex.NOT_STATED)
    name_in_note = TranslatedField(
        _("name in a note verbale"),
        blank=True,
        max_length=300,
        help_text=_(
            "As it stands after “presents its compliments to”, in Russian in the dative. Empty: it is formed from the "
            "name."
        ),
    )

    class Meta:
        abstract = True

    @property
    def received_by(self) -> TranslatedText:
        """Return who receives letters, name and function, as they stand in an address."""
        raise NotImplementedError
