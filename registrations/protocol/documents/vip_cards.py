"""VIP cards, half an A4 sheet each, for those who receive a guest of honour: arrival, greeter, seat, speaking order."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.dates import document_date
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import in_document
from confman.documents.meta import DocumentMeta, StoredPicture
from confman.web.colours import text_colour_of
from registrations.core.documents import photo_consents
from registrations.core.domain.names import entity_of, name_of, titled_name
from registrations.core.models.arrangements import Travel
from registrations.protocol.models import Honours

PHOTO_WIDTH = 30.0


@dataclass(frozen=True)
class VipCard:
    name: str
    job_title: str
    entity: str
    photo: StoredPicture | None
    facts: tuple[tuple[str, str], ...]
    notes: str


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
    return VipCards(
        meta=document_meta(conference, language=language, title=_("VIP cards")),
        sheet=CARD_SHEETS["a5"],
        cards=tuple(_card(guest, conference, language, consenting_people) for guest in rows),
        conference=in_document(conference.title, conference, language),
        accent=text_colour_of(conference.colour),
    )


def _card(guest: Honours, conference: Conference, language: str, consenting_people: set[UUID]) -> VipCard:
    row = guest.registration
    person = row.person
    return VipCard(
        name=titled_name(person, conference, language),
        job_title=in_document(person.job_title, conference, language),
        entity=entity_of(row, conference, language),
        photo=StoredPicture(str(person.photo.name), name_of(person, conference, language), PHOTO_WIDTH)
        if person.photo and person.pk in consenting_people
        else None,
        facts=tuple((label, text) for label, text in _facts(guest, conference, language) if text),
        notes=guest.notes,
    )


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
