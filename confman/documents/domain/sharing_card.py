"""A picture of the conference that messengers and other sites show beside a link to it."""

from dataclasses import dataclass
from functools import lru_cache

from confman.conferences.models import Conference
from confman.documents.cards import CardSheet
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta
from confman.web.colours import text_colour_of

TEMPLATE = "documents/cards/sharing.typ"
# 1200 by 630 pixels, as messengers and other sites expect.
_SHEET = CardSheet("sharing", "", 211.6667, 111.125, 211.6667, 111.125)


@dataclass(frozen=True)
class SharingCard:
    """The masthead of a document: organizer, title, time and place."""

    meta: DocumentMeta
    accent: str
    sheet: CardSheet = _SHEET
    cards: tuple[str, ...] = ("",)


def sharing_card(conference: Conference, *, language: str) -> bytes:
    """Return the card as PNG, drawn once in each process for the same content."""
    meta = document_meta(
        conference, language=language, title=str(conference.title), date=conference.starts_on
    )
    return _drawn(SharingCard(meta, text_colour_of(conference.colour)), language)


@lru_cache(maxsize=64)
def _drawn(card: SharingCard, language: str) -> bytes:
    from confman.documents.rendering.card_engine import render_card_pictures

    return render_card_pictures(TEMPLATE, card, language=language, format="png")[0]
