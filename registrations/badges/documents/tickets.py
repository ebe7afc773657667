"""The ticket that a participant brings, on paper or on a telephone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from confman.conferences.models import Conference
from confman.documents.cards import CARD_SHEETS, CardSheet
from confman.documents.domain.builder import build_document
from confman.documents.domain.dates import dates_in_text
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import at_beginning, in_document
from confman.documents.meta import DocumentMeta, QrCode
from confman.mail.registry import BuiltAttachment
from confman.web.colours import text_colour_of
from confman.web.errors import Refused
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.names import entity_of, titled_name
from registrations.core.domain.ticket_codes import shown_code, ticket_url
from registrations.core.models.registration import Registration


@dataclass(frozen=True)
class Ticket:
    name: str
    job_title: str
    entity: str
    category: str
    qr: QrCode
    code: str


@dataclass(frozen=True)
class TicketWords:
    """The texts that all tickets share, in the document's language."""

    ticket: str
    how: str
    personal: str
    questions: str


@dataclass(frozen=True)
class Tickets:
    meta: DocumentMeta
    sheet: CardSheet
    cards: tuple[Ticket, ...]
    words: TicketWords
    conference: str
    dates: str
    place: str
    accent: str


def build_tickets(conference: Conference, *, language: str, options: Mapping[str, Any]) -> Tickets:
    """Build the ticket of one registration (`options`: registration, an id), or of everyone approved.

    Raises Refused if the one asked for is not approved.
    """
    rows = sorted(selected_registrations(conference, options), key=by_category_and_name(conference, language))
    if options.get("registration") and not rows:
        raise Refused(_("There is no ticket: the registration is not approved."))
    venue_and_city = (conference.venue, conference.city)
    contact = conference.contact_email
    return Tickets(
        meta=document_meta(conference, language=language, title=_("Ticket")),
        sheet=CARD_SHEETS["a4"],
        cards=tuple(_ticket(row, conference, language) for row in rows),
        words=TicketWords(
            ticket=_("Ticket"),
            how=_(
                "Please show this code at the entrance, on paper or on your telephone. You will receive your badge "
                "there."
            ),
            personal=_("The ticket is personal and not transferable."),
            questions=_("Questions: %(address)s") % {"address": contact} if contact else "",
        ),
        conference=in_document(conference.title, conference, language),
        dates=dates_in_text(conference.starts_on, conference.ends_on, language),
        place=", ".join(text for part in venue_and_city if (text := in_document(part, conference, language))),
        accent=text_colour_of(conference.colour),
    )


def _ticket(row: Registration, conference: Conference, language: str) -> Ticket:
    token = row.ticket_token or ""
    return Ticket(
        name=titled_name(row.person, conference, language),
        job_title=at_beginning(in_document(row.person.job_title, conference, language)),
        entity=entity_of(row, conference, language),
        category=f"{in_document(row.category.name, conference, language)} · {row.get_mode_display()}",
        qr=QrCode(ticket_url(conference, token) if token else "", _("QR code of the ticket")),
        code=shown_code(token),
    )


def build_ticket_attachment(conference: Conference, arguments: dict[str, Any]) -> BuiltAttachment:
    """Build the ticket as PDF, by the worker when the mail is sent."""
    ticket = build_document(
        "registrations.ticket",
        conference,
        language=arguments["language"],
        format="pdf",
        options={"registration": arguments["registration"]},
    )
    return BuiltAttachment(ticket.filename, ticket.content_type, ticket.content)
