"""Invitee: an invited body, before there are persons; Correspondence: a letter in or out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import Country, CountryField

from confman.people.models.address_book import FormOfAddress
from confman.people.models.address_book_copy import AddressBookInstitution
from confman.translation.collation import collation_key
from confman.translation.fields import TranslatedField
from confman.translation.text import TranslatedText
from confman.web.models import UUIDModel
from confman.web.search import SearchableModel, SearchableQuerySet
from registrations.core.models.delegation import DelegationKind
from registrations.core.models.invitation import CHANNELS, MAILS, NOTES, LetterChannel

# The kind of letters of invitation in the register.
INVITATION = "invitation"


class Reply(models.TextChoices):
    SILENT = "silent", _("no reply yet")
    NOMINATES = "nominates", _("nominates")
    LATER = "later", _("will reply later")
    REGRETS = "regrets", _("regrets")


UNANSWERED = (Reply.SILENT, Reply.LATER)
# The badge of a reply: to decline is no fault.
REPLY_TONES = {Reply.NOMINATES: "good", Reply.LATER: "warn", Reply.REGRETS: "note"}


class Signatory(UUIDModel):
    """A person who signs the conference's letters and certificates."""

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="signatories"
    )
    name = TranslatedField(pgettext_lazy("of a person", "name"), max_length=300)
    job_title = TranslatedField(_("function"), blank=True, max_length=300)
    signature = models.FileField(
        _("signature"),
        upload_to="signatures/",
        blank=True,
        help_text=_("A picture. Without one, room is left to sign by hand."),
    )
    signs_certificates = models.BooleanField(
        _("signs certificates"), default=True, help_text=_("Certificates carry the first two who do.")
    )
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("signatory")
        verbose_name_plural = _("signatories")

    def __str__(self) -> str:
        return str(self.name)


class InviteeQuerySet(SearchableQuerySet):
    def with_letters(self) -> InviteeQuerySet:
        """Annotate the number of the valid letter of invitation as `letter_number`; one query."""
        letters = Correspondence.objects.invitations().filter(invitee=models.OuterRef("pk"))
        return self.select_related("conference", "delegation", "signatory").annotate(
            letter_number=models.Subquery(letters.order_by("-created_at").values("number")[:1])
        )

    def invited(self) -> InviteeQuerySet:
        """Return the invitees whose letter was sent."""
        return self.filter(sent_on__isnull=False)

    def on_paper(self) -> InviteeQuerySet:
        """Return the invitees whose letter is printed: it does not go by e-mail, or there is no address."""
        return self.exclude(channel__in=MAILS, email__gt="")

    def overdue_for_reply(self, today: Any) -> InviteeQuerySet:
        """Return invitees with a letter whose deadline is over and who have not replied, or postponed their reply."""
        return self.filter(sent_on__isnull=False, deadline__lt=today, reply__in=UNANSWERED).order_by(
            "deadline", "sort_key"
        )


class Invitee(AddressBookInstitution, FormOfAddress, SearchableModel, UUIDModel):
    """An institution or a State in the ledger of invitations. Its reply creates a Delegation."""

    prepared = ("search_text", "sort_key")
    OF_A_PERSON = ("addressee", "salutation", "sex")

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="invitees"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=DelegationKind, default=DelegationKind.OTHER)
    name = TranslatedField(_("name"), max_length=300, help_text=_("As it is to be addressed."))
    country: models.Field[Country | str, Country] = CountryField(_("country"), blank=True)
    addressee = TranslatedField(
        _("addressee"), blank=True, max_length=300, help_text=_("To whom the letter goes: name and function.")
    )
    address = models.TextField(_("postal address"), blank=True, max_length=1000)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of the letter"), max_length=16, blank=True)
    channel = models.CharField(
        _("goes by"), max_length=12, choices=LetterChannel, default=LetterChannel.EMAIL
    )
    signatory = models.ForeignKey(
        Signatory,
        verbose_name=_("signed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitees",
    )
    places = models.PositiveIntegerField(
        _("places offered"), null=True, blank=True, help_text=_("Becomes the delegation's quota.")
    )
    deadline = models.DateField(_("reply by"), null=True, blank=True)
    sent_on = models.DateField(_("letter sent"), null=True, blank=True)
    reply = models.CharField(_("reply"), max_length=10, choices=Reply, default=Reply.SILENT)
    replied_on = models.DateField(_("replied"), null=True, blank=True)
    reply_note = models.TextField(_("note on the reply"), blank=True, max_length=2000)
    reminded_on = models.DateField(_("last reminded"), null=True, blank=True)
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitees",
    )
    sort_key = models.CharField(max_length=200, editable=False, blank=True, default="")
    is_practice = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InviteeQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("invitee")
        verbose_name_plural = _("invitees")
        indexes = [models.Index(fields=["conference", "sort_key"])]

    @property
    def received_by(self) -> TranslatedText:
        return self.addressee

    def __str__(self) -> str:
        return str(self.name)

    @property
    def reply_tone(self) -> str:
        return REPLY_TONES.get(Reply(self.reply), "neutral")

    def search_sources(self) -> Iterable[object]:
        return (self.name, self.addressee, self.email)

    def prepare_search(self) -> None:
        super().prepare_search()
        self.sort_key = collation_key(self.name.in_language(self.conference.default_language))

    @property
    def goes_by_mail(self) -> bool:
        """Return whether its letter is sent by e-mail."""
        return CHANNELS[self.channel].is_mail and bool(self.email)

    @property
    def lacks_address(self) -> bool:
        """Return whether its letter was to go by e-mail and has no address: it is printed, too."""
        return CHANNELS[self.channel].is_mail and not self.email

    @property
    def is_written_to_by_note(self) -> bool:
        return CHANNELS[self.channel].is_note

    def letter_language(self) -> str:
        """The language of its letter: its own if the conference has it, else the conference's first."""
        offered = self.conference.languages
        return self.language if self.language in offered else offered[0]


