"""The ticket: what a participant brings, on paper or on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain import document_dates, document_meta
from confman.documents.meta import DocumentMeta
from confman.documents.rendering.fitting import FittedText, fit
from confman.web.colours import ink_of
from confman.web.errors import Refused
from registrations.documents.badges import chosen
from registrations.documents.names import entity_of, in_document, name_of
from registrations.domain.tickets import shown_code, ticket_url
from registrations.models import Registration


@dataclass(frozen=True)
class Ticket:
    name: FittedText
    job_title: str
    entity: str
    category: str
    letter: str
    mode: str
    qr: str
    code: str


@dataclass(frozen=True)
class Tickets:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[Ticket, ...]
    conference: str
    dates: str
    place: str
    contact: str
    accent: str


def build_tickets(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Tickets:
    """The ticket of one registration (`options`: registration, an id), or of everyone approved.

    Raises Refused where the one asked for is not approved.
    """
    rows = list(chosen(conference, options))
    if options.get("registration") and not rows:
        raise Refused(_("There is no ticket: the registration is not approved."))
    place = (conference.venue, conference.city)
    return Tickets(
        meta=document_meta(conference, language=language, title=_("Ticket")),
        sheet=CARD_SHEETS["a4"],
        cards=tuple(_ticket(row, conference, language) for row in rows),
        conference=in_document(conference.title, conference, language),
        dates=document_dates(conference.starts_on, conference.ends_on, language),
        place=", ".join(text for part in place if (text := in_document(part, conference, language))),
        contact=conference.contact_email,
        accent=ink_of(conference.colour),
    )


def _ticket(row: Registration, conference: Conference, language: str) -> Ticket:
    person = row.person
    title = in_document(person.title, conference, language)
    name = name_of(person, conference, language)
    return Ticket(
        name=fit(f"{title} {name}".strip(), width_mm=160, height_mm=38, largest=25, smallest=14),
        job_title=in_document(person.job_title, conference, language),
        entity=entity_of(row, conference, language),
        category=in_document(row.category.name, conference, language),
        letter=row.category.letter,
        mode=str(row.get_mode_display()),
        qr=ticket_url(conference, row.ticket_token or ""),
        code=shown_code(row.ticket_token or ""),
    )
