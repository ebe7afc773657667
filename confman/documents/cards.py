"""Cards: badges, name plates, certificates. Pages of one size each, or several on a sheet to be cut."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from confman.documents.meta import DocumentMeta

# A batch: whole sheets of four, and a task of a few seconds.
BATCH = 100


@dataclass(frozen=True)
class CardSheet:
    """The paper, the card on it, and how many cards stand side by side and one below the other."""

    key: str
    label: Any
    page_width_mm: float
    page_height_mm: float
    card_width_mm: float
    card_height_mm: float
    columns: int = 1
    rows: int = 1
    # Folded behind, at the top edge of the card: the page carries both faces, the back one turned.
    folded: bool = False

    @property
    def cards_a_page(self) -> int:
        return self.columns * self.rows

    @property
    def crop_marks(self) -> str:
        """A picture, as large as the sheet, of hairlines to cut along; empty where nothing is cut.

        Five millimetres from each edge and a cross in the middle, on the very lines of the cut.
        """
        if (self.columns, self.rows) != (2, 2):
            return ""
        width, height = self.page_width_mm, self.page_height_mm
        across, down = width / 2, height / 2
        path = (
            f"M{across} 0v5M{across} {height}v-5M0 {down}h5M{width} {down}h-5"
            f"M{across} {down - 3}v6M{across - 3} {down}h6"
        )
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}"><path d="{path}" stroke="#14181d" stroke-width=".2"/></svg>'
        )
        return f"data:image/svg+xml,{quote(svg)}"


CARD_SHEETS = {
    sheet.key: sheet
    for sheet in (
        CardSheet("a6", _("A6, one card a page"), 105, 148, 105, 148),
        CardSheet("id1", _("ID-1 (bank card), one card a page"), 85.6, 53.98, 85.6, 53.98),
        CardSheet("four-on-a4", _("four A6 on A4, with crop marks"), 210, 297, 105, 148.5, 2, 2),
        CardSheet("a5-folded", _("A5, folded to A6"), 148, 210, 148, 105, folded=True),
        CardSheet("a5", _("A5, one card a page"), 148, 210, 148, 210),
        CardSheet("a4", _("A4, one a page"), 210, 297, 210, 297),
        CardSheet("a4-landscape", _("A4 landscape, one a page"), 297, 210, 297, 210),
    )
}


class CardData(Protocol):
    """The dataclass of a document of cards."""

    @property
    def meta(self) -> DocumentMeta: ...
    @property
    def sheet(self) -> CardSheet: ...
    @property
    def cards(self) -> Sequence[Any]: ...


def split_cards(data: Any) -> list[Any]:
    """The same document in batches of about a hundred cards that fill whole pages: a kind's `split`."""
    size = max(BATCH // data.sheet.cards_a_page, 1) * data.sheet.cards_a_page
    starts = range(0, len(data.cards), size)
    return [dataclasses.replace(data, cards=tuple(data.cards[start : start + size])) for start in starts]


def pages_of(cards: Sequence[Any], cards_a_page: int) -> list[list[Any]]:
    """The cards of every page; the last one may be partly empty."""
    return [list(cards[start : start + cards_a_page]) for start in range(0, len(cards), cards_a_page)]
