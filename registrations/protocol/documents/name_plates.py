"""Name plates for the table: folded once, the same on both sides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.mastheads import document_meta
from confman.documents.meta import DocumentMeta, Picture
from confman.web.colours import text_colour_of
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.names import badge_name, entity_of, readable
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration
from registrations.protocol.documents.seating import plate_of
from registrations.protocol.domain.seating import seated_delegations
from registrations.protocol.models import Honours

FLAG_WIDTH = 30.0


@dataclass(frozen=True)
class NamePlate:
    first: str
    second: str = ""
    flag: Picture | None = None


@dataclass(frozen=True)
class NamePlates:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[NamePlate, ...]
    accent: str


def build_name_plates(conference: Conference, *, language: str, options: Mapping[str, Any]) -> NamePlates:
    """Build plates of persons with a seat, of the head table in its order, or of delegations in seating order.

    `options`: of (persons, head-table, delegations), flags (for delegations that show one), category,
    registrations.
    """
    if options.get("of") == "delegations":
        plates = tuple(
            _delegation_plate(row, conference, language, with_flag=bool(options.get("flags")))
            for row in seated_delegations(conference)
        )
    elif options.get("of") == "head-table":
        guests = Honours.objects.at_the_head_table(conference)
        plates = tuple(_person_plate(guest.registration, conference, language) for guest in guests)
    else:
        rows = selected_registrations(conference, options)
        if not options.get("registrations") and not options.get("registration"):
            rows = rows.filter(category__may_take_seat=True)
        in_order = sorted(rows, key=by_category_and_name(conference, language))
        plates = tuple(_person_plate(row, conference, language) for row in in_order)
    return NamePlates(
        meta=document_meta(conference, language=language, title=_("Name plates")),
        sheet=CARD_SHEETS["plate"],
        cards=plates,
        accent=text_colour_of(conference.colour),
    )


def _person_plate(row: Registration, conference: Conference, language: str) -> NamePlate:
    name = readable(badge_name(row.person, conference, language), language).text
    return NamePlate(name, entity_of(row, conference, language))


def _delegation_plate(
    delegation: Delegation, conference: Conference, language: str, *, with_flag: bool
) -> NamePlate:
    name = plate_of(delegation, conference, language)
    shows_flag = with_flag and delegation.show_flag
    country: Any = delegation.country
    flag = flag_picture(country.code or "", name, width_mm=FLAG_WIDTH) if shows_flag else None
    return NamePlate(name.upper(), flag=flag)


@lru_cache(maxsize=300)
def _drawing(folder: str, code: str) -> bytes:
    path = Path(folder) / "4x3" / f"{code}.svg"
    return path.read_bytes() if path.is_file() else b""


def flag_picture(country: str, description: str, *, width_mm: float = 40) -> Picture | None:
    """Return the flag of a country by its ISO 3166-1 code, three high and four wide; None if there is none."""
    code = country.lower()
    if not re.fullmatch("[a-z]{2}", code):
        return None
    drawing = _drawing(str(settings.CONFMAN_FLAGS_DIR), code)
    return Picture(drawing, description=description, width_mm=width_mm) if drawing else None
