"""Numbered and signed letters: what all of them share, and letters of invitation."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.mastheads import document_meta, logo_picture
from confman.documents.domain.texts import (
    by_its_title,
    date_in_text,
    dates_in_text,
    ended_once,
    from_to,
    in_document,
    number_in_text,
)
from confman.documents.meta import DocumentMeta, Picture
from confman.translation.text import TranslatedText
from registrations.core.domain.settings import settings_of
from registrations.core.models.invitation import CHANNELS, LetterChannel
from registrations.correspondence.domain.forms_of_address import (
    address_lines,
    complimentary_close,
    name_in_note,
    salutation,
    suggest_name_in_note,
)
from registrations.correspondence.models import (
    INVITATION,
    Correspondence,
    CorrespondenceDirection,
    Invitee,
    Signatory,
)

# Letters are separate pages: this many are rendered in one part.
LETTERS_A_PART = 40
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_IN_BRACKETS = re.compile(r" ?\(([^()]*)\)")


@dataclass(frozen=True)
class LetterFact:
    """A line of a table in a letter, as in visa-support letters: passport, dates of the stay."""

    label: str
    value: str


@dataclass(frozen=True)
class LetterSigner:
    """The signer of a letter; without a picture of the signature, room is left to sign by hand."""

    name: str
    job_title: str = ""
    signature: Picture | None = None


@dataclass(frozen=True)
class LetterData:
    """One letter, all text final. The letterhead is the masthead of the document."""

    number: str
    date: str
    addressee: tuple[str, ...]  # the lines of the address
    paragraphs: tuple[str, ...]
    salutation: str = ""
    closing: str = ""
    signatory: LetterSigner | None = None
    subject: str = ""
    is_note: bool = False  # a note verbale: in the third person, initialled in place of a signature
    facts: tuple[LetterFact, ...] = ()  # a table below the first paragraph
    annex: tuple[str, ...] = ()  # the names of the enclosures


@dataclass(frozen=True)
class Letters:
    """A document of letters, each on a page of its own."""

    meta: DocumentMeta
    letters: tuple[LetterData, ...]
    contact: str = ""
    digest: str = ""  # what tells a note with a text of its own from another under the same number


def split_letters(data: Letters) -> list[Letters]:
    """Return the document in parts of whole letters: the `split` of a kind of letters."""
    starts = range(0, len(data.letters), LETTERS_A_PART)
    return [
        dataclasses.replace(data, letters=data.letters[start : start + LETTERS_A_PART]) for start in starts
    ]


def letters_of(
    conference: Conference, *, kind: str, language: str, options: Mapping[str, Any]
) -> list[Correspondence]:
    """Return the register's letters of a kind, by number, without those struck out.

    `options`: letters (ids), if not all of the language are wanted.
    """
    rows = (
        Correspondence.objects.of(conference)
        .filter(direction=CorrespondenceDirection.OUT, kind=kind, language=language, struck_out_at=None)
        .select_related("signatory", "invitee__conference", "registration__person", "delegation")
        .order_by("created_at", "number")
    )
    if options.get("letters"):
        rows = rows.filter(pk__in=options["letters"])
    return list(rows)


def letterhead(
    conference: Conference, *, language: str, title: str, draft: bool = False
) -> tuple[DocumentMeta, str]:
    """Return title and masthead of a document of letters, and the reply address.

    Each letter has its own date; the masthead has none, so that a letter made again is the same file.
    """
    meta = document_meta(conference, language=language, title=title, draft=draft)
    masthead = dataclasses.replace(meta.masthead, date="")
    return dataclasses.replace(meta, masthead=masthead), conference.reply_address


def signed_by(signatory: Signatory | None, conference: Conference, language: str) -> LetterSigner:
    """Return name, function and signature in the letter's language; without a signatory, the secretariat."""
    if signatory is None:
        return LetterSigner(_("The secretariat"))
    name = in_document(signatory.name, conference, language)
    signature = logo_picture(signatory.signature, _("Signature"), width_mm=45)
    return LetterSigner(name, in_document(signatory.job_title, conference, language), signature)


def names_in_braces(text: str) -> list[str]:
    """List the names in braces in a text, to be checked before the text is saved."""
    return _PLACEHOLDER.findall(text)


def filled_paragraphs(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the paragraphs of a text, separated by empty lines, with `{placeholder}`s filled in.

    A paragraph whose placeholder has no value is left out: no deadline, no sentence about one. In brackets only what
    stands between commas is: “({place}, {dates})” without a place is the dates. Values are inserted unchanged, and
    other names in braces stay.
    """

    def has_values(part: str) -> bool:
        return all(values[name] for name in _PLACEHOLDER.findall(part) if name in values)

    def known_in_brackets(match: re.Match[str]) -> str:
        parts = match[1].split(", ")
        known = [part for part in parts if has_values(part)]
        if len(known) == len(parts):
            return match[0]
        return f" ({', '.join(known)})" if known else ""

    paragraphs = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        paragraph = _IN_BRACKETS.sub(known_in_brackets, " ".join(block.split()))
        if not has_values(paragraph):
            continue
        paragraph = by_its_title(paragraph, values.get("conference", ""))
        paragraph = from_to(paragraph, values.get("dates", ""), "{dates}")
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), paragraph)
        if filled:
            paragraphs.append(ended_once(filled))
    return tuple(paragraphs)


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
            subject=by_its_title(_("Invitation to the conference “%(conference)s”"), self.title)
            % {"conference": self.title},
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
                    "%(number)s place has been reserved for your delegation.",
                    "%(number)s places have been reserved for your delegation.",
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
