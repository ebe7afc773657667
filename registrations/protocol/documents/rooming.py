"""The rooming list: by hotel, who stays from when to when, in which room, with whom."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from confman.conferences.models import Conference
from confman.translation.marks import marked_by_letters, said_once
from registrations.core.domain.names import name_of
from registrations.core.models.arrangements import Travel
from registrations.core.models.registration import Registration
from registrations.lists.documents.layout import ListColumn, ListDocument, ListGroup, ListSection, list_meta


def build_rooming_list(conference: Conference, *, language: str, options: Mapping[str, Any]) -> ListDocument:
    """List the approved participants with a hotel; `options["hotel"]` limits it to one. One query for the rows."""
    rows = (
        Registration.objects.of(conference)
        .approved()
        .exclude(travel=None)
        .exclude(travel__hotel="")
        .select_related("person", "travel")
        .order_by("travel__hotel", "travel__check_in", "person__sort_key", "pk")
    )
    if options.get("hotel"):
        rows = rows.filter(travel__hotel=options["hotel"])
    language_note = said_once([f"{row.travel.hotel} {row.travel.shares_with}" for row in rows])
    groups = []
    for hotel, members in groupby(rows, key=lambda row: row.travel.hotel):
        lodgers = tuple(_rooming_row(row, conference, language) for row in members)
        groups.append(
            ListGroup(marked_by_letters(hotel), (ListSection("", lodgers),), note=_summary(lodgers))
        )
    return ListDocument(
        meta=list_meta(
            conference, language=language, title=_("Rooming list"), options=options, note=language_note
        ),
        columns=(
            ListColumn("name", pgettext("of a person", "Name"), 74),
            ListColumn(
                "room",
                pgettext("hotel", "Room"),
                38,
                second="room_number",
                second_title=_("Number of the room"),
            ),
            ListColumn("check_in", _("Night from"), 34),
            ListColumn("check_out", _("Until"), 34),
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
        "name": name_of(row.person, conference, language),
        "room": str(travel.get_room_kind_display()),
        "room_number": travel.room_number,
        "check_in": travel.check_in,
        "check_out": travel.check_out,
        "nights": travel.nights,
        "shares_with": marked_by_letters(travel.shares_with),
    }
