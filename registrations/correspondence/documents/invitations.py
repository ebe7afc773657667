"""The letters of invitation, to a person or as notes verbales to an institution, in the conference's own text.

The channel decides what an invitation is: a note verbale is in the third person throughout, begins and ends with the
usual courtesies, carries initials in place of a signature, and the addressee stands at its foot (the United Nations
Correspondence Manual).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.dates import date_in_text, dates_in_text, number_in_text
from confman.documents.domain.texts import in_document
from confman.translation.text import TranslatedText
from registrations.core.domain.settings import settings_of
from registrations.core.models.invitation import CHANNELS, LetterChannel
from registrations.correspondence.documents.letters import (
    LetterData,
    Letters,
    filled_paragraphs,
    letterhead,
    letters_of,
    signed_by,
)
from registrations.correspondence.domain.forms_of_address import (
    address_lines,
    complimentary_close,
    name_in_note,
    salutation,
    suggest_name_in_note,
)
from registrations.correspondence.models import INVITATION, Invitee, Signatory

# The placeholders, in braces, of the text of a letter; those of a note verbale, where `addressee` is in the dative.
PLACEHOLDERS = ("institution", "conference", "dates", "place", "theme", "deadline", "places", "contact_email")
NOTE_PLACEHOLDERS = ("addressee", *PLACEHOLDERS)


def standard_invitation() -> str:
    """Return the standard text of an invitation, for a conference without its own, in the reader's language."""
    return "\n\n".join(
        (
            _(
                "We have the honour to invite you to take part in the conference “{conference}”, "
                "to be held on {dates} ({place})."
            ),
            _("{theme}"),
            _("{places}"),
            _("We should be grateful if you would let us know the names of the participants by {deadline}."),
            _("Questions may be addressed to {contact_email}."),
        )
    )


def standard_note() -> str:
    """Return the standard text of a note verbale, for a conference without its own, in the reader's language."""
    return "\n\n".join(
        (
            _(
                "The secretariat of the conference “{conference}” presents its compliments to {addressee} and has the "
                "honour to extend an invitation to take part in the conference, to be held on {dates} ({place})."
            ),
            _("{theme}"),
            _("{places}"),
            _("The secretariat would be grateful to receive the names of the participants by {deadline}."),
            _("Questions may be addressed to {contact_email}."),
            _(
                "The secretariat avails itself of this opportunity to renew to {addressee} the assurances of its "
                "highest consideration."
            ),
        )
    )


