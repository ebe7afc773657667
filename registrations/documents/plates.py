"""Name plates for the table: folded once, the same on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain import document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.fitting import FittedText, fit
from confman.web.colours import ink_of
from registrations.documents.badges import chosen
from registrations.documents.names import badge_name, entity_of, in_document
from registrations.models import Delegation

# A face is half of an A4 sheet that lies across, less the margins.
FACE_WIDTH, FACE_HEIGHT = 257.0, 62.0


@dataclass(frozen=True)
class NamePlate:
    first: FittedText
    second: FittedText


@dataclass(frozen=True)
class NamePlates:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[NamePlate, ...]
    accent: str


def build_name_plates(conference: Conference, *, language: str, options: Mapping[str, Any]) -> NamePlates:
    """Plates of persons who have a seat at the table, or of delegations (`options`: of, category, registrations)."""
    if options.get("of") == "delegations":
        plates = tuple(_delegation_plate(row, conference, language) for row in _delegations(conference))
    else:
        rows = chosen(conference, options)
        if not options.get("registrations") and not options.get("registration"):
            rows = rows.filter(category__may_take_seat=True)
        plates = tuple(
            _plate(badge_name(row.person, conference, language), entity_of(row, conference, language))
            for row in rows
        )
    return NamePlates(
        meta=document_meta(conference, language=language, title=_("Name plates")),
        sheet=CARD_SHEETS["a4-landscape"],
        cards=plates,
        accent=ink_of(conference.colour),
    )


def _delegations(conference: Conference) -> list[Delegation]:
    """Those that have someone approved, by precedence and name."""
    rows = Delegation.objects.of(conference).filter(taken__gt=0)
    return sorted(rows, key=lambda row: (row.precedence is None, row.precedence or 0, row.sort_key))


def _delegation_plate(delegation: Delegation, conference: Conference, language: str) -> NamePlate:
    name = in_document(delegation.plate_name, conference, language) or in_document(
        delegation.name, conference, language
    )
    return _plate(name.upper(), "")


def _plate(first: str, second: str) -> NamePlate:
    height = FACE_HEIGHT - (20 if second else 0)
    return NamePlate(
        first=fit(first, width_mm=FACE_WIDTH, height_mm=height, largest=72, smallest=22, max_lines=2),
        second=fit(
            second,
            width_mm=FACE_WIDTH,
            height_mm=19,
            largest=26,
            smallest=12,
            max_lines=2,
            weight="400Regular",
        ),
    )
