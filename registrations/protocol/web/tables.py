"""The tables of protocol and travel: columns and filters, the form that changes a row, the verbs that save it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import F, Q
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from confman.conferences.web.resources import filters, tables
from confman.conferences.web.resources.views import Empty
from confman.web.templatetags.confman_web import status_badge
from registrations.core.models.category import Category
from registrations.core.models.delegation import Delegation
from registrations.core.models.registration import Registration, Travel, VisaCase, VisaStatus
from registrations.protocol.domain.arrangements import (
    save_allowance,
    save_allowance_of_many,
    save_honours,
    save_honours_of_many,
    save_travel,
    save_travel_of_many,
    save_visa,
    save_visa_of_many,
)
from registrations.protocol.models import Allowance, Honours
from registrations.protocol.web import forms

VISA_TONES = {
    VisaStatus.NOT_NEEDED: "neutral",
    VisaStatus.NEEDED: "warn",
    VisaStatus.LETTER_SENT: "note",
    VisaStatus.APPLIED: "note",
    VisaStatus.GRANTED: "good",
    VisaStatus.REFUSED: "bad",
}

OPEN_VISAS = (VisaStatus.NEEDED, VisaStatus.LETTER_SENT, VisaStatus.APPLIED)


class PartFilter(filters.ResourceFilter):
    """The filters of a table; `states` are its views, each with its condition on the rows."""

    q = filters.SearchFilter()
    delegation = filters.RowFilter(gettext_lazy("Delegation"), Delegation.objects.all())
    category = filters.RowFilter(gettext_lazy("Category"), Category.objects.all())
    states: ClassVar[dict[str, tuple[Any, Q]]]

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.filter(self.states[value][1])


def by_state(states: dict[str, tuple[Any, Q]]) -> type[PartFilter]:
    """Return the filters of a table with these views; the first, without a name, is shown unless another is chosen."""
    choices = [(key, label) for key, (label, _rows) in states.items() if key]
    view = filters.ViewFilter(choices, method="in_state", usual=states[""][0])
    return type("PartFilter", (PartFilter,), {"state": view, "states": states})


class PartTable(tables.ResourceTable):
    selected = tables.SelectionColumn()
    name = tables.RecordColumn(pgettext_lazy("of a person", "Name"), accessor="person__name")

    def name_of(self, record: Registration) -> Any:
        return record.person.name

    def render_name(self, record: Registration, value: Any) -> SafeString:
        return tables.below(self.link(record, value), record.delegation or record.person.organization)

    def when(self, moment: dt.datetime | None) -> str:
        return date_format(self.conference.local(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _always(label: Any) -> tables.Column:
    """Return a column of what may be told in several fields, whichever of them is filled in."""
    return tables.Column(label, accessor="pk")


EVERYONE = (gettext_lazy("everyone approved"), Q())
NOBODY = Empty(
    "person-badge", gettext_lazy("Nobody is approved yet"),
    gettext_lazy("Approved participants appear here, to be lodged, met and received."),
    "registrations_secretariat:registration-list", gettext_lazy("Decide on registrations"),
)  # fmt: skip
NO_GUESTS = Empty(
    "award", gettext_lazy("There are no guests of honour yet"),
    gettext_lazy("Find a participant among all who are approved, and note who receives them and where they sit."),
)  # fmt: skip


@dataclass(frozen=True)
class ProtocolTable:
    """One table of approved participants, with the data kept on each."""

    key: str
    label: Any
    lead: Any
    permission: str
    model: Any
    relation: str
    form: type
    many_form: type
    save: Callable[..., Any] = field(repr=False)
    save_many: Callable[..., int] = field(repr=False)
    table: type[PartTable] = field(repr=False)
    filter: type[PartFilter] = field(repr=False)
    empty: Empty = NOBODY
    order: tuple[Any, ...] = ()


def _day(day: dt.date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


class TravelTable(PartTable):
    arrives = _always(gettext_lazy("Arrives"))
    departs = _always(gettext_lazy("Departs"))
    transfer = _always(gettext_lazy("Transfer"))

    def render_arrives(self, record: Registration) -> SafeString:
        travel = getattr(record, "travel", None) or Travel()
        return tables.below(self.when(travel.arrives_at), _joined(travel.arrival_flight, travel.way_in))

    def render_departs(self, record: Registration) -> SafeString:
        travel = getattr(record, "travel", None) or Travel()
        return tables.below(
            self.when(travel.departs_at), _joined(travel.departure_flight, travel.departure_place)
        )

    def render_transfer(self, record: Registration) -> str:
        travel = getattr(record, "travel", None) or Travel()
        return (travel.transfer or _("to be met")) if travel.needs_transfer else ""


class HotelRoomTable(PartTable):
    hotel = tables.Column(gettext_lazy("Hotel"), accessor="travel__hotel")
    room = _always(pgettext_lazy("hotel", "Room"))
    stay = _always(gettext_lazy("Stay"))
    nights = tables.NumberColumn(gettext_lazy("Nights"), accessor="travel__nights")

    def render_room(self, record: Registration) -> SafeString:
        travel = getattr(record, "travel", None) or Travel()
        return tables.below(travel.get_room_kind_display(), travel.room_number)

    def render_stay(self, record: Registration) -> SafeString:
        travel = getattr(record, "travel", None) or Travel()
        nights = " – ".join(filter(None, (_day(travel.check_in), _day(travel.check_out))))
        shares = travel.shares_with
        return tables.below(nights, shares and _("shares with %(name)s") % {"name": shares})


class HotelTable(tables.ResourceTable):
    name = tables.RecordColumn(gettext_lazy("Hotel"))


class VisaTable(PartTable):
    country = tables.EvidentColumn(gettext_lazy("Country"), accessor="person__country__name")
    state = tables.Column(pgettext_lazy("visa", "State"), accessor="visa_case__state")
    consulate = tables.EvidentColumn(gettext_lazy("Consulate"), accessor="visa_case")
    decided = tables.Column(pgettext_lazy("visa", "Decided"), accessor="visa_case")

    def render_state(self, record: Any, value: Any) -> SafeString:
        return status_badge(value, value, VISA_TONES[VisaStatus(record.visa_case.state)])

    def render_consulate(self, value: VisaCase) -> SafeString:
        return tables.below(value.consulate, value.remarks)

    def render_decided(self, value: VisaCase) -> SafeString:
        applied = value.applied_on and _("applied for %(day)s") % {"day": _day(value.applied_on)}
        return tables.below(_day(value.decided_on), applied)


def _amount(value: Any) -> str:
    return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)


class AllowanceTable(PartTable):
    days = tables.NumberColumn(gettext_lazy("Days"), accessor="allowance__days")
    rate = tables.NumberColumn(gettext_lazy("Rate"), accessor="allowance__daily_rate")
    travel = tables.NumberColumn(gettext_lazy("Travel"), accessor="allowance__travel_costs")
    total = tables.NumberColumn(gettext_lazy("Total"), accessor="allowance")

    def render_days(self, value: Any) -> str:
        return number_format(value.normalize(), use_l10n=True)

    def render_rate(self, value: Any) -> str:
        return _amount(value)

    render_travel = render_rate

    def render_total(self, value: Allowance) -> SafeString:
        return tables.below(f"{_amount(value.total)} {value.currency}", value.note)


class HonoursTable(PartTable):
    greeter = tables.Column(gettext_lazy("Received by"), accessor="honours")
    liaison = tables.Column(gettext_lazy("Accompanied by"), accessor="honours__liaison")
    seat = tables.Column(gettext_lazy("Seat"), accessor="honours")
    speaks = tables.NumberColumn(gettext_lazy("Speaks as"), accessor="honours__speaking_order")

    def render_greeter(self, value: Honours) -> SafeString:
        return tables.below(value.greeter, value.entrance)

    def render_seat(self, value: Honours) -> SafeString:
        position = value.head_table_position
        return tables.below(value.seat, position and _("head table, place %(number)d") % {"number": position})


PROTOCOL_TABLES = {
    part.key: part
    for part in (
        ProtocolTable(
            key="travel",
            label=gettext_lazy("Travel"),
            lead=gettext_lazy(
                "Arrivals, departures and who is met. Hours are those of the conference's place."
            ),
            permission="registrations.edit_travel",
            model=Travel,
            relation="travel",
            form=forms.TravelForm,
            many_form=forms.TravelManyForm,
            save=save_travel,
            save_many=save_travel_of_many,
            table=TravelTable,
            filter=by_state(
                {
                    "": EVERYONE,
                    "unknown": (
                        gettext_lazy("arrival not known"),
                        Q(travel__isnull=True) | Q(travel__arrives_at=None),
                    ),
                    "known": (gettext_lazy("arrival known"), Q(travel__arrives_at__isnull=False)),
                    "met": (gettext_lazy("met and driven"), Q(travel__needs_transfer=True)),
                    "no-car": (
                        gettext_lazy("without a car yet"),
                        Q(travel__needs_transfer=True, travel__transfer=""),
                    ),
                }
            ),
        ),
        ProtocolTable(
            key="rooms",
            label=pgettext_lazy("hotel", "Rooms"),
            lead=gettext_lazy("Hotels, nights and shared rooms."),
            permission="registrations.edit_travel",
            model=Travel,
            relation="travel",
            form=forms.HotelRoomForm,
            many_form=forms.RoomManyForm,
            save=save_travel,
            save_many=save_travel_of_many,
            table=HotelRoomTable,
            filter=by_state(
                {
                    "": EVERYONE,
                    "without": (
                        gettext_lazy("without a hotel"),
                        Q(travel__isnull=True) | Q(travel__hotel=""),
                    ),
                    "lodged": (gettext_lazy("with a hotel"), Q(travel__isnull=False) & ~Q(travel__hotel="")),
                }
            ),
        ),
        ProtocolTable(
            key="visas",
            label=gettext_lazy("Visas"),
            lead=gettext_lazy("How far each visa is. Passport data stay with the answers of the form."),
            permission="registrations.edit_visas",
            model=VisaCase,
            relation="visa_case",
            form=forms.VisaForm,
            many_form=forms.VisaManyForm,
            save=save_visa,
            save_many=save_visa_of_many,
            table=VisaTable,
            filter=by_state(
                {
                    "": (gettext_lazy("still open"), Q(visa_case__state__in=OPEN_VISAS)),
                    VisaStatus.GRANTED.value: (
                        VisaStatus.GRANTED.label,
                        Q(visa_case__state=VisaStatus.GRANTED),
                    ),
                    filters.EVERY_ROW: EVERYONE,
                    **{
                        key: (label, Q(visa_case__state=key))
                        for key, label in VisaStatus.choices
                        if key != VisaStatus.GRANTED
                    },
                    "none": (gettext_lazy("nothing noted"), Q(visa_case__isnull=True)),
                }
            ),
        ),
        ProtocolTable(
            key="allowances",
            label=gettext_lazy("Allowances"),
            lead=gettext_lazy(
                "Payments to each person: days at a rate, and travel. The sheet is signed on receipt."
            ),
            permission="registrations.edit_travel",
            model=Allowance,
            relation="allowance",
            form=forms.AllowanceForm,
            many_form=forms.AllowanceManyForm,
            save=save_allowance,
            save_many=save_allowance_of_many,
            table=AllowanceTable,
            filter=by_state(
                {
                    "": EVERYONE,
                    "paid": (gettext_lazy("with an allowance"), Q(allowance__isnull=False)),
                    "unpaid": (gettext_lazy("without an allowance"), Q(allowance__isnull=True)),
                }
            ),
        ),
        ProtocolTable(
            key="honours",
            label=gettext_lazy("Guests of honour"),
            lead=gettext_lazy(
                "Who receives each guest, where each guest sits, and in which order they speak."
            ),
            permission="registrations.edit_honours",
            model=Honours,
            relation="honours",
            form=forms.HonoursForm,
            many_form=forms.HonoursManyForm,
            save=save_honours,
            save_many=save_honours_of_many,
            table=HonoursTable,
            filter=by_state(
                {"": (gettext_lazy("guests of honour"), Q(honours__isnull=False)), "everyone": EVERYONE}
            ),
            empty=NO_GUESTS,
            order=(
                F("honours__head_table_position").asc(nulls_last=True),
                F("honours__speaking_order").asc(nulls_last=True),
            ),
        ),
    )
}
