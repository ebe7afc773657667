"""The kinds of documents of this floor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from confman.documents.cards import split_cards
from confman.documents.registry import DocumentKind, document_kinds
from registrations.badges.documents.printing import build_badge_run, log_run, render_run, split_run
from registrations.badges.documents.tickets import build_tickets
from registrations.badges.domain.print_log import file_handed_out
from registrations.badges.web.forms.badges import BadgeForm
from registrations.certificates.documents import build_certificates
from registrations.core.web.forms.documents import CategoryForm
from registrations.lists.documents.participants import build_list_of_participants, participants_sheet
from registrations.lists.documents.word_templates import participants_template
from registrations.lists.web.forms import ListForm
from registrations.protocol.documents.name_plates import build_name_plates
from registrations.protocol.web.forms.protocol import PlateForm


def register_documents() -> None:
    """The documents of this floor; called once, when the app is ready."""
    folder = "registrations/documents"
    document_kinds.register(
        DocumentKind(
            key="registrations.participants",
            label=_("List of participants"),
            description=_("Who has agreed to be listed, by delegation; provisional or final."),
            permission="registrations.make_list_of_participants",
            build=build_list_of_participants,
            formats=("pdf", "docx", "xlsx", "html"),
            html_template=f"{folder}/participants.html",
            word_template=participants_template,
            renderers={"xlsx": participants_sheet},
            options_form=ListForm,
            position=10,
        )
    )
    for position, (key, label, description, build, templates, form) in enumerate(
        (
            (
                "badges", _("Badges"), _("A6, bank card, four on A4 with crop marks, or folded."), build_badge_run,
                {
                    "renderers": {"pdf": render_run}, "cards": True, "split": split_run, "on_made": log_run,
                    "on_handed_out": file_handed_out,
                },
                BadgeForm,
            ),
            (
                "name_plates", _("Name plates"), _("A4 folded once, the same on both sides."),
                build_name_plates, {"card_template": "registrations/cards/name_plates.typ"}, PlateForm,
            ),
            (
                "ticket", _("Tickets"), _("With the QR code, for whoever cannot receive it by mail."),
                build_tickets, {"card_template": "registrations/cards/tickets.typ"}, CategoryForm,
            ),
            (
                "certificate", _("Certificates of participation"),
                _("Of those who attended and to whom one was issued; A4 across."), build_certificates,
                {"card_template": "registrations/cards/certificates.typ"}, CategoryForm,
            ),
        ),
        start=2,
    ):  # fmt: skip
        document_kinds.register(
            DocumentKind(
                key=f"registrations.{key}",
                label=label,
                description=description,
                permission=f"registrations.{'make_plates' if key == 'name_plates' else 'make_cards'}",
                build=build,
                formats=("pdf",),
                options_form=form,
                sensitive=True,
                position=position * 10,
                **{"split": split_cards, **templates},
            )
        )
