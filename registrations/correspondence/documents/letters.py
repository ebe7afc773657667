"""Numbered and signed letters: what all of them share, and the letters of invitation.

A letter is entered in the register of correspondence before it is written: number, date, signatory and addressee come
from there, so a letter made again is the same letter. Other letters (`visa`) are built from the same parts:
`letters_of()`, `letterhead()`, `signed_by()`, a `LetterData` each, the template
`registrations/correspondence/documents/letters.html`, and `split_letters`.
"""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confman.conferences.models import Conference
from confman.documents.domain.dates import document_date, document_dates, ended_once
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta, Picture
from registrations.core.domain.names import in_document
from registrations.core.models.settings import RegistrationSettings
from registrations.correspondence.models import (
    INVITATION,
    Correspondence,
    CorrespondenceDirection,
    Invitee,
    Signatory,
)

# Letters are separate pages: this many are rendered in one part.
LETTERS_A_PART = 40
# The placeholders, in braces, of the text of an invitation.
PLACEHOLDERS = ("institution", "conference", "dates", "place", "theme", "deadline", "places", "contact_email")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


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
    salutation: str
    paragraphs: tuple[str, ...]
    closing: str
    signatory: LetterSigner
    subject: str = ""
    facts: tuple[LetterFact, ...] = ()  # a table below the first paragraph
    annex: tuple[str, ...] = ()  # the names of the enclosures


@dataclass(frozen=True)
class Letters:
    """A document of letters, each on a page of its own."""

    meta: DocumentMeta
    letters: tuple[LetterData, ...]
    contact: str = ""


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
    return dataclasses.replace(meta, masthead=masthead), conference.contact_email


def signed_by(signatory: Signatory | None, conference: Conference, language: str) -> LetterSigner:
    """Return name, function and signature in the letter's language; without a signatory, the secretariat."""
    if signatory is None:
        return LetterSigner(_("The secretariat"))
    name = in_document(signatory.name, conference, language)
    return LetterSigner(name, in_document(signatory.job_title, conference, language), _signature(signatory))


def _signature(signatory: Signatory) -> Picture | None:
    if not signatory.signature:
        return None
    try:
        with signatory.signature.open("rb") as source:
            picture = Picture(source.read(), description=_("Signature"), width_mm=45)
        return picture if picture.media_type else None
    except (OSError, ValueError):
        return None


def names_in_braces(text: str) -> list[str]:
    """List the names in braces in a text, to be checked before the text is saved."""
    return _PLACEHOLDER.findall(text)


def filled_paragraphs(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """Return the paragraphs of a text, separated by empty lines, with `{placeholder}`s filled in.

    A paragraph whose placeholder has no value is left out: no deadline, no sentence about one. Values are inserted
    unchanged, and other names in braces stay.
    """
    paragraphs = []
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        words = " ".join(block.split())
        if any(not values.get(name, name) for name in _PLACEHOLDER.findall(words)):
            continue
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), words)
        if filled:
            paragraphs.append(ended_once(filled))
    return tuple(paragraphs)


# --- Letters of invitation ---------------------------------------------------------------------------


def standard_invitation() -> str:
    """Return the standard text of an invitation, for a conference without its own, in the reader's language."""
    return "\n\n".join(
        (
            _(
                "We have the honour to invite you to take part in the conference “{conference}”, "
                "to be held in {place} on {dates}."
            ),
            _("{theme}"),
            _("{places}"),
            _("We should be grateful if you would let us know the names of the participants by {deadline}."),
            _("For any question please write to {contact_email}."),
        )
    )


