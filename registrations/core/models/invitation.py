"""Invitations by a link, and the channels by which letters go."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confman.web.models import UUIDModel
from registrations.core.models.registration import RegistrationStatus


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def used(self) -> InvitationQuerySet:
        return self.filter(used_at__isnull=False)

    def open(self) -> InvitationQuerySet:
        """Return those whose link still opens the registration."""
        return self._unused().filter(expires_at__gt=timezone.now())

    def expired(self) -> InvitationQuerySet:
        """Return those that nobody used in time."""
        return self._unused().filter(expires_at__lte=timezone.now())

    def _unused(self) -> InvitationQuerySet:
        return self.filter(used_at=None, registration__status=RegistrationStatus.INVITED)


class Invitation(UUIDModel):
    """A single-use link with an expiry time; raising `link_version` revokes earlier links."""

    registration = models.OneToOneField(
        "registrations.Registration", on_delete=models.CASCADE, related_name="invitation"
    )
    expires_at = models.DateTimeField(_("open until"))
    skips_review = models.BooleanField(
        _("approved without review"),
        default=False,
        help_text=_("The person is approved at once while there are places."),
    )
    used_at = models.DateTimeField(_("used"), null=True, editable=False)
    link_version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "id"]
        verbose_name = _("invitation of a person")
        verbose_name_plural = _("invitations of persons")

    def __str__(self) -> str:
        return f"{self.registration_id}"


class LetterChannel(models.TextChoices):
    """The channel by which a letter is sent or received."""

    NOTE_VERBALE = "note-verbale", _("note verbale")
    POST = "post", _("post")
    COURIER = "courier", _("courier")
    EMAIL = "email", _("e-mail")
    FAX = "fax", _("fax")
    BY_HAND = "by-hand", _("by hand")

    @classmethod
    def usual(cls, address: str | None, *, by_note: bool = False) -> LetterChannel:
        """Return the channel of a letter for which none was chosen: a note, else e-mail if there is an address."""
        return cls.NOTE_VERBALE if by_note else cls.EMAIL if address else cls.POST


@dataclass(frozen=True)
class ChannelFacts:
    """The facts about a channel. `is_note`: the letter is worded as a note verbale; `is_mail`: it needs an address."""

    is_note: bool = False
    is_mail: bool = False


CHANNELS: dict[str, ChannelFacts] = {
    **{channel: ChannelFacts() for channel in LetterChannel},
    LetterChannel.NOTE_VERBALE: ChannelFacts(is_note=True),
    LetterChannel.EMAIL: ChannelFacts(is_mail=True),
}
NOTES = tuple(channel for channel in LetterChannel if CHANNELS[channel].is_note)
MAILS = tuple(channel for channel in LetterChannel if CHANNELS[channel].is_mail)
ON_PAPER = tuple(channel for channel in LetterChannel if not CHANNELS[channel].is_mail)
