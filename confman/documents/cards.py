"""Cards: badges, name plates, certificates. Pages of one size each, or several on a sheet to be cut."""

import dataclasses
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

# A batch: whole sheets of four, and a task of a few seconds.
BATCH = 100
# The margin for printing houses beyond the edge that is cut.
BLEED_MM = 3


@dataclass(frozen=True)
class CardSheet:
    """The paper, the size of a card on it, and the number of cards side by side and one below the other."""

    key: str
    label: Any
    page_width_mm: float
    page_height_mm: float
    card_width_mm: float
    card_height_mm: float
    columns: int = 1
    rows: int = 1
    # Folded back at the top edge of the card: the page carries both faces, the back one upside down.
    folded: bool = False
    # Width of the colour beyond the edges of the page, where it is cut.
    bleed_mm: float = 0

    @property
    def cards_a_page(self) -> int:
        return self.columns * self.rows

    def with_bleed(self) -> Self:
        """Return the sheet as a printing house wants it, if a card is alone on its page; others as they are."""
        alone = self.cards_a_page == 1 and not self.folded
        return dataclasses.replace(self, bleed_mm=BLEED_MM) if alone else self


CARD_SHEETS = {
    sheet.key: sheet
    for sheet in (
        CardSheet("a6", _("A6, one card a page"), 105, 148, 105, 148),
        CardSheet("id1", _("ID-1 (bank card), one card a page"), 85.6, 53.98, 85.6, 53.98),
        CardSheet("four-on-a4", _("four A6 on A4, with crop marks"), 210, 297, 105, 148.5, 2, 2),
        CardSheet("a5-folded", _("A5, folded to A6"), 148, 210, 148, 105, folded=True),
        CardSheet("plate", _("A4, folded to a plate for the table"), 297, 210, 297, 105, folded=True),
        CardSheet("a5", _("A5, one card a page"), 148, 210, 148, 210),
        CardSheet("a4", _("A4, one a page"), 210, 297, 210, 297),
        CardSheet("a4-landscape", _("A4 landscape, one a page"), 297, 210, 297, 210),
    )
}


def split_cards(data: Any) -> list[Any]:
    """Split the document into batches of about a hundred cards that fill whole pages: a kind's `split`."""
    size = max(BATCH // data.sheet.cards_a_page, 1) * data.sheet.cards_a_page
    starts = range(0, len(data.cards), size)
    return [dataclasses.replace(data, cards=tuple(data.cards[start : start + size])) for start in starts]
