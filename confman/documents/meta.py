"""Facts that every document states about itself. Builders put a DocumentMeta into their dataclass as `meta`."""

import base64
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.translation import gettext

# Metadata of a field: a list that is no longer at a large conference than at a small one.
AS_IT_IS = {"as_it_is": True}


@dataclass(frozen=True)
class Picture:
    """An image in a document, for the HTML template (`picture.uri`) and the Word template alike.

    `data` is PNG, JPEG or SVG (SVG not in Word); `description` is read by screen readers.
    """

    data: bytes = field(repr=False)
    description: str
    width_mm: float = 40

    @property
    def media_type(self) -> str:
        """The type by content, never by the file's name. Raises ValueError for a picture that documents cannot show."""
        if self.data.startswith(b"\x89PNG\r\n\x1a\n"):
            return "image/png"
        if self.data.startswith(b"\xff\xd8\xff"):
            return "image/jpeg"
        if b"<svg" in self.data[:1000]:
            return "image/svg+xml"
        raise ValueError("A picture in a document is PNG, JPEG or SVG.")

    @property
    def uri(self) -> str:
        """The picture as a data: URI."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True)
class StoredPicture:
    """A picture that is read from the storage only when its card is drawn, so that photos are not all in memory.

    `name` is the file's in the default storage; `width_mm` is the printed width, to which it is scaled down.
    """

    name: str
    description: str
    width_mm: float = 40


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code on a card: its content, and a description for screen readers."""

    text: str
    description: str


@dataclass(frozen=True)
class CreditLine:
    """The line that an agreement with a partner requires, and the logo that must stand beside it."""

    text: str
    logo: Picture | None = None
    language: str = ""


@dataclass(frozen=True)
class Masthead:
    """The head of an official document: issuing body, symbol, distribution, date, languages."""

    organizer: str
    conference: str
    place_and_dates: str
    symbol: str = ""
    distribution: str = ""
    date: str = ""
    original_language: str = ""
    logo: Picture | None = None
    credit_lines: tuple[CreditLine, ...] = ()
    day: str = ""  # the same date, as in 2017-03-31


EXTRACT = "(extract)"


@dataclass(frozen=True)
class DocumentMeta:
    """Title, masthead and marks of a document. All text is final: no dates to format, no queries to make.

    `language` is the document's BCP 47 code. `sample` prints SAMPLE on every page, as all documents of the demo do;
    `draft` prints DRAFT; `blank` is a sheet to be filled in by hand: none of these has a code or a seal. `code` is the
    line on an official document with the code by which /verify/ finds it. `names` are undivided wherever they stand.
    `extract_of` is the symbol of the document of which it is a part, which has none of its own. `passages` are in
    another language than the document: their words, and the language of each.
    """

    title: str
    language: str
    masthead: Masthead
    subtitle: str = ""
    note: str = ""
    sample: bool = False
    draft: bool = False
    blank: bool = False
    code: str = ""
    names: tuple[str, ...] = ()
    extract_of: str = ""
    passages: tuple[tuple[str, str], ...] = field(default=(), metadata=AS_IT_IS)

    @property
    def keywords(self) -> str:
        """Return what the properties of the file say of its symbol, for the register to read where it comes by hand."""
        return self.masthead.symbol or (self.extract_of and f"{self.extract_of} {EXTRACT}")

    @property
    def is_final(self) -> bool:
        """Return whether it is a finished document, which may bear a code and a seal."""
        return not (self.draft or self.blank or self.sample)


class DocumentData(Protocol):
    """The result of a builder: a frozen dataclass with `meta` and whatever else its templates show.

    Its values are text, numbers, dates, Pictures, and tuples of further dataclasses: never models or queries.
    """

    @property
    def meta(self) -> DocumentMeta: ...


def sample_words() -> str:
    """Return SAMPLE, and the same in the document's language, so that anyone who finds it understands."""
    # Translators: printed across documents of the demo.
    translated = gettext("SAMPLE")
    return "SAMPLE" if translated == "SAMPLE" else f"SAMPLE · {translated}"


def document_mark(meta: DocumentMeta) -> str:
    """Return what each page of a document says it is, a sample, a draft or both; '' for a finished document."""
    marks = [sample_words()] if meta.sample else []
    return " · ".join([*marks, gettext("DRAFT")] if meta.draft else marks)
