"""Arrivals and departures with transfers: by day, and within a day by flight, for those who meet and drive."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from confman.conferences.models import Conference
from confman.documents.domain.dates import document_day
from confman.translation.marks import MarkedPhrase, marked_by_letters, said_once
from registrations.core.domain.names import entity_of, name_of
from registrations.core.models.arrangements import Travel
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta


@dataclass(frozen=True)
class _Leg:
    """One journey of one person; sorted by time, then flight."""

    moment: dt.datetime
    flight: str
    place: str
    comes_from: str
    row: Registration


def build_arrivals(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """Build the list of both ways, or of `options["way"]` = arrivals or departures; one query for the rows.

    `options["met"]`: only those who are met and driven.
    """
    rows = list(
        Registration.objects.of(conference)
        .approved()
        .exclude(travel=None)
        .select_related("person", "delegation", "travel")
        .order_by("person__sort_key", "pk")
    )
    if options.get("met"):
        rows = [row for row in rows if row.travel.needs_transfer]
    direction = options.get("way") or "both"
    language_note = said_once([_own_words(row.travel) for row in rows])
    groups: list[ListGroup] = []
    if direction != "departures":
        legs = [
            _Leg(
                conference.local(trip.arrives_at),
                trip.arrival_flight,
                trip.arrival_place,
                trip.arrives_from,
                row,
            )
            for row in rows
            if (trip := row.travel).arrives_at
        ]
        groups += _days(conference, language, _("Arrivals: %(day)s"), legs)
    if direction != "arrivals":
        legs = [
            _Leg(conference.local(trip.departs_at), trip.departure_flight, trip.departure_place, "", row)
            for row in rows
            if (trip := row.travel).departs_at
        ]
        groups += _days(conference, language, _("Departures: %(day)s"), legs)
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
            ListColumn("entity", _("Delegation"), 46),
            ListColumn("transfer", _("Transfer"), 28),
            ListColumn("hotel", _("Hotel"), 32),
        ),
        groups=tuple(groups),
        empty=_("No flight is known yet."),
        group_title=_("Day"),
        section_title=_("Flight"),
    )


def _own_words(travel: Travel) -> str:
    words = (travel.transfer, travel.hotel, travel.arrives_from, travel.arrival_place, travel.departure_place)
    return " ".join(words)


def _days(conference: Conference, language: str, heading: str, legs: list[_Leg]) -> Iterator[ListGroup]:
    ordered = sorted(legs, key=lambda leg: (leg.moment, leg.flight, leg.place))
    for day, of_day in groupby(ordered, key=lambda leg: leg.moment.date()):
        sections = tuple(
            _flight(conference, language, list(passengers))
            for _key, passengers in groupby(of_day, key=lambda leg: (leg.moment, leg.flight, leg.place))
        )
        yield ListGroup(heading % {"day": document_day(day, language, begins=False)}, sections)


def _flight(conference: Conference, language: str, legs: list[_Leg]) -> ListSection:
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
        tuple(_passenger(leg.row, conference, language) for leg in legs),
    )


def _passenger(row: Registration, conference: Conference, language: str) -> dict[str, Any]:
    travel: Travel = row.travel
    return {
        "name": name_of(row.person, conference, language),
        "entity": entity_of(row, conference, language),
        "transfer": (marked_by_letters(travel.transfer) or _("to be met")) if travel.needs_transfer else "",
        "hotel": marked_by_letters(travel.hotel),
    }