def build_invitation_letters(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Letters:
    """Build the letters of invitation in a language (`options`: letters, ids of the register).

    Without any, a specimen marked as a draft shows what one will look like; `invitees` asks for drafts to invitees
    without a letter, numbered “…”.
    """
    found = letters_of(conference, kind=INVITATION, language=language, options=options)
    text = invitation_text(conference, language)
    if found and not options.get("invitees"):
        letters = tuple(_invitation(row, conference, language, text) for row in found)
    else:
        letters = _drafts(conference, language, text, options)
    meta, contact = letterhead(
        conference, language=language, title=_("Invitation"), draft=not found or bool(options.get("invitees"))
    )
    return Letters(meta=meta, letters=letters, contact=contact)


def invitation_text(conference: Conference, language: str) -> str:
    """Return the conference's own text in the language, else the standard one."""
    own = RegistrationSettings.objects.for_conference(conference).invitation_text
    return str(own.get(language) or standard_invitation())


def _invitation(row: Correspondence, conference: Conference, language: str, text: str) -> LetterData:
    if row.invitee is None:
        # The invitee was deleted, the letter was not: only the register's entry remains.
        return _letter(
            conference, language, text, number=row.number, date=document_date(row.date, language),
            addressee=(row.recipient,), institution=row.recipient, signatory=row.signatory,
        )  # fmt: skip
    return _to_invitee(
        row.invitee, conference, language, text,
        number=row.number, date=document_date(row.date, language), signatory=row.signatory,
    )  # fmt: skip


def _to_invitee(
    invitee: Invitee, conference: Conference, language: str, text: str, **register: Any
) -> LetterData:
    return _letter(
        conference,
        language,
        text,
        addressee=addressed_to(invitee, language),
        institution=in_document(invitee.name, conference, language),
        salutation=in_document(invitee.salutation, conference, language),
        places=invitee.places,
        deadline=document_date(invitee.deadline, language) if invitee.deadline else "",
        **register,
    )


def addressed_to(invitee: Invitee, language: str) -> tuple[str, ...]:
    """Return the lines of the address: addressee, institution, place."""
    conference = invitee.conference
    addressee = in_document(invitee.addressee, conference, language)
    name = in_document(invitee.name, conference, language)
    lines = [addressee, "" if name in addressee else name, *invitee.address.splitlines()]
    return tuple(line.strip() for line in lines if line.strip())


def _letter(
    conference: Conference,
    language: str,
    text: str,
    *,
    number: str,
    date: str,
    addressee: tuple[str, ...],
    institution: str,
    signatory: Signatory | None,
    salutation: str = "",
    places: int | None = None,
    deadline: str = "",
) -> LetterData:
    title = in_document(conference.title, conference, language)
    where = (in_document(part, conference, language) for part in (conference.venue, conference.city))
    values = {
        "institution": institution,
        "conference": title,
        "place": ", ".join(part for part in where if part),
        "dates": document_dates(conference.starts_on, conference.ends_on, language),
        "theme": in_document(conference.theme, conference, language),
        "deadline": deadline,
        "contact_email": conference.contact_email,
        "places": ngettext(
            "%(number)d place is reserved for you.", "%(number)d places are reserved for you.", places
        )
        % {"number": places}
        if places
        else "",
    }
    return LetterData(
        number=number,
        date=date,
        addressee=addressee,
        subject=_("Invitation to the conference “%(conference)s”") % {"conference": title},
        salutation=salutation or _("Dear Sir or Madam,"),
        paragraphs=filled_paragraphs(text, values),
        closing=_("Please accept the assurances of our highest consideration."),
        signatory=signed_by(signatory, conference, language),
    )


def _drafts(
    conference: Conference, language: str, text: str, options: Mapping[str, Any]
) -> tuple[LetterData, ...]:
    """Return drafts of letters; without an invitee, one draft to an institution that does not exist."""
    invitees: Iterable[Invitee] = (
        Invitee.objects.of(conference)
        .filter(pk__in=options["invitees"])
        .select_related("conference", "signatory")
        if options.get("invitees")
        else ()
    )
    signatory = Signatory.objects.filter(conference=conference).first()
    register: dict[str, Any] = {"number": "…", "date": document_date(conference.today(), language)}
    drafts = tuple(
        _to_invitee(row, conference, language, text, signatory=row.signatory or signatory, **register)
        for row in invitees
    )
    return drafts or (
        _letter(
            conference, language, text, addressee=(_("Name of the institution"),),
            institution=_("your institution"), signatory=signatory, **register,
        ),
    )  # fmt: skip
