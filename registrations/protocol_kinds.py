"""The kinds of documents of protocol and travel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.documents.cards import split_cards
from confman.documents.registry import DocumentKind, document_kinds
from registrations.badges.documents.confirmations import build_confirmations, split_confirmations
from registrations.badges.documents.word_templates import confirmation_template
from registrations.core.web.forms.documents import CategoryForm, PrefilledForm
from registrations.correspondence.documents.letters import split_letters
from registrations.lists.documents.layout import list_sheet, list_template
from registrations.lists.documents.word_templates import letters_template
from registrations.protocol.documents.allowances import allowance_columns, build_allowance_sheet
from registrations.protocol.documents.arrivals import arrivals_columns, build_arrivals
from registrations.protocol.documents.rooming import build_rooming_list, rooming_columns
from registrations.protocol.documents.seating import build_head_table, build_seating_list, seating_columns
from registrations.protocol.documents.security import build_security_list, security_columns
from registrations.protocol.documents.vip_cards import build_vip_cards
from registrations.protocol.documents.visa_letters import build_visa_letters
from registrations.protocol.documents.visas import build_visa_tracker, visa_columns
from registrations.protocol.documents.word_templates import head_table_template
from registrations.protocol.web.forms.protocol_documents import (
    ArrivalsForm,
    HandedOutForm,
    RoomingForm,
    SecurityForm,
)

FOLDER = "registrations/documents"


def register_protocol_documents() -> None:
    """Called once, when the app is ready."""
    _register_letters()
    _register_lists()
    _register_seating()


def _register_letters() -> None:
    document_kinds.register(
        DocumentKind(
            key="registrations.confirmation",
            label=_("Confirmation of participation"),
            description=_("A letter with the facts, what to bring, and the ticket's QR code."),
            permission="registrations.make_cards",
            build=build_confirmations,
            formats=("pdf", "docx"),
            html_template=f"{FOLDER}/confirmations.html",
            word_template=confirmation_template,
            options_form=CategoryForm,
            split=split_confirmations,
            sensitive=True,
            position=45,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.vip_cards",
            label=_("VIP cards"),
            description=_(
                "For who receives guests of honour: arrival, greeter, entrance, seat, order of speaking."
            ),
            permission="registrations.edit_honours",
            build=build_vip_cards,
            formats=("pdf",),
            card_template="registrations/cards/vip_cards.typ",
            options_form=PrefilledForm,
            split=split_cards,
            sensitive=True,
            position=60,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.visa_letter",
            label=_("Visa-support letters"),
            description=_(
                "Those that stand in the register of correspondence, in one language. Never public."
            ),
            permission="registrations.edit_visas",
            build=build_visa_letters,
            formats=("pdf", "docx"),
            html_template=f"{FOLDER}/letters.html",
            word_template=letters_template,
            split=split_letters,
            sensitive=True,
            asks_who=True,
            filename="visa-letters",
            position=72,
        )
    )


def _register_lists() -> None:
    """Lists with personal data: made for a named recipient."""
    travel, visas = "registrations.edit_travel", "registrations.edit_visas"
    for position, (key, label, description, permission, build, columns, form, landscape) in enumerate(
        (
            (
                "rooming", _("Rooming list"), _("By hotel: nights, kind of room, who shares."), travel,
                build_rooming_list, rooming_columns, RoomingForm, True,
            ),
            (
                "arrivals", _("Arrivals and transfers"), _("By day and flight, for who meets and drives."), travel,
                build_arrivals, arrivals_columns, ArrivalsForm, False,
            ),
            (
                "allowances", _("Allowance sheet"), _("Days, rate, travel, total, and room to sign."), travel,
                build_allowance_sheet, allowance_columns, HandedOutForm, True,
            ),
            (
                "visa_tracker", _("Visa tracker"), _("How far each visa is. No passport data."), visas,
                build_visa_tracker, visa_columns, HandedOutForm, True,
            ),
        )
    ):  # fmt: skip
        document_kinds.register(
            DocumentKind(
                key=f"registrations.{key}",
                label=label,
                description=description,
                permission=permission,
                build=build,
                formats=("pdf", "docx", "xlsx"),
                html_template=f"{FOLDER}/{'list_wide' if landscape else 'list'}.html",
                word_template=list_template(columns, landscape=landscape),
                renderers={"xlsx": list_sheet},
                options_form=form,
                sensitive=True,
                position=70 + position,
            )
        )

    document_kinds.register(
        DocumentKind(
            key="registrations.security",
            label=_("Security list"),
            description=_(
                "For the host: name, nationality, function, vetting; the passport where it may be shown."
            ),
            permission="registrations.make_security_list",
            build=build_security_list,
            formats=("pdf", "docx", "xlsx"),
            html_template=f"{FOLDER}/list_wide.html",
            word_template=list_template(security_columns, landscape=True),
            renderers={"xlsx": list_sheet},
            options_form=SecurityForm,
            sensitive=True,
            asks_who=True,
            position=75,
        )
    )


def _register_seating() -> None:
    document_kinds.register(
        DocumentKind(
            key="registrations.seating",
            label=_("Seating list"),
            description=_("Delegations in the order of protocol, from the one drawn by lot."),
            permission="registrations.edit_honours",
            build=build_seating_list,
            formats=("pdf", "docx", "xlsx"),
            html_template=f"{FOLDER}/list.html",
            word_template=list_template(seating_columns),
            renderers={"xlsx": list_sheet},
            position=50,
        )
    )
    document_kinds.register(
        DocumentKind(
            key="registrations.head_table",
            label=_("Head-table plan"),
            description=_("Who sits left and right of who presides, drawn."),
            permission="registrations.edit_honours",
            build=build_head_table,
            formats=("pdf", "docx"),
            html_template=f"{FOLDER}/head_table.html",
            word_template=head_table_template,
            position=51,
        )
    )