class CorrespondenceDirection(models.TextChoices):
    OUT = "out", pgettext_lazy("letter", "out")
    IN = "in", pgettext_lazy("letter", "in")


class CorrespondenceQuerySet(SearchableQuerySet):
    def in_force(self) -> CorrespondenceQuerySet:
        """Return the letters that are not struck out."""
        return self.filter(struck_out_at=None)

    def notes(self) -> CorrespondenceQuerySet:
        """Return the notes verbales that go out."""
        return self.filter(direction=CorrespondenceDirection.OUT, channel__in=NOTES)

    def invitations(self) -> CorrespondenceQuerySet:
        """Return the valid letters of invitation."""
        return self.in_force().filter(direction=CorrespondenceDirection.OUT, kind=INVITATION)


class Correspondence(SearchableModel, UUIDModel):
    """A letter of the register. Its number is used once, even after the letter is struck out."""

    Direction = CorrespondenceDirection

    conference = models.ForeignKey(
        "conferences.Conference", on_delete=models.CASCADE, related_name="correspondence"
    )
    direction = models.CharField(
        _("direction"), max_length=3, choices=CorrespondenceDirection, default=CorrespondenceDirection.IN
    )
    number = models.CharField(_("our number"), max_length=60, editable=False)
    their_number = models.CharField(_("their number"), max_length=60, blank=True)
    date = models.DateField(_("date"), default=timezone.localdate)
    channel = models.CharField(
        _("came or went by"), max_length=12, choices=LetterChannel, default=LetterChannel.POST
    )
    sender = models.CharField(pgettext_lazy("letter", "from"), max_length=300, blank=True)
    recipient = models.CharField(pgettext_lazy("letter", "to"), max_length=300, blank=True)
    subject = models.CharField(_("about"), max_length=300)
    kind = models.CharField(
        max_length=40, blank=True, editable=False
    )  # for letters made here: "invitation", "visa"
    language = models.CharField(max_length=16, blank=True, editable=False)
    # Of the note verbale that was made under this number with a text of its own: the number is for no other.
    text_digest = models.CharField(max_length=64, null=True, blank=True, editable=False)
    signatory = models.ForeignKey(
        Signatory,
        verbose_name=_("signed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    scan = models.FileField(
        pgettext_lazy("of a letter", "scan"), upload_to="correspondence/", max_length=300, blank=True
    )
    invitee = models.ForeignKey(
        Invitee,
        verbose_name=_("invitee"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="correspondence",
    )
    delegation = models.ForeignKey(
        "registrations.Delegation",
        verbose_name=_("delegation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="correspondence",
    )
    registration = models.ForeignKey(
        "registrations.Registration",
        verbose_name=_("participant"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="correspondence",
    )
    struck_out_at = models.DateTimeField(_("struck out"), null=True, editable=False)
    struck_out_reason = models.CharField(max_length=300, blank=True, editable=False)
    is_practice = models.BooleanField(default=False, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CorrespondenceQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-created_at", "id"]
        verbose_name = pgettext_lazy("correspondence", "letter")
        verbose_name_plural = _("correspondence")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "direction", "number"], name="correspondence_number_once"
            )
        ]
        indexes = [models.Index(fields=["conference", "-date"])]

    def __str__(self) -> str:
        return self.number

    def search_sources(self) -> Iterable[object]:
        return (self.number, self.their_number, self.sender, self.recipient, self.subject)
