"""The tables of protocol and travel: their cells, the form that changes a row, and the verbs that save it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from confman.conferences.models import Conference
from registrations.core.models.arrangements import Travel, VisaCase, VisaState
from registrations.core.models.registration import Registration
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
from registrations.protocol.web.forms import protocol as forms

VISA_TONES = {
    VisaState.NOT_NEEDED: "neutral",
    VisaState.NEEDED: "warn",
    VisaState.LETTER_SENT: "note",
    VisaState.APPLIED: "note",
    VisaState.GRANTED: "good",
    VisaState.REFUSED: "bad",
}
States = dict[str, tuple[Any, Q]]


@dataclass(frozen=True)
class Cell:
    """The cell of a column for a participant; `second` is below it, smaller."""

    label: Any
    text: str = ""
    second: str = ""
    is_number: bool = False
    badge: str = ""  # the tone of a state that is shown as a badge


@dataclass(frozen=True)
class Part:
    """One table. `cells` shows the data of a participant, empty cells where there is none.

    `states` are the choices of the filter, the first of which is used unless another is chosen.
    """

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
    cells: Callable[[Registration, Conference], list[Cell]] = field(repr=False)
    states: Callable[[], States] = field(repr=False)
    lists_everyone: bool = True
    order: tuple[Any, ...] = ()


def _moment(moment: dt.datetime | None, conference: Conference) -> str:
    return date_format(conference.local(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _day(day: dt.date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def _travel_cells(row: Registration, conference: Conference) -> list[Cell]:
    travel: Travel = getattr(row, "travel", None) or Travel()
    return [
        Cell(
            _("Arrives"),
            _moment(travel.arrives_at, conference),
            _joined(travel.arrival_flight, travel.way_in),
        ),
        Cell(
            _("Departs"),
            _moment(travel.departs_at, conference),
            _joined(travel.departure_flight, travel.departure_place),
        ),
        Cell(_("Transfer"), (travel.transfer or _("to be met")) if travel.needs_transfer else ""),
    ]


def _room_cells(row: Registration, conference: Conference) -> list[Cell]:
    travel: Travel = getattr(row, "travel", None) or Travel()
    nights = " – ".join(filter(None, (_day(travel.check_in), _day(travel.check_out))))
    return [
        Cell(_("Hotel"), travel.hotel),
        Cell(pgettext("hotel", "Room"), str(travel.get_room_kind_display()), travel.room_number),
        Cell(_("Stay"), nights, _("shares with %(name)s") % {"name": travel.shares_with} if travel.shares_with else ""),
        Cell(_("Nights"), str(travel.nights) if travel.nights is not None else "", is_number=True),
    ]  # fmt: skip


def _visa_cells(row: Registration, conference: Conference) -> list[Cell]:
    case: VisaCase | None = getattr(row, "visa_case", None)
    nationality = str(row.person.country.name or "")
    if case is None:
        return [
            Cell(_("Country"), nationality),
            Cell(pgettext("visa", "State")),
            Cell(_("Consulate")),
            Cell(pgettext("visa", "Decided")),
        ]
    return [
        Cell(_("Country"), nationality),
        Cell(
            pgettext("visa", "State"), str(case.get_state_display()), badge=VISA_TONES[VisaState(case.state)]
        ),
        Cell(_("Consulate"), case.consulate, case.remarks),
        Cell(
            pgettext("visa", "Decided"),
            _day(case.decided_on),
            _("applied for %(day)s") % {"day": _day(case.applied_on)} if case.applied_on else "",
        ),
    ]


def _allowance_cells(row: Registration, conference: Conference) -> list[Cell]:
    allowance: Allowance | None = getattr(row, "allowance", None)

    def amount(value: Any) -> str:
        return number_format(value, decimal_pos=2, use_l10n=True, force_grouping=True)

    if allowance is None:
        return [Cell(label, is_number=True) for label in (_("Days"), _("Rate"), _("Travel"), _("Total"))]
    return [
        Cell(_("Days"), number_format(allowance.days.normalize(), use_l10n=True), is_number=True),
        Cell(_("Rate"), amount(allowance.daily_rate), is_number=True),
        Cell(_("Travel"), amount(allowance.travel_costs), is_number=True),
        Cell(_("Total"), f"{amount(allowance.total)} {allowance.currency}", allowance.note, is_number=True),
    ]


def _honours_cells(row: Registration, conference: Conference) -> list[Cell]:
    honours: Honours | None = getattr(row, "honours", None)
    if honours is None:
        honours = Honours()
    place = honours.head_table_position
    return [
        Cell(_("Received by"), honours.greeter, honours.entrance),
        Cell(_("Accompanied by"), honours.liaison),
        Cell(_("Seat"), honours.seat, _("head table, place %(number)d") % {"number": place} if place else ""),
        Cell(_("Speaks as"), str(honours.speaking_order or ""), is_number=True),
    ]


def _everyone() -> tuple[Any, Q]:
    return _("everyone approved"), Q()


PROTOCOL_TABLES = {
    part.key: part
    for part in (
        Part(
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
            cells=_travel_cells,
            states=lambda: {
                "": _everyone(),
                "unknown": (_("arrival not known"), Q(travel__isnull=True) | Q(travel__arrives_at=None)),
                "known": (_("arrival known"), Q(travel__arrives_at__isnull=False)),
                "met": (_("met and driven"), Q(travel__needs_transfer=True)),
                "no-car": (_("without a car yet"), Q(travel__needs_transfer=True, travel__transfer="")),
            },
        ),
        Part(
            key="rooms",
            label=pgettext_lazy("hotel", "Rooms"),
            lead=gettext_lazy("Who sleeps where, how long, and with whom."),
            permission="registrations.edit_travel",
            model=Travel,
            relation="travel",
            form=forms.RoomForm,
            many_form=forms.RoomManyForm,
            save=save_travel,
            save_many=save_travel_of_many,
            cells=_room_cells,
            states=lambda: {
                "": _everyone(),
                "without": (_("without a hotel"), Q(travel__isnull=True) | Q(travel__hotel="")),
                "lodged": (_("with a hotel"), Q(travel__isnull=False) & ~Q(travel__hotel="")),
            },
        ),
        Part(
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
            cells=_visa_cells,
            states=lambda: {
                "": _everyone(),
                "open": (
                    _("still open"),
                    Q(visa_case__state__in=(VisaState.NEEDED, VisaState.LETTER_SENT, VisaState.APPLIED)),
                ),
                **{key: (label, Q(visa_case__state=key)) for key, label in VisaState.choices},
                "none": (_("nothing noted"), Q(visa_case__isnull=True)),
            },
        ),
        Part(
            key="allowances",
            label=gettext_lazy("Allowances"),
            lead=gettext_lazy(
                "What each is paid: days at a rate, and travel. The sheet is signed on receipt."
            ),
            permission="registrations.edit_travel",
            model=Allowance,
            relation="allowance",
            form=forms.AllowanceForm,
            many_form=forms.AllowanceManyForm,
            save=save_allowance,
            save_many=save_allowance_of_many,
            cells=_allowance_cells,
            states=lambda: {
                "": _everyone(),
                "paid": (_("with an allowance"), Q(allowance__isnull=False)),
                "unpaid": (_("without an allowance"), Q(allowance__isnull=True)),
            },
        ),
        Part(
            key="honours",
            label=gettext_lazy("Guests of honour"),
            lead=gettext_lazy("Who is received by whom, sits where, and speaks as which."),
            permission="registrations.edit_honours",
            model=Honours,
            relation="honours",
            form=forms.HonoursForm,
            many_form=forms.HonoursManyForm,
            save=save_honours,
            save_many=save_honours_of_many,
            cells=_honours_cells,
            states=lambda: {
                "": (_("guests of honour"), Q(honours__isnull=False)),
                "everyone": _everyone(),
            },
            lists_everyone=False,
            order=(
                F("honours__head_table_position").asc(nulls_last=True),
                F("honours__speaking_order").asc(nulls_last=True),
            ),
        ),
    )
}
