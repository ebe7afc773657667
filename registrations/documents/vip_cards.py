"""VIP cards, half an A4 sheet each, for who receives a guest of honour: arrival, greeter, seat, order of speaking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain import document_date, document_meta
from confman.documents.meta import DocumentMeta, Picture
from confman.documents.rendering.fitting import FittedText, fit
from confman.people.models import Person
from confman.web.colours import ink_of
from registrations.documents.names import entity_of, in_document, name_of, titled_name
from registrations.documents.shown_photos import who_may_be_shown
from registrations.models import Honours, Travel

NAME_WIDTH, PHOTO_WIDTH = 128.0, 30.0


@dataclass(frozen=True)
class VipCard:
    name: FittedText
    job_title: str
    entity: str
    photo: Picture | None
    facts: tuple[tuple[str, str], ...]
    notes: FittedText


@dataclass(frozen=True)
class VipCards:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[VipCard, ...]
    conference: str
    accent: str


def build_vip_cards(conference: Conference, *, language: str, options: Mapping[str, Any]) -> VipCards:
    """A card for each guest of honour, or for one (`options["registration"]`), in the order of protocol."""
    guests = Honours.objects.of_guests(conference).select_related("registration__travel")
    if options.get("registration"):
        guests = guests.filter(registration=options["registration"])
    rows = list(guests)
    shown = who_may_be_shown([guest.registration.person for guest in rows])
    return VipCards(
        meta=document_meta(conference, language=language, title=_("VIP cards")),
        sheet=CARD_SHEETS["a5"],
        cards=tuple(_card(guest, conference, language, shown) for guest in rows),
        conference=in_document(conference.title, conference, language),
        accent=ink_of(conference.colour),
    )


def _card(guest: Honours, conference: Conference, language: str, shown: set[Any]) -> VipCard:
    row = guest.registration
    person = row.person
    photo = _photo(person, conference, language) if person.pk in shown else None
    return VipCard(
        name=fit(
            titled_name(person, conference, language),
            width_mm=NAME_WIDTH - (PHOTO_WIDTH + 6 if photo else 0),
            height_mm=24,
            largest=19,
            smallest=9,
        ),
        job_title=in_document(person.job_title, conference, language),
        entity=entity_of(row, conference, language),
        photo=photo,
        facts=tuple((label, text) for label, text in _facts(guest, conference, language) if text),
        notes=fit(
            guest.notes, width_mm=NAME_WIDTH, height_mm=58, largest=9.5, smallest=6, max_lines=20,
            weight="400Regular",
        ),
    )  # fmt: skip


def _facts(guest: Honours, conference: Conference, language: str) -> list[tuple[str, str]]:
    travel: Travel = getattr(guest.registration, "travel", None) or Travel()
    head_table = (
        _("head table, place %(number)d") % {"number": guest.head_table_position}
        if guest.head_table_position
        else ""
    )
    return [
        (_("Arrival"), _when(travel.arrives_at, conference, language)),
        (_("Flight"), _joined(travel.arrival_flight, travel.way_in)),
        (_("Transfer"), travel.transfer if travel.needs_transfer else ""),
        (_("Hotel"), travel.hotel),
        (_("Received by"), guest.greeter),
        (_("Entrance"), guest.entrance),
        (_("Accompanied by"), guest.liaison),
        (_("Seat"), _joined(guest.seat, head_table)),
        (_("Speaks as number"), str(guest.speaking_order or "")),
        (_("Departure"), _when(travel.departs_at, conference, language)),
    ]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _when(moment: dt.datetime | None, conference: Conference, language: str) -> str:
    if moment is None:
        return ""
    local = conference.local(moment)
    return f"{document_date(local.date(), language)}, {local:%H:%M}"


def _photo(person: Person, conference: Conference, language: str) -> Picture | None:
    """The photograph, or None where there is none or its file cannot be shown."""
    if not person.photo:
        return None
    try:
        with person.photo.open("rb") as source:
            name = name_of(person, conference, language)
            picture = Picture(source.read(), description=name, width_mm=PHOTO_WIDTH)
        return picture if picture.media_type else None
    except (OSError, ValueError):
        return None
