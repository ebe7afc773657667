"""The facts that every document states about itself. Builders put a DocumentMeta into their dataclass as `meta`."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Protocol

# Metadata of a field: a list that is as long in the document of a large conference as in that of a small one.
AS_IT_IS = {"as_it_is": True}


@dataclass(frozen=True)
class Picture:
    """An image in a document, for the HTML template (`picture.uri`) and the Word template alike.

    `data` is PNG, JPEG or SVG (SVG not in Word); `description` is read to who cannot see it.
    """

    data: bytes = field(repr=False)
    description: str
    width_mm: float = 40

    @property
    def media_type(self) -> str:
        """The type by content, never by a file's name. Raises ValueError for what a document cannot show."""
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
    """A picture that is read from the storage only when its card is drawn: ten thousand photos are never in memory.

    `name` is the file's in the default storage; `width_mm` how wide it is printed, to which it is scaled down.
    """

    name: str
    description: str
    width_mm: float = 40


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code on a card: what it holds, and what it is to who cannot see it."""

    text: str
    description: str


@dataclass(frozen=True)
class CreditLine:
    """The line that an agreement with a partner requires to be printed, and the logo where it must stand."""

    text: str
    logo: Picture | None = None


@dataclass(frozen=True)
class Masthead:
    """The head of an official document: who issues it, its symbol, for whom, when, in which language."""

    organizer: str
    conference: str
    place_and_dates: str
    symbol: str = ""
    distribution: str = ""
    date: str = ""
    original_language: str = ""
    logo: Picture | None = None
    credit_lines: tuple[CreditLine, ...] = ()


@dataclass(frozen=True)
class DocumentMeta:
    """The title and masthead, and how the whole is to be marked. All text is finished: no date, no query is left.

    `language` is the BCP 47 code that the document is written in. `sample` prints SAMPLE on every page, as
    all documents of the demo do; `draft` prints DRAFT.
    """

    title: str
    language: str
    masthead: Masthead
    subtitle: str = ""
    note: str = ""
    sample: bool = False
    draft: bool = False


class DocumentData(Protocol):
    """The result of a builder: a frozen dataclass with `meta` and whatever else its templates show.

    Its values are text, numbers, dates, Pictures, and tuples of further dataclasses: never a model or a
    query.
    """

    @property
    def meta(self) -> DocumentMeta: ...
