"""Cards of guests of honour."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import at_beginning, document_date, in_document
from confman.documents.meta import DocumentMeta, StoredPicture
from confman.translation.marks import marked_by_letters, marking, said_once, spoken_in
from confman.web.colours import text_colour_of
from registrations.core.documents import photo_consents
from registrations.core.domain.names import entity_of, name_of, titled_name
from registrations.core.models.registration import Travel
from registrations.protocol.domain.hotels import HotelNames
from registrations.protocol.models import Honours

PHOTO_WIDTH = 30.0


@dataclass(frozen=True)
class VipCard:
    name: str
    job_title: str
    entity: str
    photo: StoredPicture | None
    # Each with its label, and the language of the words where it is not the document's.
    facts: tuple[tuple[str, str, str], ...]
    notes: str
    notes_language: str
    language_note: str


@dataclass(frozen=True)
class VipCards:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[VipCard, ...]
    conference: str
    accent: str


def build_vip_cards(conference: Conference, *, language: str, options: Mapping[str, Any]) -> VipCards:
    """Build a card for each guest of honour, or for one (`options["registration"]`), in the order of protocol."""
    guests = Honours.objects.of_guests(conference).select_related("registration__travel")
    if options.get("registration"):
        guests = guests.filter(registration=options["registration"])
    rows = list(guests)
    consenting_people = photo_consents([guest.registration.person for guest in rows])
    hotels = HotelNames(conference, language)
    with marking():  # The cards are for a colleague who may not read the language in which others took notes.
        cards = tuple(_card(guest, conference, language, consenting_people, hotels) for guest in rows)
    return VipCards(
        meta=document_meta(conference, language=language, title=_("VIP cards")),
        sheet=CARD_SHEETS["a5"],
        cards=cards,
        conference=in_document(conference.title, conference, language),
        accent=text_colour_of(conference.colour),
    )


def _card(
    guest: Honours, conference: Conference, language: str, consenting_people: set[UUID], hotels: HotelNames
) -> VipCard:
    row = guest.registration
    person = row.person
    travel: Travel = getattr(row, "travel", None) or Travel()
    language_note = said_once([
        travel.way_in, travel.transfer if travel.needs_transfer else "", hotels.unlisted(travel), guest.greeter,
        guest.entrance, guest.liaison, guest.seat, guest.notes,
    ])  # fmt: skip
    notes = marked_by_letters(guest.notes)
    return VipCard(
        name=titled_name(person, conference, language),
        job_title=at_beginning(in_document(person.job_title, conference, language)),
        entity=entity_of(row, conference, language),
        photo=StoredPicture(str(person.photo.name), name_of(person, conference, language), PHOTO_WIDTH)
        if person.photo and person.pk in consenting_people
        else None,
        facts=tuple(
            (label, text, spoken_in(text))
            for label, text in _facts(guest, travel, conference, language, hotels)
            if text
        ),
        notes=notes,
        notes_language=spoken_in(notes),
        language_note=language_note,
    )


def _facts(
    guest: Honours, travel: Travel, conference: Conference, language: str, hotels: HotelNames
) -> list[tuple[str, str]]:
    head_table = (
        _("head table, place %(number)d") % {"number": guest.head_table_position}
        if guest.head_table_position
        else ""
    )
    return [
        (_("Arrival"), _when(travel.arrives_at, conference, language)),
        (_("Flight"), marked_by_letters(_joined(travel.arrival_flight, travel.way_in))),
        (_("Transfer"), marked_by_letters(travel.transfer) if travel.needs_transfer else ""),
        (_("Hotel"), hotels.name_of(travel)),
        (_("Received by"), marked_by_letters(guest.greeter)),
        (_("Entrance"), marked_by_letters(guest.entrance)),
        (_("Accompanied by"), marked_by_letters(guest.liaison)),
        (_("Seat"), marked_by_letters(guest.seat)),
        # A text in a language of its own is a paragraph of its own.
        ("" if guest.seat else _("Seat"), head_table),
        (_("Order of speaking"), str(guest.speaking_order or "")),
        (_("Departure"), _when(travel.departs_at, conference, language)),
    ]


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _when(moment: dt.datetime | None, conference: Conference, language: str) -> str:
    if moment is None:
        return ""
    local = conference.local(moment)
    return f"{document_date(local.date(), language)}, {local:%H:%M}"
