"""RegistrationSettings: a conference's decisions on registration for everybody."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.translation.fields import TranslatedField
from confman.web.models import UUIDModel


class WaitingLine(models.TextChoices):
    """The way in which the waiting line gets places."""

    IN_ORDER = "in-order", _("in order: a free place is offered to the first in line")
    BY_HAND = "by-hand", _("by hand: the secretariat offers each place")


class ListReaders(models.TextChoices):
    """The people who may read the list of participants on the conference's pages."""

    NOBODY = "nobody", _("nobody: there is no such page")
    PARTICIPANTS = "participants", _("participants, on their own pages")
    PUBLIC = "public", _("participants, and everyone on the public site")


_of_conference: CompiledQuery[RegistrationSettings] = CompiledQuery(
    lambda conference: RegistrationSettings.objects.filter(conference=conference), models.UUIDField()
)


class RegistrationSettingsQuerySet(models.QuerySet["RegistrationSettings"]):
    def for_conference(self, conference: Conference) -> RegistrationSettings:
        """Return the conference's settings; unsaved defaults if it has none yet."""
        return _of_conference.get_or_none(conference.pk) or RegistrationSettings(conference=conference)

    def with_public_list(self, conference: Conference) -> RegistrationSettingsQuerySet:
        """Filter for the settings of a conference that shows its participants on the public site."""
        return self.filter(conference=conference, list_readers=ListReaders.PUBLIC)


class RegistrationSettings(UUIDModel):
    """The counters `last_letter` and `last_received` number letters out and in; each moves by one UPDATE."""

    conference = models.OneToOneField(
        "conferences.Conference", on_delete=models.CASCADE, related_name="registration_settings"
    )
    waiting_line = models.CharField(
        _("waiting list"), max_length=10, choices=WaitingLine, default=WaitingLine.IN_ORDER
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours for which an offered place is held"),
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 60)],
    )
    edit_until = models.DateField(
        _("participants change their registration until"),
        null=True,
        blank=True,
        help_text=_("Afterwards they ask the secretariat. Empty: until the last day."),
    )
    vets_participants = models.BooleanField(
        _("participants are vetted"),
        default=False,
        help_text=_("Shows the state of vetting in the review list, to those who may see it."),
    )
    asks_pronouns = models.BooleanField(
        _("participants are asked for their pronouns"),
        default=False,
        help_text=_("Participants give them if they wish; a badge has them if its design shows them."),
    )
    list_readers = models.CharField(
        _("list of participants for"),
        max_length=12,
        choices=ListReaders,
        default=ListReaders.NOBODY,
        help_text=_(
            "Name, function, organization and country of those approved who agreed to it; participants write to each "
            "other through the conference."
        ),
    )
    certificate_share = models.PositiveSmallIntegerField(
        _("certificate from a share of (%)"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "Percentage of what was recorded at the doors: of the hours of the sessions scanned, parallel ones "
            "counted once; where only the entrance is scanned, of the days. 0: everyone recorded once receives "
            "it."
        ),
    )
    # Letters are numbered as the United Nations number theirs: never like symbols of documents.
    letter_prefix = models.CharField(
        _("number of letters begins with"), max_length=40, blank=True, help_text=_("As in LTR/2017/.")
    )
    invitation_text = TranslatedField(
        _("text of the letter of invitation"), blank=True, multiline=True, max_length=10_000
    )
    note_text = TranslatedField(_("text of the note verbale"), blank=True, multiline=True, max_length=10_000)
    last_letter = models.PositiveIntegerField(default=0, editable=False)
    last_received = models.PositiveIntegerField(default=0, editable=False)
    # The entity drawn by lot from which seating starts; the others follow by the protocol language.
    first_delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("seating begins with"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The delegation drawn by lot; the others follow in the order of the protocol language."),
    )

    objects = RegistrationSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = _("settings of registration")
        verbose_name_plural = _("settings of registration")

    def clean(self) -> None:
        super().clean()
        symbols = self.conference.symbol_prefix.rstrip("/")
        # A conference that has numbered its letters in this way continues.
        stored = type(self).objects.filter(pk=self.pk).values_list("letter_prefix", flat=True).first()
        if self.letter_prefix != stored and self.numbers_letters_like(symbols):
            raise ValidationError(
                {
                    "letter_prefix": _(
                        "%(prefix)s is how symbols of documents begin: a letter would be taken for one of them. Number "
                        "letters otherwise, as in LTR/2017/."
                    )
                    % {"prefix": symbols}
                }
            )

    def __str__(self) -> str:
        return str(self.conference_id)

    def numbers_letters_like(self, symbols: str) -> bool:
        """Tell whether letters would be taken for documents with symbols that begin so."""
        symbols = symbols.rstrip("/")
        return bool(symbols) and f"{self.letter_prefix}/".startswith(f"{symbols}/")
