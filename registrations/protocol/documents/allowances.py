"""The allowance sheet: days at a rate, travel, the total, and room to sign. A sheet for each currency."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.conferences.models import Conference
from confman.translation.numbers import money
from registrations.core.domain.names import entity_of, name_of
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import (
    AMOUNT,
    ListColumn,
    ListDocument,
    ListGroup,
    ListSection,
    list_meta,
)

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
        .order_by("allowance__currency", "person__sort_key", "pk")
    )
    paid = [row for row in rows if row.allowance.total > 0]
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
        "name": name_of(row.person, conference, language),
        "entity": entity_of(row, conference, language),
        "days": allowance.days,
        "rate": allowance.daily_rate,
        "travel": allowance.travel_costs,
        "total": allowance.total,
        "note": allowance.note,
    }
