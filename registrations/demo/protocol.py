"""The demo's protocol and travel: flights, rooms, visas, allowances and guests of honour, only for sample people."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from confman.accounts.models import User
from confman.conferences.demo_rows import DemoRow, read_rows
from confman.conferences.models import Conference
from registrations.core.models.registration import Registration, VisaStatus
from registrations.protocol.domain.arrangements import (
    draw_first_delegation,
    save_allowance_of_many,
    save_honours,
    save_travel,
    save_visa,
)
from registrations.protocol.domain.hotels import add_hotel


class DemoFlight(DemoRow):
    flight: str
    hours: float


class DemoCountry(DemoRow):
    city: str
    arrival: DemoFlight
    departure: DemoFlight
    visa: str


class DemoProtocol(DemoRow):
    hotels: list[dict[str, str]]
    countries: dict[str, DemoCountry]
    reception: list[dict[str, str]]


DEMO = read_rows(DemoProtocol, __file__)


def load_protocol(conference: Conference, approved: Sequence[Registration], *, by: User) -> None:
    """Arrange transfer and rooms for people from abroad, receptions for heads of delegation, allowances for NGOs."""
    for name in DEMO.hotels:
        add_hotel(conference, by=by, name=name)
    abroad = [row for row in approved if row.delegation and row.person.country.code in DEMO.countries]
    for number, row in enumerate(abroad):
        _travel(conference, row, number, by=by)
    heads = [row for row in approved if row.delegation and row.function == "head"]
    heads.sort(key=lambda row: row not in abroad)
    for position, row in enumerate(heads[:7], start=1):
        save_honours(
            row,
            by=by,
            **DEMO.reception[(position - 1) % len(DEMO.reception)],
            seat="" if position <= 5 else "first row",
            head_table_position=position if position <= 5 else None,
            speaking_order=position if position <= 4 else None,
            notes="SAMPLE: comes with an assistant." if position == 2 else "",
        )
    save_allowance_of_many(
        [row for row in approved if row.delegation and row.delegation.kind == "ngo"],
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
    country = DEMO.countries[row.person.country.code]
    first = dt.datetime.combine(conference.starts_on, dt.time(), tzinfo=conference.zone)
    last = dt.datetime.combine(conference.ends_on, dt.time(), tzinfo=conference.zone)
    shares = number % 4 in (2, 3)
    save_travel(
        row,
        by=by,
        arrives_at=first - dt.timedelta(hours=24 - country.arrival.hours),
        arrival_flight=country.arrival.flight,
        arrives_from=country.city,
        arrival_place="Tashkent, terminal 2",
        departs_at=last + dt.timedelta(hours=country.departure.hours),
        departure_flight=country.departure.flight,
        departure_place="Tashkent, terminal 2",
        needs_transfer=number % 5 != 4,
        transfer=("Minibus 1", "Minibus 2", "")[number % 3] if number % 5 != 4 else "",
        hotel=DEMO.hotels[number % len(DEMO.hotels)]["en"],
        room_kind="twin" if shares else "single",
        check_in=conference.starts_on - dt.timedelta(days=1),
        check_out=conference.ends_on + dt.timedelta(days=1),
    )
    save_visa(
        row,
        by=by,
        state=VisaStatus.NEEDED if number % 9 == 8 else country.visa,
        consulate="" if country.visa == VisaStatus.NOT_NEEDED else "Consulate in Geneva (sample)",
    )
