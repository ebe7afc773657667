"""The confirmation of participation, and the ticket that a participant brings, on paper or on a telephone."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import UUIDField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from confman.compiled_queries import CompiledQuery
from confman.conferences.models import Conference
from confman.documents.cards import BATCH, CARD_SHEETS, CardSheet
from confman.documents.domain.builder import build_document
from confman.documents.domain.mastheads import document_meta
from confman.documents.domain.texts import (
    at_beginning,
    by_its_title,
    dates_in_text,
    document_dates,
    in_document,
)
from confman.documents.meta import DocumentMeta, Picture, QrCode
from confman.documents.rendering.qr import qr_png
from confman.mail.registry import BuiltAttachment
from confman.people.domain.salutations import greeting
from confman.web.colours import text_colour_of
from confman.web.errors import Refused
from registrations.core.documents import by_category_and_name, selected_registrations
from registrations.core.domain.names import entity_of, name_of, titled_name
from registrations.core.domain.ticket_codes import shown_code, ticket_url
from registrations.core.models.registration import Mode, Registration

QR_WIDTH_MM = 38.0

# Each mail with a ticket asks for one.
_of_one: CompiledQuery[Registration] = CompiledQuery(
    lambda conference, key: selected_registrations(conference, {"registration": key}),
    UUIDField(),
    UUIDField(),
)


def _in_order(conference: Conference, language: str, options: Mapping[str, Any]) -> list[Registration]:
    """Return the registrations asked for, as the document lists them."""
    asked = {name for name, value in options.items() if value}
    rows: Iterable[Registration] = (
        _of_one.all(conference.pk, options["registration"])
        if asked == {"registration"}
        else selected_registrations(conference, options)
    )
    return sorted(rows, key=by_category_and_name(conference, language))


@dataclass(frozen=True)
class ConfirmationFact:
    label: str
    text: str


@dataclass(frozen=True)
class Confirmation:
    """One letter. `qr` is empty if there is no ticket."""

    salutation: str
    opening: str
    facts: tuple[ConfirmationFact, ...]
    qr: QrCode
    code: str
    ticket_text: str
    bring: tuple[str, ...]

    @cached_property
    def qr_picture(self) -> Picture | None:
        """Return the code for Word."""
        return Picture(qr_png(self.qr.text), self.code, width_mm=QR_WIDTH_MM) if self.qr.text else None


@dataclass(frozen=True)
class Confirmations:
    meta: DocumentMeta
    sheet: CardSheet
    letters: tuple[Confirmation, ...]
    bring_with_you: str
    contact: str
    nobody: str


def build_confirmations(
    conference: Conference, *, language: str, options: Mapping[str, Any]
) -> Confirmations:
    """Build the letter of one registration (`options`: registration), of a category, or of everyone approved.

    Raises Refused if the one asked for is not approved.
    """
    rows = _in_order(conference, language, options)
    if options.get("registration") and not rows:
        raise Refused(_("There is nothing to confirm: the registration is not approved."))
    venue_and_city = (conference.venue, conference.city)
    when_and_where = (
        ConfirmationFact(_("Dates"), document_dates(conference.starts_on, conference.ends_on, language)),
        ConfirmationFact(
            _("Venue"),
            ", ".join(text for part in venue_and_city if (text := in_document(part, conference, language))),
        ),
    )
    contact = conference.contact_email
    return Confirmations(
        meta=document_meta(conference, language=language, title=_("Confirmation of participation")),
        sheet=CARD_SHEETS["a4"],
        letters=tuple(_letter(row, conference, language, when_and_where) for row in rows),
        bring_with_you=_("Please bring with you:"),
        contact=_("Questions: %(address)s") % {"address": contact} if contact else "",
        nobody=_("Nobody is approved yet, so there is nothing to confirm."),
    )


def split_confirmations(data: Confirmations) -> list[Confirmations]:
    """Return the same in batches of about a hundred letters: the kind's `split`."""
    starts = range(0, len(data.letters), BATCH)
    return [dataclasses.replace(data, letters=data.letters[start : start + BATCH]) for start in starts]


def _letter(
    row: Registration, conference: Conference, language: str, when_and_where: tuple[ConfirmationFact, ...]
) -> Confirmation:
    person = row.person
    in_person = row.mode == Mode.IN_PERSON
    salutation = greeting(person, titled_name(person, conference, language))
    facts = (
        ConfirmationFact(pgettext("of a person", "Name"), name_of(person, conference, language)),
        ConfirmationFact(_("Function"), at_beginning(in_document(person.job_title, conference, language))),
        ConfirmationFact(
            _("Delegation") if row.delegation else _("Organization"), entity_of(row, conference, language)
        ),
        ConfirmationFact(
            _("Function in the delegation"),
            capfirst(str(row.get_function_display())) if row.delegation else "",
        ),
        ConfirmationFact(_("Category"), in_document(row.category.name, conference, language)),
        ConfirmationFact(_("Takes part"), capfirst(str(row.get_mode_display()))),
        *(when_and_where if in_person else when_and_where[:1]),
    )
    title = in_document(conference.title, conference, language)
    return Confirmation(
        salutation=salutation
        if salutation.endswith((",", "!"))
        else pgettext("beginning of a letter", "%(greeting)s,") % {"greeting": salutation},
        opening=by_its_title(
            _("We are pleased to confirm your participation in the conference “%(conference)s”."), title
        )
        % {"conference": title},
        facts=tuple(fact for fact in facts if fact.text),
        qr=QrCode(
            ticket_url(conference, row.ticket_token) if in_person and row.ticket_token else "",
            _("QR code of the ticket"),
        ),
        code=shown_code(row.ticket_token or "") if in_person else "",
        ticket_text=_(
            "This is your ticket. Please show the code at the entrance, where you will receive your badge. "
            "The ticket is personal and not transferable."
        ),
        bring=(_("this letter, printed or on your telephone"), _("your passport or identity card"))
        if in_person
        else (),
    )


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
    rows = _in_order(conference, language, options)
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
