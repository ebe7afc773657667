"""Lists on travel: arrivals and departures with transfers, rooms by hotel, the state of visas, allowances."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from confman.conferences.models import Conference
from confman.documents.domain.texts import document_day
from confman.translation.collation import collation_key
from confman.translation.marks import MarkedPhrase, marked_by_letters, said_once
from confman.translation.numbers import money
from registrations.core.domain.names import by_name, country_of, entity_of, sorted_name
from registrations.core.models.registration import Registration, Travel, VisaCase, VisaStatus
from registrations.lists.documents.layout import (
    AMOUNT,
    ListColumn,
    ListDocument,
    ListGroup,
    ListSection,
    list_meta,
)
from registrations.protocol.domain.hotels import HotelNames


@dataclass(frozen=True)
class _Leg:
    """One journey of one person; sorted by time, then flight."""

    moment: dt.datetime
    flight: str
    place: str
    comes_from: str
    row: Registration
    hotel: str


def build_arrivals(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """Build the list of both ways, or of `options["way"]` = arrivals or departures; two queries.

    `options["met"]`: only those who are met and driven.
    """
    rows = list(
        Registration.objects.of(conference)
        .approved()
        .exclude(travel=None)
        .select_related("person", "delegation", "travel")
    )
    place = by_name(conference, language)
    rows.sort(key=lambda row: place(row.person))
    if options.get("met"):
        rows = [row for row in rows if row.travel.needs_transfer]
    direction = options.get("way") or "both"
    hotels = HotelNames(conference, language)
    language_note = said_once([_own_words(row.travel, hotels) for row in rows])
    groups: list[ListGroup] = []
    if direction != "departures":
        legs = [
            _Leg(
                conference.local(trip.arrives_at),
                trip.arrival_flight,
                trip.arrival_place,
                trip.arrives_from,
                row,
                hotels.name_of(trip),
            )
            for row in rows
            if (trip := row.travel).arrives_at
        ]
        groups += _days(conference, language, _("Arrivals: %(day)s"), legs, met=_("to be met"))
    if direction != "arrivals":
        legs = [
            _Leg(
                conference.local(trip.departs_at),
                trip.departure_flight,
                trip.departure_place,
                "",
                row,
                hotels.name_of(trip),
            )
            for row in rows
            if (trip := row.travel).departs_at
        ]
        groups += _days(conference, language, _("Departures: %(day)s"), legs, met=_("transfer needed"))
    titles = {"arrivals": _("Arrivals and transfers"), "departures": _("Departures and transfers")}
    return ListDocument(
        meta=list_meta(
            conference,
            language=language,
            title=titles.get(direction, _("Arrivals, departures and transfers")),
            options=options,
            note=language_note,
        ),
        columns=(
            ListColumn("name", pgettext("of a person", "Name")),
            ListColumn("entity", _("Delegation"), 56),
            ListColumn("transfer", _("Transfer"), 28),
            ListColumn("hotel", _("Hotel"), 28),
        ),
        groups=tuple(groups),
        empty=_("No flight is known yet."),
        group_title=_("Day"),
        section_title=_("Flight"),
    )


def _own_words(travel: Travel, hotels: HotelNames) -> str:
    places = (travel.arrives_from, travel.arrival_place, travel.departure_place)
    return " ".join((travel.transfer, hotels.unlisted(travel), *places))


def _days(
    conference: Conference, language: str, heading: str, legs: list[_Leg], *, met: str
) -> Iterator[ListGroup]:
    """Yield the days of a way; `met` is said of whoever needs a transfer and has none yet."""
    ordered = sorted(legs, key=lambda leg: (leg.moment, leg.flight, leg.place))
    for day, of_day in groupby(ordered, key=lambda leg: leg.moment.date()):
        sections = tuple(
            _flight(conference, language, list(passengers), met)
            for _key, passengers in groupby(of_day, key=lambda leg: (leg.moment, leg.flight, leg.place))
        )
        yield ListGroup(heading % {"day": document_day(day, language, begins=False)}, sections)


def _flight(conference: Conference, language: str, legs: list[_Leg], met: str) -> ListSection:
    first = legs[0]
    came_from = sorted({leg.comes_from for leg in legs if leg.comes_from})
    from_where = MarkedPhrase(_("from %(place)s") % {"place": "{}"}, marked_by_letters(", ".join(came_from)))
    parts = [
        first.moment.strftime("%H:%M"),
        first.flight,
        marked_by_letters(first.place),
        from_where if came_from else "",
        ngettext("%(count)d person", "%(count)d persons", len(legs)) % {"count": len(legs)},
    ]
    shown = [part for part in parts if part]
    return ListSection(
        MarkedPhrase(" · ".join(["{}"] * len(shown)), *shown),
        tuple(_passenger(leg, conference, language, met) for leg in legs),
    )


def _passenger(leg: _Leg, conference: Conference, language: str, met: str) -> dict[str, Any]:
    row = leg.row
    travel: Travel = row.travel
    return {
        "name": sorted_name(row.person, conference, language),
        "entity": entity_of(row, conference, language),
        "transfer": (marked_by_letters(travel.transfer) or met) if travel.needs_transfer else "",
        "hotel": leg.hotel,
    }


def build_rooming_list(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """List the approved participants with a hotel; `options["hotel"]` limits it to one. Two queries."""
    rows = (
        Registration.objects.of(conference)
        .approved()
        .exclude(travel=None)
        .exclude(travel__hotel="")
        .select_related("person", "travel")
    )
    if options.get("hotel"):
        rows = rows.filter(travel__hotel=options["hotel"])
    hotels = HotelNames(conference, language)
    language_note = said_once([f"{hotels.unlisted(row.travel)} {row.travel.shares_with}" for row in rows])
    place = by_name(conference, language)

    def by_hotel(row: Registration) -> tuple[Any, ...]:
        hotel = hotels.name_of(row.travel)
        return collation_key(hotel, language), hotel, row.travel.check_in or dt.date.max, *place(row.person)

    groups = []
    for hotel, members in groupby(sorted(rows, key=by_hotel), key=lambda row: hotels.name_of(row.travel)):
        lodgers = tuple(_rooming_row(row, conference, language) for row in members)
        groups.append(ListGroup(hotel, (ListSection("", lodgers),), note=_summary(lodgers)))
    return ListDocument(
        meta=list_meta(
            conference, language=language, title=_("Rooming list"), options=options, note=language_note
        ),
        columns=(
            ListColumn("name", pgettext("of a person", "Name"), 68),
            ListColumn(
                "room",
                pgettext("hotel", "Room"),
                46,
                second="room_number",
                second_title=_("Number of the room"),
            ),
            ListColumn("check_in", pgettext("hotel", "Check-in"), 34),
            ListColumn("check_out", pgettext("hotel", "Check-out"), 34),
            ListColumn("nights", _("Nights"), 22, "end"),
            ListColumn("shares_with", _("Shares with")),
        ),
        groups=tuple(groups),
        empty=_("Nobody has a hotel yet."),
        group_title=_("Hotel"),
    )


def _summary(lodgers: tuple[dict[str, Any], ...]) -> str:
    nights = sum(lodger["nights"] or 0 for lodger in lodgers)
    people = ngettext("%(count)d person", "%(count)d persons", len(lodgers)) % {"count": len(lodgers)}
    return f"{people}, " + ngettext("%(count)d night", "%(count)d nights", nights) % {"count": nights}


def _rooming_row(row: Registration, conference: Conference, language: str) -> dict[str, Any]:
    travel: Travel = row.travel
    return {
        "name": sorted_name(row.person, conference, language),
        "room": str(travel.get_room_kind_display()),
        "room_number": travel.room_number,
        "check_in": travel.check_in,
        "check_out": travel.check_out,
        "nights": travel.nights,
        "shares_with": marked_by_letters(travel.shares_with),
    }


# Visas that still need action come first.
_ORDER = (
    VisaStatus.NEEDED,
    VisaStatus.LETTER_SENT,
    VisaStatus.APPLIED,
    VisaStatus.REFUSED,
    VisaStatus.GRANTED,
    VisaStatus.NOT_NEEDED,
)


def build_visa_tracker(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """Build the list of every visa of an approved participant, by state; two queries for the rows."""
    cases = (
        VisaCase.objects.filter(registration__in=Registration.objects.of(conference).approved())
        .select_related("registration__person")
        .prefetch_related("registration__correspondence")
    )
    place = by_name(conference, language)
    ordered = sorted(
        cases, key=lambda case: (_ORDER.index(VisaStatus(case.state)), place(case.registration.person))
    )
    sections, totals = [], []
    for state, members in groupby(ordered, key=lambda case: case.state):
        lines = tuple(_line(case, conference, language) for case in members)
        label = str(VisaStatus(state).label)
        sections.append(ListSection(capfirst(label), lines))
        totals.append(f"{label}: {len(lines)}")
    count = len(ordered)
    closing = ngettext("%(count)d person", "%(count)d persons", count) % {"count": count}
    return ListDocument(
        meta=list_meta(conference, language=language, title=_("Visa tracker"), options=options),
        columns=(
            ListColumn("name", pgettext("of a person", "Name"), 50),
            ListColumn("country", _("Country"), 30),
            ListColumn("consulate", _("Consulate"), 45),
            ListColumn("letter", _("Supporting letter"), 27),
            ListColumn("applied", pgettext("visa", "Applied on"), 26),
            ListColumn("decided", pgettext("visa", "Decided"), 26),
            ListColumn("remarks", _("Remarks")),
        ),
        groups=(ListGroup("", tuple(sections)),) if sections else (),
        closing=(f"{closing} ({'; '.join(totals)})",) if sections else (),
        empty=_("No visa is noted yet."),
        section_title=pgettext("visa", "State"),
    )


def _line(case: VisaCase, conference: Conference, language: str) -> dict[str, Any]:
    person = case.registration.person
    letters = [
        letter
        for letter in case.registration.correspondence.all()
        if letter.kind == "visa" and letter.struck_out_at is None
    ]
    return {
        "name": sorted_name(person, conference, language, as_recorded=True),
        "country": country_of(person),
        "consulate": marked_by_letters(case.consulate),
        "letter": letters[0].number if letters else "",
        "applied": case.applied_on,
        "decided": case.decided_on,
        "remarks": marked_by_letters(case.remarks),
    }


SIGNED_ROW_MM = 13.0
LINE = "_" * 40  # to sign on


def build_allowance_sheet(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> ListDocument:
    """Build the sheet of approved participants who are paid something; one query for the rows.

    Amounts are Decimal, to the cent.
    """
    rows = (
        Registration.objects.of(conference)
        .approved()
        .exclude(allowance=None)
        .select_related("person", "delegation", "allowance")
    )
    place = by_name(conference, language)
    paid = sorted(
        (row for row in rows if row.allowance.total > 0),
        key=lambda row: (row.allowance.currency, place(row.person)),
    )
    sections = []
    for currency, members in groupby(paid, key=lambda row: row.allowance.currency):
        payments = tuple(
            _payment(number, row, conference, language) for number, row in enumerate(members, start=1)
        )
        total = sum((payment["total"] for payment in payments), Decimal(0))
        sections.append(
            ListSection(
                currency,
                payments,
                note=_("Total: %(amount)s") % {"amount": money(total, currency, cents=True)},
            )
        )
    return ListDocument(
        meta=list_meta(conference, language=language, title=_("Allowance sheet"), options=options),
        columns=(
            ListColumn("number", _("No."), 11),
            ListColumn(
                "name", pgettext("of a person", "Name"), 56, second="entity", second_title=_("Delegation")
            ),
            ListColumn("days", _("Days"), 20, "end", "0.#"),
            ListColumn("rate", _("Daily rate"), 27, "end", AMOUNT),
            ListColumn("travel", _("Travel"), 25, "end", AMOUNT),
            ListColumn("total", _("Total"), 32, "end", AMOUNT),
            ListColumn("note", _("Note"), 45),
            ListColumn("signature", _("Date and signature")),
        ),
        groups=(ListGroup("", tuple(sections)),) if sections else (),
        closing=(_("Paid out by: %(line)s") % {"line": LINE}, _("Checked by: %(line)s") % {"line": LINE})
        if sections
        else (),
        empty=_("Nobody is paid an allowance yet."),
        section_title=_("Currency"),
        row_height_mm=SIGNED_ROW_MM,
    )


def _payment(number: int, row: Registration, conference: Conference, language: str) -> dict[str, Any]:
    allowance = row.allowance
    return {
        "number": number,
        "name": sorted_name(row.person, conference, language),
        "entity": entity_of(row, conference, language),
        "days": allowance.days,
        "rate": allowance.daily_rate,
        "travel": allowance.travel_costs,
        "total": allowance.total,
        "note": allowance.note,
    }
