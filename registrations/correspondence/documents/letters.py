"""Numbered and signed letters: what all of them share.

A letter is entered in the register of correspondence before it is written: number, date, signatory and addressee come
from there, so a letter made again is the same letter. Other letters (`visa`) are built from the same parts:
`letters_of()`, `letterhead()`, `signed_by()`, a `LetterData` each, the template
`registrations/correspondence/documents/letters.html`, and `split_letters`.
"""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.domain.dates import ended_once
from confman.documents.domain.mastheads import document_meta, logo_picture
from confman.documents.domain.texts import in_document
from confman.documents.meta import DocumentMeta, Picture
from registrations.correspondence.models import Correspondence, CorrespondenceDirection, Signatory

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
        filled = _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), paragraph)
        if filled:
            paragraphs.append(ended_once(filled))
    return tuple(paragraphs)
