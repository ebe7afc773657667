"""The demo's protocol and travel: flights, rooms, visas, allowances and guests of honour, of sample people alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from confman.accounts.models import User
from confman.conferences.models import Conference
from registrations.core.models.arrangements import VisaState
from registrations.core.models.registration import Registration
from registrations.protocol.domain.arrangements import (
    draw_first_delegation,
    save_allowance_of_many,
    save_honours,
    save_travel,
    save_visa,
)

# Of each country: from where, arrival and departure (flight, hours before the first and after the last day's midnight).
FLIGHTS = {
    "TR": ("Istanbul", ("SA 371", 17.5), ("SA 372", 26.0)),
    "KZ": ("Astana", ("SA 962", 12.25), ("SA 961", 21.5)),
    "CH": ("Vienna", ("SA 281", 3.75), ("SA 282", 27.25)),
    "BG": ("Istanbul", ("SA 371", 17.5), ("SA 372", 26.0)),
}
VISAS = {
    "TR": VisaState.NOT_NEEDED,
    "KZ": VisaState.NOT_NEEDED,
    "CH": VisaState.APPLIED,
    "BG": VisaState.GRANTED,
}
HOTELS = ("Hotel A (sample)", "Hotel B (sample)")
RECEPTION = (
    ("Head of protocol (sample)", "Main entrance", "Liaison officer 1 (sample)"),
    ("Deputy head of protocol (sample)", "Main entrance", "Liaison officer 2 (sample)"),
    ("Protocol officer (sample)", "Side entrance", "Liaison officer 3 (sample)"),
)


def load_protocol(conference: Conference, approved: Sequence[Registration], *, by: User) -> None:
    """Whoever comes from abroad is met and lodged; heads of delegations are received; NGOs are paid a rate."""
    abroad = [row for row in approved if row.delegation and row.person.country.code in FLIGHTS]
    for number, row in enumerate(abroad):
        _travel(conference, row, number, by=by)
    heads = [row for row in approved if row.delegation and row.function == "head"]
    heads.sort(key=lambda row: row not in abroad)
    for place, row in enumerate(heads[:7], start=1):
        greeter, entrance, liaison = RECEPTION[(place - 1) % len(RECEPTION)]
        save_honours(
            row,
            by=by,
            greeter=greeter,
            entrance=entrance,
            liaison=liaison,
            seat="" if place <= 5 else "first row",
            head_table_position=place if place <= 5 else None,
            speaking_order=place if place <= 4 else None,
            notes="SAMPLE: comes with an assistant." if place == 2 else "",
        )
    paid = [row for row in approved if row.delegation and row.delegation.kind == "ngo"]
    save_allowance_of_many(
        paid,
        by=by,
        days=Decimal(2),
        daily_rate=Decimal("45.00"),
        travel_costs=Decimal("12.50"),
        currency="USD",
    )
    states = [row.delegation for row in heads if row.delegation and row.delegation.kind == "state"]
    if states:
        draw_first_delegation(conference, by=by, drawn=states[0])


def _travel(conference: Conference, row: Registration, number: int, *, by: User) -> None:
    city, (arrival, before), (departure, after) = FLIGHTS[row.person.country.code]
    first = dt.datetime.combine(conference.starts_on, dt.time(), tzinfo=conference.zone)
    last = dt.datetime.combine(conference.ends_on, dt.time(), tzinfo=conference.zone)
    shares = number % 4 in (2, 3)
    save_travel(
        row,
        by=by,
        arrives_at=first - dt.timedelta(hours=24 - before),
        arrival_flight=arrival,
        arrives_from=city,
        arrival_place="Tashkent, terminal 2",
        departs_at=last + dt.timedelta(hours=after),
        departure_flight=departure,
        departure_place="Tashkent, terminal 2",
        needs_transfer=number % 5 != 4,
        transfer=("Minibus 1", "Minibus 2", "")[number % 3] if number % 5 != 4 else "",
        hotel=HOTELS[number % 2],
        room_kind="twin" if shares else "single",
        check_in=conference.starts_on - dt.timedelta(days=1),
        check_out=conference.ends_on + dt.timedelta(days=1),
    )
    save_visa(
        row,
        by=by,
        state=VisaState.NEEDED if number % 9 == 8 else VISAS[row.person.country.code],
        consulate=""
        if VISAS[row.person.country.code] == VisaState.NOT_NEEDED
        else "Consulate in Vienna (sample)",
    )
