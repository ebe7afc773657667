"""The allowance sheet: days at a rate, travel, the total, and room to sign for it. A sheet for each currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.translation.languages import language_locale
from registrations.core.domain.names import entity_of, name_of
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import (
    HandedList,
    ListColumn,
    ListGroup,
    ListSection,
    handed_meta,
)

SIGNED_ROW_MM = 13.0
LINE = "_" * 40  # to sign on


@dataclass(frozen=True)
class Payment:
    number: int
    name: str
    entity: str
    days: str
    days_value: Decimal
    rate: str
    rate_value: Decimal
    travel: str
    travel_value: Decimal
    total: str
    total_value: Decimal
    currency: str
    note: str
    signature: str = ""


def allowance_columns() -> tuple[ListColumn, ...]:
    """The columns, in the reading language."""
    return (
        ListColumn("number", _("No."), 11),
        ListColumn(
            "name", pgettext("of a person", "Name"), 56, second="entity", second_title=_("Delegation")
        ),
        ListColumn("days", _("Days"), 16, "end", value="days_value"),
        ListColumn("rate", _("Rate a day"), 27, "end", value="rate_value"),
        ListColumn("travel", _("Travel"), 25, "end", value="travel_value"),
        ListColumn("total", _("Total"), 32, "end", value="total_value"),
        ListColumn("note", _("Note"), 45),
        ListColumn("signature", _("Date and signature")),
    )


def build_allowance_sheet(conference: Conference, *, language: str, options: Mapping[str, Any]) -> HandedList:
    """Everyone approved who is paid something; one query for the rows. Amounts are Decimal, to the cent."""
    rows = (
        Registration.objects.of(conference)
        .approved()
        .exclude(allowance=None)
        .select_related("person", "delegation", "allowance")
        .order_by("allowance__currency", "person__sort_key", "pk")
    )
    paid = [row for row in rows if row.allowance.total > 0]
    sections = []
    for currency, members in groupby(paid, key=lambda row: row.allowance.currency):
        payments = tuple(
            _payment(number, row, conference, language) for number, row in enumerate(members, start=1)
        )
        total = sum((payment.total_value for payment in payments), Decimal(0))
        sections.append(
            ListSection(
                currency,
                payments,
                note=_("Total: %(amount)s %(currency)s")
                % {"amount": written_amount(total, language), "currency": currency},
            )
        )
    return HandedList(
        meta=handed_meta(conference, language=language, title=_("Allowance sheet"), options=options),
        columns=allowance_columns(),
        groups=(ListGroup("", tuple(sections)),) if sections else (),
        closing=(_("Paid out by: %(line)s") % {"line": LINE}, _("Checked by: %(line)s") % {"line": LINE})
        if sections
        else (),
        empty=_("Nobody is paid an allowance yet."),
        section_title=_("Currency"),
        row_height_mm=SIGNED_ROW_MM,
    )


def written_amount(amount: Decimal, language: str) -> str:
    """1,234.50 as the language writes it, always with two decimals."""
    return str(format_decimal(amount, format="#,##0.00", locale=language_locale(language)))


def _payment(number: int, row: Registration, conference: Conference, language: str) -> Payment:
    allowance = row.allowance
    days = format_decimal(allowance.days, format="0.#", locale=language_locale(language))
    return Payment(
        number=number,
        name=name_of(row.person, conference, language),
        entity=entity_of(row, conference, language),
        days=str(days),
        days_value=allowance.days,
        rate=written_amount(allowance.daily_rate, language),
        rate_value=allowance.daily_rate,
        travel=written_amount(allowance.travel_costs, language),
        travel_value=allowance.travel_costs,
        total=written_amount(allowance.total, language),
        total_value=allowance.total,
        currency=allowance.currency,
        note=allowance.note,
    )
