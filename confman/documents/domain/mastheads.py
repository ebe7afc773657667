"""The masthead of a conference's documents, and the picture that other sites show beside a link to it."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import UUIDField
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference, Partner
from confman.documents.cards import CardSheet
from confman.documents.domain.texts import date_in_text, dates_in_text, in_document
from confman.documents.meta import CreditLine, DocumentMeta, Masthead, Picture
from confman.translation.languages import language_after_its_word
from confman.translation.text import TranslatedText
from confman.web.colours import text_colour_of

# To whom a document goes, as its masthead says it: capitals in English, where other languages have none behind a colon.
DISTRIBUTIONS = {
    "general": gettext_lazy("General"),
    "limited": gettext_lazy("Limited"),
    "restricted": gettext_lazy("Restricted"),
}

_partners: CompiledQuery[Partner] = CompiledQuery(
    lambda conference: Partner.objects.filter(conference=conference), UUIDField()
)


def document_meta(
    conference: Conference,
    *,
    language: str,
    title: str,
    subtitle: str = "",
    note: str = "",
    symbol: str = "",
    distribution: str = "",
    original_language: str = "",
    date: dt.date | None = None,
    draft: bool = False,
    blank: bool = False,
) -> DocumentMeta:
    """Return title and masthead of a document, in three queries at most.

    What a conference does not have on its letterhead, organizer and logo, is that of its organization.

    `symbol` is the whole symbol: that of `numbered_symbol` or `whole_symbol`, or one that the register has given.
    `distribution` is one of DISTRIBUTIONS or another finished word; `original_language` a code;
    `date` the date of issue, by default today's date at the conference.
    """
    partners = _partners.all(conference.pk)
    return DocumentMeta(
        title=str(title),
        subtitle=str(subtitle),
        note=str(note),
        language=language,
        masthead=Masthead(
            organizer=_organizer(conference, partners, language),
            conference=_text(conference.title, conference, language),
            place_and_dates=_place_and_dates(conference, language),
            symbol=symbol,
            distribution=str(distribution),
            date=date_in_text(date or conference.today(), language),
            day=(date or conference.today()).isoformat(),
            original_language=language_after_its_word(original_language, language),
            logo=_logo(conference),
            credit_lines=_credit_lines(conference, partners, language),
        ),
        sample=conference.is_sample,
        draft=draft,
        blank=blank,
        names=tuple(
            _text(name, conference, language)
            for name in (conference.title, *(partner.name for partner in partners))
        ),
    )


def _text(value: object, conference: Conference, language: str) -> str:
    # As plain text: what is on the masthead is also in the properties of the file.
    return f"{in_document(TranslatedText.of(value), conference, language)}"


def _organizer(conference: Conference, partners: list[Partner], language: str) -> str:
    organizers = [partner for partner in partners if partner.role == Partner.Role.ORGANIZER]
    names = " · ".join(_text(partner.name, conference, language) for partner in organizers)
    return names or _text(
        conference.organization.name if conference.organization else "", conference, language
    )


def _logo(conference: Conference) -> Picture | None:
    """Return the logo of the letterhead: the conference's own, else that of its organization."""
    if conference.logo or conference.organization is None:
        return logo_picture(conference.logo, str(conference.title))
    return logo_picture(conference.organization.logo, str(conference.organization))


def _place_and_dates(conference: Conference, language: str) -> str:
    dates = dates_in_text(conference.starts_on, conference.ends_on, language)
    return ", ".join(part for part in (_text(conference.city, conference, language), dates) if part)


def numbered_symbol(conference: Conference, number: str) -> str:
    """Return the symbol of a document of a series, CONF/2017/INF.1 for "INF.1"; '' for a conference without symbols."""
    return whole_symbol(conference, number) if conference.symbol_prefix else ""


def whole_symbol(conference: Conference, symbol: str) -> str:
    """Return a symbol that was typed, behind the conference's prefix unless it has that: CONF/2017/5 for "5"."""
    prefix = conference.symbol_prefix
    if not symbol or not prefix or symbol.startswith(prefix):
        return symbol
    return f"{prefix.rstrip('/')}/{symbol.lstrip('/')}"


def _credit_lines(conference: Conference, partners: list[Partner], language: str) -> tuple[CreditLine, ...]:
    """Return the lines that agreements require, with the partner's logo unless an agreement forbids logos."""
    # Required word by word.
    lines = [(partner, *partner.credit_line.best((language, *conference.languages))) for partner in partners]
    return tuple(
        CreditLine(
            text,
            None
            if partner.logo_forbidden_on
            else logo_picture(partner.logo, partner.name.best((language, *conference.languages))[1]),
            code,
        )
        for partner, code, text in lines
        if text
    )


def logo_picture(file: FieldFile, description: str, *, width_mm: float = 25) -> Picture | None:
    """Return a logo or a signature as a Picture, or None if there is none or it cannot be shown."""
    if not file:
        return None
    try:
        with file.open("rb") as source:
            picture = Picture(source.read(), description=f"{description}", width_mm=width_mm)
        return picture if picture.media_type else None
    except (OSError, ValueError):
        return None


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
