"""Papers for the table: the seating list, the plan of the head table, name plates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import at_beginning, in_document
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.rendering.fitted_text import FittedText, fit
from confman.translation.languages import language_in_text
from confman.translation.marks import note_lines
from confman.web.colours import text_colour_of
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.names import badge_name, entity_of, name_of, readable
from registrations.core.domain.settings import settings_of
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import FUNCTION_ORDER, Registration
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection
from registrations.protocol.domain.seating import HeadTableSeat, head_table, seated_delegations
from registrations.protocol.models import Honours

# The plan is on a landscape A4 sheet; no place in a row of the head table is narrower than this.
PLAN_WIDTH, NARROWEST_PLACE = 253.0, 21.0


# --- The order of delegations -------------------------------------------------------------------------


def build_seating_list(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """Build the list of delegations with someone approved, in the order of the table; four queries."""
    members: dict[UUID | None, list[Registration]] = {}
    people = Registration.objects.of(conference).approved().exclude(delegation=None).select_related("person")
    for row in people:
        members.setdefault(row.delegation_id, []).append(row)
    seated = [row for row in seated_delegations(conference) if row.pk in members]
    lines = tuple(
        {
            "place": position,
            "plate": plate_of(delegation, conference, language),
            "head": _head(members[delegation.pk], conference, language),
            "kind": capfirst(str(delegation.get_kind_display())),
            "people": len(members[delegation.pk]),
        }
        for position, delegation in enumerate(seated, start=1)
    )
    return ListDocument(
        meta=document_meta(
            conference,
            language=language,
            title=_("Seating list"),
            distribution=pgettext("distribution", "Secretariat"),
        ),
        columns=(
            ListColumn("place", _("Place"), 14),
            ListColumn("plate", _("Name on the plate")),
            ListColumn("head", _("Head of delegation"), 46),
            ListColumn("kind", _("Kind"), 37),
            ListColumn("people", _("Persons"), 22, "end"),
        ),
        groups=(ListGroup("", (ListSection("", lines),)),) if lines else (),
        closing=_ordering_note(conference, language) if lines else (),
        empty=_("No delegation has anyone approved yet."),
    )


def plate_of(delegation: Delegation, conference: Conference, language: str) -> str:
    """Return the text on the plate of the delegation."""
    plate = in_document(delegation.plate_name, conference, language)
    return plate or in_document(delegation.name, conference, language)


def _head(rows: list[Registration], conference: Conference, language: str) -> str:
    """Return the name of the approved head of the delegation, else of the deputy, else ''; nobody is made head here."""
    leading = sorted(
        (row for row in rows if row.function in ("head", "deputy")),
        key=lambda row: FUNCTION_ORDER[row.function],
    )
    return name_of(leading[0].person, conference, language) if leading else ""


def _ordering_note(conference: Conference, language: str) -> tuple[str, ...]:
    order = _(
        "Delegations with an assigned precedence come first; the others follow by type, in alphabetical order "
        "(%(language)s)."
    ) % {"language": language_in_text(conference.protocol_language or conference.default_language, language)}
    first = settings_of(conference).first_delegation
    if first is None:
        return (order,)
    lot = _("Drawn by lot: %(name)s.") % {"name": in_document(first.name, conference, language)}
    return order, lot


# --- The head table -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlannedSeat:
    """A place as the hall sees it; `number` counts from the centre."""

    number: int
    is_centre: bool
    name: FittedText
    entity: FittedText
    whole_name: str
    whole_entity: str
    job_title: str


@dataclass(frozen=True)
class HeadTablePlan:
    meta: DocumentMeta
    seats: tuple[PlannedSeat, ...]
    in_order: tuple[PlannedSeat, ...]
    place_width_mm: float
    accent: str


def build_head_table(conference: Conference, *, language: str, options: Mapping[str, Any]) -> HeadTablePlan:
    """Build the seating plan of the head table: as a drawing and as a list from the chair; one query."""
    guests = Honours.objects.at_the_head_table(conference)
    seats = head_table([(guest.head_table_position or 0, guest.registration) for guest in guests])
    width = max(PLAN_WIDTH / len(seats), NARROWEST_PLACE) if seats else PLAN_WIDTH
    planned_seats = tuple(_seat(seat, width, conference, language) for seat in seats)
    return HeadTablePlan(
        meta=document_meta(
            conference,
            language=language,
            title=_("Head-table plan"),
            distribution=pgettext("distribution", "Secretariat"),
        ),
        seats=planned_seats,
        in_order=tuple(
            sorted((seat for seat in planned_seats if seat.whole_name), key=lambda seat: seat.number)
        ),
        place_width_mm=round(width, 2),
        accent=text_colour_of(conference.colour),
    )


def _seat(
    seat: HeadTableSeat[Registration], width: float, conference: Conference, language: str
) -> PlannedSeat:
    row = seat.occupant
    name = readable(badge_name(row.person, conference, language), language).text if row else ""
    entity = entity_of(row, conference, language) if row else ""
    inner = width - 5
    fitted_name = fit(name, width_mm=inner, height_mm=26, largest=12, smallest=6.5, max_lines=5)
    fitted_entity = fit(
        entity, width_mm=inner, height_mm=20, largest=8, smallest=5, max_lines=6, weight="400Regular"
    )
    note_lines(name, fitted_name.lines)
    note_lines(entity, fitted_entity.lines)
    return PlannedSeat(
        number=seat.number,
        is_centre=seat.number == 1,
        name=fitted_name,
        entity=fitted_entity,
        whole_name=name,
        whole_entity=entity,
        job_title=at_beginning(in_document(row.person.job_title, conference, language)) if row else "",
    )


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