def build_invitation_letters(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Letters:
    """Build the letters of invitation in a language (`options`: letters, ids of the register).

    Without any, a specimen marked as a draft shows what one will look like, as a letter or, with `note`, as a note
    verbale; `invitees` asks for drafts to invitees without a letter, numbered “…”.
    """
    correspondence = letters_of(conference, kind=INVITATION, language=language, options=options)
    writer = _InvitationWriter(conference, language)
    if correspondence and not options.get("invitees") and not options.get("note"):
        letters = tuple(
            writer.write(
                row.invitee, name=row.recipient, channel=row.channel,
                number=row.number, date=date_in_text(row.date, language), signatory=row.signatory,
            )
            for row in correspondence
        )  # fmt: skip
        draft = False
    else:
        letters, draft = _drafts(writer, options), True
    meta, contact = letterhead(conference, language=language, title=_("Invitation"), draft=draft)
    return Letters(meta=meta, letters=letters, contact=contact)


def addressed_to(invitee: Invitee, language: str) -> tuple[str, ...]:
    """Return the lines of the address: addressee, institution, place."""
    conference = invitee.conference
    addressee = in_document(invitee.addressee, conference, language)
    name = in_document(invitee.name, conference, language)
    return address_lines(addressee, name, invitee.address, language=language)


class _InvitationWriter:
    """Writes the invitations of a conference in one language."""

    def __init__(self, conference: Conference, language: str) -> None:
        self.conference, self.language = conference, language
        registration_settings = settings_of(conference)
        self.letter_text = str(registration_settings.invitation_text.get(language) or standard_invitation())
        self.note_text = str(registration_settings.note_text.get(language) or standard_note())
        self.title = self._text(conference.title)
        self.city = self._text(conference.city)

    def _text(self, text: TranslatedText) -> str:
        return in_document(text, self.conference, self.language)

    def write(
        self,
        invitee: Invitee | None,
        *,
        name: str,
        channel: str,
        number: str,
        date: str,
        signatory: Signatory | None,
    ) -> LetterData:
        """Write to the invitee, or to the `name` in the register if the invitee was deleted."""
        if CHANNELS[channel].is_note:
            return self._note(invitee, name, number, date)
        values = {**self._values(invitee), "institution": self._text(invitee.name) if invitee else name}
        return LetterData(
            number=number,
            date=date,
            addressee=addressed_to(invitee, self.language) if invitee else (name,),
            subject=_("Invitation to the conference “%(conference)s”") % {"conference": self.title},
            salutation=salutation(invitee, self.language),
            paragraphs=filled_paragraphs(self.letter_text, values),
            closing=complimentary_close(invitee),
            signatory=signed_by(signatory, self.conference, self.language),
        )

    def _note(self, invitee: Invitee | None, name: str, number: str, date: str) -> LetterData:
        institution = self._text(invitee.name) if invitee else name
        declined = (
            name_in_note(invitee, self.language) if invitee else suggest_name_in_note(name, self.language)
        )
        values = {**self._values(invitee), "institution": institution, "addressee": declined}
        if invitee and invitee.places:
            sentence = ngettext(
                "The secretariat has reserved %(number)s place for the representative invited.",
                "The secretariat has reserved %(number)s places for the representatives invited.",
                invitee.places,
            )
            values["places"] = sentence % {"number": number_in_text(invitee.places, self.language)}
        return LetterData(
            number=number,
            date=", ".join(filter(None, (self.city, date))),
            addressee=address_lines(
                "", institution, invitee.address if invitee else "", language=self.language
            ),
            paragraphs=filled_paragraphs(self.note_text, values),
            is_note=True,
        )

    def _values(self, invitee: Invitee | None) -> dict[str, str]:
        conference, language = self.conference, self.language
        places = invitee.places if invitee else None
        return {
            "conference": self.title,
            "place": ", ".join(filter(None, (self._text(conference.venue), self.city))),
            "dates": dates_in_text(conference.starts_on, conference.ends_on, language),
            "theme": self._text(conference.theme),
            "deadline": date_in_text(invitee.deadline, language) if invitee and invitee.deadline else "",
            "contact_email": conference.reply_address,
            # The number opens the sentence.
            "places": capfirst(
                ngettext(
                    "%(number)s place has been reserved for your organization.",
                    "%(number)s places have been reserved for your organization.",
                    places,
                )
                % {"number": number_in_text(places, language)}
            )
            if places
            else "",
        }


def _drafts(writer: _InvitationWriter, options: Mapping[str, Any]) -> tuple[LetterData, ...]:
    """Return drafts of letters; without an invitee, one draft to an institution that does not exist."""
    conference, language = writer.conference, writer.language
    invitees: Iterable[Invitee] = (
        Invitee.objects.of(conference)
        .filter(pk__in=options["invitees"])
        .select_related("conference", "signatory")
        if options.get("invitees")
        else ()
    )
    signatory = Signatory.objects.filter(conference=conference).first()
    register: dict[str, Any] = {"number": "…", "date": date_in_text(conference.today(), language)}
    drafts = tuple(
        writer.write(row, name="", channel=row.channel, signatory=row.signatory or signatory, **register)
        for row in invitees
    )
    channel = LetterChannel.usual("", by_note=bool(options.get("note")))
    return drafts or (
        writer.write(
            None, name=_("Ministry of Foreign Affairs"), channel=channel, signatory=signatory, **register
        ),
    )
